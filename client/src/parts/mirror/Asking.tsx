// Questions, the time left after them and after the other, and what was said back.

import { clock, number, percent } from "../../i18n/format.ts";
import { language, text } from "../../i18n/index.ts";
import type { Mirror } from "../../types.ts";
import { Figure } from "../Figure.tsx";
import { Bars } from "./Bars.tsx";

export function Asking({ mirror: m }: { readonly mirror: Mirror }) {
  const t = text().mirror;
  const said = language.value;
  const { questions, thinking_time: pauses, reformulations: back } = m;
  const after = pauses.after_the_other;
  const seconds = (s: number): string => `${number(s, said)}\u00a0s`;
  return (
    <>
      <Figure title={t.questions.title} formula="questions"
        facts={[
          t.questions.said(questions.open, questions.closed),
          questions.per_ten_minutes !== null && t.questions.rate(number(questions.per_ten_minutes, said)),
          questions.stacked.length > 0 && t.questions.stacked(questions.stacked.length),
        ]}
        passages={questions.asked.map((each) => ({ ...each.passage, note: t.questions.kind[each.kind] }))} />
      <Figure title={t.thinking.title} formula="thinking_time"
        facts={[
          pauses.median === null ? t.thinking.none : t.thinking.said(seconds(pauses.median)),
          pauses.long_share !== null && t.thinking.long(percent(pauses.long_share, said)),
          pauses.went_on_myself > 0 && t.thinking.wentOn(pauses.went_on_myself),
          after.median !== null && t.thinking.after(seconds(after.median), after.count),
          pauses.delay_removed === null && (pauses.median !== null || after.median !== null) && t.thinking.network,
        ]}
        passages={pauses.pauses.map((each) => ({
          ...each.passage, note: `${seconds(each.seconds)}, ${t.thinking.endedBy[each.ended_by]}`,
        }))}>
        <Bars first={t.when} columns={[t.duration]} rows={pauses.pauses.map((each) => ({
          key: `${each.passage.end}`, label: t.at(clock(each.passage.end)), values: [each.seconds], shown: [seconds(each.seconds)],
          said: `${t.at(clock(each.passage.end))}, ${t.thinking.bar(seconds(each.seconds), t.thinking.endedBy[each.ended_by])}`,
        }))} />
      </Figure>
      <Figure title={t.reformulations.title} formula="reformulations"
        facts={[
          t.reformulations.said(back.marked.length, back.questions),
          back.answers > 0 && t.reformulations.uptakes(back.uptakes.length, back.answers),
        ]}
        passages={[
          ...back.marked.map((each) => ({ ...each, note: t.reformulations.marked })),
          ...back.uptakes.map((each) => ({ ...each.passage, note: t.reformulations.taken(each.words.join(", ")) })),
        ]} />
    </>
  );
}
