// One thing to keep and one to try, with the passages they come from.

import { text } from "../../i18n/index.ts";
import type { Mirror } from "../../types.ts";
import { Figure } from "../Figure.tsx";

export function KeepAndTry({ mirror: m }: { readonly mirror: Mirror }) {
  const t = text().mirror.noticed;
  const { keep, attempt } = m.noticed;
  return (
    <Figure title={t.title} formula="noticed"
      facts={[keep !== null && t.keep[keep.what], attempt !== null && t.attempt[attempt.what], keep === null && attempt === null && t.none]}
      passages={[
        ...(keep?.passages ?? []).map((each) => ({ ...each, note: t.kept })),
        ...(attempt?.passages ?? []).map((each) => ({ ...each, note: t.tried })),
      ]} />
  );
}
