// Numbers and times as people read them, by Intl. Durations are given in seconds.

import type { Language } from "../types.ts";

const LOCALE: Record<Language, string> = { fr: "fr-FR", en: "en-GB" };
const NO_BREAK = "\u00a0";

/** `75` → `1:15`, `3675` → `1:01:15`: a running clock. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number): string => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** `600` → `10 min`, `45` → `45 s`, `3900` → `1 h 05`. */
export function duration(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  if (whole < 60) return `${whole}${NO_BREAK}s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes}${NO_BREAK}min`;
  return `${Math.floor(minutes / 60)}${NO_BREAK}h${NO_BREAK}${String(minutes % 60).padStart(2, "0")}`;
}

/** A difference with its sign: `+2 min`, `−45 s`, `0 s`. */
export function difference(seconds: number): string {
  const sign = Math.round(seconds) > 0 ? "+" : Math.round(seconds) < 0 ? "−" : "";
  return `${sign}${duration(seconds)}`;
}

export function percent(share: number, language: Language): string {
  return new Intl.NumberFormat(LOCALE[language], { style: "percent", maximumFractionDigits: 0 }).format(share);
}

export function number(value: number, language: Language, digits = 1): string {
  return new Intl.NumberFormat(LOCALE[language], { maximumFractionDigits: digits }).format(value);
}

/** An ISO date (`2026-11-27`) as `vendredi 27 novembre`, without any zone arithmetic. */
export function day(iso: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALE[language], {
    weekday: "long", day: "numeric", month: "long", timeZone: "UTC",
  }).format(new Date(`${iso}T00:00:00Z`));
}

/** An instant (ISO with offset or Z) in a zone. */
export function instant(iso: string, timezone: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALE[language], {
    weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone: timezone,
  }).format(new Date(iso));
}

/** An instant so many seconds later. */
export function later(iso: string, seconds: number): string {
  return new Date(Date.parse(iso) + 1000 * seconds).toISOString();
}

/** A local date-time without offset (`2026-12-08T18:00`) as it stands. */
export function localTime(iso: string, language: Language): string {
  return instant(`${iso.slice(0, 16)}:00Z`, "UTC", language);
}

/** A local date-time of one zone as it stands in another; null when the zone is unknown here. */
export function localIn(iso: string, zone: string, other: string, language: Language): string | null {
  try {
    return instant(instantOf(iso, zone), other, language);
  } catch {
    return null;
  }
}

/** The instant (ISO) of a local date-time in a zone: found by correcting a first guess twice. */
function instantOf(iso: string, zone: string): string {
  const wanted = Date.parse(`${iso.slice(0, 16)}:00Z`);
  const shown = (at: number): number => Date.parse(`${new Date(at).toLocaleString("sv-SE", { timeZone: zone }).replace(" ", "T")}Z`);
  let at = wanted;
  for (let turn = 0; turn < 2; turn += 1) at += wanted - shown(at);
  return new Date(at).toISOString();
}

/** The day of an instant in a zone, as ISO: what a due date is compared with. */
export function dateIn(iso: string, timezone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: timezone }).format(new Date(iso));
}

export function list(names: readonly string[], language: Language): string {
  return new Intl.ListFormat(LOCALE[language], { type: "conjunction" }).format(names);
}
