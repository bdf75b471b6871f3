// The private mirror: the person's own figures, each with its formula and the passages it counts.
// Visible to that person only; the other one appears only where a share has two sides.

import { useEffect, useState } from "preact/hooks";
import { failed, mirror, type Result } from "../api.ts";
import { hashOf } from "../address.ts";
import { duration, number, percent } from "../i18n/format.ts";
import { language, text } from "../i18n/index.ts";
import { Figure } from "../parts/Figure.tsx";
import { Shell } from "../parts/Shell.tsx";
import { ShareBars } from "../parts/ShareBars.tsx";
import type { Room } from "../room.ts";
import type { Mirror as MirrorOf } from "../types.ts";

export function Mirror({ room }: { readonly room: Room }) {
  const t = text();
  const [answer, setAnswer] = useState<Result<MirrorOf> | null>(null);
  useEffect(() => void mirror(room.token).then(setAnswer), [room]);
  return (
    <Shell title={t.mirror.title} nav={<a href={hashOf("session")}>{t.mirror.back}</a>}>
      <article class="mirror">
        <header>
          <p class="eyebrow">{room.seat.title}</p>
          <h1>{t.mirror.title}</h1>
          <p class="lead">{t.mirror.lead}</p>
        </header>
        {answer === null ? <p role="status">{t.app.loading}</p>
          : failed(answer) ? <p class="note">{t.mirror.none}</p>
          : answer.minutes === 0 ? <WithoutWords mirror={answer} />
          : <Figures mirror={answer} />}
      </article>
    </Shell>
  );
}

/** Nothing was transcribed, or the transcript has been deleted: only what times alone tell. */
function WithoutWords({ mirror: m }: { readonly mirror: MirrorOf }) {
  const t = text().mirror;
  const share = m.talk_share.whole.share;
  if (share === null) return <p class="note">{t.none}</p>;
  return (
    <>
      <p class="note">{t.gone}</p>
      <Figure title={t.share.title} formula={t.share.formula} facts={[t.share.said(percent(share, language.value))]}>
        <ShareBars shares={m.talk_share} />
      </Figure>
    </>
  );
}

function Figures({ mirror: m }: { readonly mirror: MirrorOf }) {
  const t = text().mirror;
  const said = language.value;
  const share = m.talk_share.whole.share;
  const { interruptions: cuts, questions, thinking_time: pauses } = m;
  const [longest] = m.long_runs.runs;
  const seconds = (s: number): string => `${number(s, said)}\u00a0s`;
  return (
    <>
      <Figure title={t.share.title} formula={t.share.formula}
        facts={[share === null ? t.share.silent : t.share.said(percent(share, said))]}>
        <ShareBars shares={m.talk_share} />
      </Figure>
      <Figure title={t.questions.title} formula={t.questions.formula}
        facts={[
          t.questions.said(questions.open, questions.closed),
          questions.per_ten_minutes !== null && t.questions.rate(number(questions.per_ten_minutes, said)),
          questions.stacked.length > 0 && t.questions.stacked(questions.stacked.length),
        ]}
        passages={questions.asked.map((each) => ({ ...each.passage, note: t.questions.kind[each.kind] }))} />
      <Figure title={t.thinking.title} formula={t.thinking.formula}
        facts={[
          pauses.median === null ? t.thinking.none : t.thinking.said(seconds(pauses.median)),
          pauses.long_share !== null && t.thinking.long(percent(pauses.long_share, said)),
          pauses.went_on_myself > 0 && t.thinking.wentOn(pauses.went_on_myself),
        ]}
        passages={pauses.pauses.map((each) => ({
          ...each.passage, note: `${seconds(each.seconds)}, ${t.thinking.endedBy[each.ended_by]}`,
        }))} />
      <Figure title={t.interruptions.title} formula={t.interruptions.formula}
        facts={[t.interruptions.mine(cuts.mine.length), t.interruptions.theirs(cuts.theirs.length)]}
        passages={[
          ...cuts.mine.map((each) => ({ ...each.came_in, note: t.interruptions.youCameIn })),
          ...cuts.theirs.map((each) => ({ ...each.cut, note: t.interruptions.cameIn })),
        ]} />
      <Figure title={t.runs.title} formula={t.runs.formula}
        facts={[longest !== undefined && t.runs.longest(duration(longest.seconds)), m.long_runs.count > 0 && t.runs.count(m.long_runs.count)]}
        passages={m.long_runs.runs.map((run) => ({ ...run.passage, note: duration(run.seconds) }))} />
    </>
  );
}
