// How each figure of the mirror is worked out: the program's own formulas, for everybody to read.

import { useEffect } from "preact/hooks";
import { formulas, loadFormulas, saidIn, titleOf } from "../formulas.ts";
import { language, text } from "../i18n/index.ts";
import { Shell } from "../parts/Shell.tsx";

export function Formulas() {
  const t = text().mirror;
  const said = language.value;
  useEffect(() => void loadFormulas(), []);
  return (
    <Shell title={t.how}>
      <article class="mirror formulas">
        <header>
          <h1>{t.how}</h1>
          <p class="lead">{t.howLead}</p>
        </header>
        {formulas.value.length === 0 && <p role="status">{text().app.loading}</p>}
        {formulas.value.map((formula) => (
          <section key={formula.figure} id={formula.figure} class="card figure" aria-labelledby={`how-${formula.figure}`}>
            <h2 id={`how-${formula.figure}`}>{titleOf(formula, said)}</h2>
            <p>{saidIn(formula, said)}</p>
            <p class="faint">{t.source(formula.source)}</p>
            {formula.choices.length > 0 && <p class="faint">{t.choices(formula.choices.join(", "))}</p>}
          </section>
        ))}
      </article>
    </Shell>
  );
}
