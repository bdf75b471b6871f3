// The language a person reads in, and the catalogue that goes with it. Order: the person's own
// choice on this machine, the seat's language, the browser's, French.

import { computed, signal } from "@preact/signals";
import type { Language } from "../types.ts";
import { en } from "./en.ts";
import { fr, type Catalogue } from "./fr.ts";
import { curly, setCatalogue, typeset } from "./typography.ts";

const CATALOGUES: Record<Language, Catalogue> = { fr: setCatalogue(fr, typeset), en: setCatalogue(en, curly) };
const CHOICE = "binome.language";

const isLanguage = (value: unknown): value is Language => value === "fr" || value === "en";

/** What this person chose with the switch; null until then. */
export const chosen = signal<Language | null>(null);
/** The language of the person's seat, once known. */
export const seatLanguage = signal<Language | null>(null);
const browserLanguage = signal<Language>("fr");

export const language = computed<Language>(
  () => chosen.value ?? seatLanguage.value ?? browserLanguage.value,
);
const catalogue = computed<Catalogue>(() => CATALOGUES[language.value]);

/** The catalogue to read texts from; a component that calls it follows the language. */
export const text = (): Catalogue => catalogue.value;

/** Read the browser's wishes once, at the start of the page. */
export function readLanguage(storage: Storage, wishes: readonly string[]): void {
  const kept = storage.getItem(CHOICE);
  if (isLanguage(kept)) chosen.value = kept;
  browserLanguage.value = wishes.map((wish) => wish.slice(0, 2)).find(isLanguage) ?? "fr";
}

export function chooseLanguage(next: Language, storage: Storage): void {
  chosen.value = next;
  storage.setItem(CHOICE, next);
}
