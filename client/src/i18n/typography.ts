// French typography, applied once to the whole catalogue so that its source stays easy to read:
// a narrow no-break space before ? ! ; : » and after «, and a curly apostrophe.

const NARROW = "\u202f";

/** The text with curly apostrophes: all that English needs. */
export const curly = (text: string): string => text.replace(/'/g, "’");

/** The text with French spacing; idempotent. */
export function typeset(text: string): string {
  return curly(text)
    .replace(/[ \u00a0]([?!;:»%])/g, `${NARROW}$1`)
    .replace(/«[ \u00a0]/g, `«${NARROW}`);
}

/** The same catalogue with every text, and every text a function makes, set by `set`. */
export function setCatalogue<T>(entry: T, set: (text: string) => string): T {
  if (typeof entry === "string") return set(entry) as T;
  if (typeof entry === "function") {
    const make = entry as unknown as (...args: readonly unknown[]) => unknown;
    return ((...args: readonly unknown[]) => setCatalogue(make(...args), set)) as T;
  }
  if (typeof entry === "object" && entry !== null) {
    const pairs = Object.entries(entry).map(([key, value]) => [key, setCatalogue(value, set)]);
    return (Array.isArray(entry) ? pairs.map(([, value]) => value) : Object.fromEntries(pairs)) as T;
  }
  return entry;
}
