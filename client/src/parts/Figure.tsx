// One figure of the mirror: the facts in words, the passages they count, and the formula.

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { clock } from "../i18n/format.ts";
import { text } from "../i18n/index.ts";
import type { Passage } from "../types.ts";

interface FigureProps {
  readonly title: string;
  readonly formula: string;
  /** Sentences; false for one that does not apply. */
  readonly facts: readonly (string | false)[];
  readonly passages?: readonly (Passage & { readonly note: string })[];
  readonly children?: ComponentChildren;
}

export function Figure({ title, formula, facts, passages = [], children }: FigureProps) {
  const t = text().mirror;
  const id = useId();
  const [first, ...rest] = facts.filter((fact) => fact !== false);
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
              <li key={`${passage.start}-${passage.note}`}>
                <q>{passage.quote}</q>
                <span class="faint">{t.at(clock(passage.start))} · {passage.note}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <details>
        <summary>{t.how}</summary>
        <p class="faint">{formula}</p>
      </details>
    </section>
  );
}
