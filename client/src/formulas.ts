// The formulas of the mirror, asked for once a page: figures and the formulas' page share them.

import { signal } from "@preact/signals";
import { failed, formulas as ask } from "./api.ts";
import { curly, typeset } from "./i18n/typography.ts";
import type { Formula, Language } from "./types.ts";

export const formulas = signal<readonly Formula[]>([]);
let asked = false;

/** Ask the server, unless it was asked already; an answer that fails may be asked for again. */
export async function loadFormulas(): Promise<void> {
  if (asked) return;
  asked = true;
  const answer = await ask();
  if (failed(answer)) asked = false;
  else formulas.value = answer;
}

export const titleOf = (formula: Formula, language: Language): string =>
  language === "fr" ? typeset(formula.title_fr) : curly(formula.title_en);

export const saidIn = (formula: Formula, language: Language): string =>
  language === "fr" ? typeset(formula.fr) : curly(formula.en);
