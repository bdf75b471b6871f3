// One figure of the mirror: the facts in words, the passages they count, and the formula.

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { formulas, saidIn } from "../formulas.ts";
import { clock } from "../i18n/format.ts";
import { language, text } from "../i18n/index.ts";
import type { Passage } from "../types.ts";

export type Noted = Passage & { readonly note: string };

interface FigureProps {
  readonly title: string;
  /** Names the formula, which comes from the server. */
  readonly formula: string;
  /** Sentences; false for one that does not apply. */
  readonly facts: readonly (string | false)[];
  readonly passages?: readonly Noted[];
  readonly children?: ComponentChildren;
}

export function Figure({ title, formula, facts, passages = [], children }: FigureProps) {
  const t = text().mirror;
  const id = useId();
  const [first, ...rest] = facts.filter((fact) => fact !== false);
  const how = formulas.value.find((one) => one.figure === formula);
  return (
    <section class="figure card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p class="figure-fact">{first ?? t.nothing}</p>
      {rest.map((fact) => <p key={fact}>{fact}</p>)}
      {children}
      {passages.length > 0 && (
        <details>
          <summary>{t.passages(passages.length)}</summary>
          <ul class="passages">
            {passages.map((passage) => (
              <li key={`${passage.start}-${passage.note}-${passage.quote}`}>
                <q>{passage.quote}</q>
                <span class="faint">{t.at(clock(passage.start))} · {passage.note}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {how && (
        <details>
          <summary>{t.how}</summary>
          <p class="faint">{saidIn(how, language.value)}</p>
        </details>
      )}
    </section>
  );
}
