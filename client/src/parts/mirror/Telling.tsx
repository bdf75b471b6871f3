// What was offered to the other: advice, encouragement; and, on demand only, fillers.

import { useState } from "preact/hooks";
import { number } from "../../i18n/format.ts";
import { language, text } from "../../i18n/index.ts";
import type { Mirror } from "../../types.ts";
import { Figure } from "../Figure.tsx";

export function Telling({ mirror: m }: { readonly mirror: Mirror }) {
  const t = text().mirror;
  const { advice, encouragement } = m;
  return (
    <>
      <Figure title={t.advice.title} formula="advice"
        facts={[t.advice.said(advice.given.length, advice.permissions.length)]}
        passages={[
          ...advice.given.map((each) => ({ ...each, note: t.advice.given })),
          ...advice.permissions.map((each) => ({ ...each, note: t.advice.permission })),
        ]} />
      <Figure title={t.encouragement.title} formula="encouragement"
        facts={[t.encouragement.said(encouragement.tied.length, encouragement.bare.length)]}
        passages={[
          ...encouragement.tied.map((each) => ({ ...each, note: t.encouragement.tied })),
          ...encouragement.bare.map((each) => ({ ...each, note: t.encouragement.bare })),
        ]} />
      <Fillers mirror={m} />
    </>
  );
}

/** Off until asked for: the recogniser loses many, and they say little about a talk. */
function Fillers({ mirror: m }: { readonly mirror: Mirror }) {
  const t = text().mirror.fillers;
  const [shown, setShown] = useState(false);
  const { fillers } = m;
  if (!shown) return <div class="row"><button type="button" class="plain" onClick={() => setShown(true)}>{t.show}</button></div>;
  return (
    <Figure title={t.title} formula="fillers"
      facts={[
        t.said(fillers.at_least),
        fillers.per_minute !== null && fillers.at_least > 0 && t.rate(number(fillers.per_minute, language.value)),
        fillers.words.length > 0 && t.words(fillers.words.map((each) => `${each.word} (${each.count})`).join(", ")),
      ]} />
  );
}
