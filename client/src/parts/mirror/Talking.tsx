// Who held the floor: talk share, interruptions, long stretches.

import { duration, percent } from "../../i18n/format.ts";
import { language, text } from "../../i18n/index.ts";
import type { Mirror } from "../../types.ts";
import { Figure } from "../Figure.tsx";
import { ShareBars } from "../ShareBars.tsx";

export function TalkTime({ mirror: m }: { readonly mirror: Mirror }) {
  const t = text().mirror.share;
  const share = m.talk_share.whole.share;
  return (
    <Figure title={t.title} formula="talk_share" facts={[share === null ? t.silent : t.said(percent(share, language.value))]}>
      <ShareBars shares={m.talk_share} />
    </Figure>
  );
}

export function Floor({ mirror: m }: { readonly mirror: Mirror }) {
  const t = text().mirror;
  const { interruptions: cuts, long_runs: runs } = m;
  const [longest] = runs.runs;
  return (
    <>
      <Figure title={t.interruptions.title} formula="interruptions"
        facts={[t.interruptions.mine(cuts.mine.length), t.interruptions.theirs(cuts.theirs.length)]}
        passages={[
          ...cuts.mine.map((each) => ({ ...each.came_in, note: t.interruptions.youCameIn })),
          ...cuts.theirs.map((each) => ({ ...each.cut, note: t.interruptions.cameIn })),
        ]} />
      <Figure title={t.runs.title} formula="long_runs"
        facts={[longest !== undefined && t.runs.longest(duration(longest.seconds)), runs.count > 0 && t.runs.count(runs.count)]}
        passages={runs.runs.map((run) => ({ ...run.passage, note: duration(run.seconds) }))} />
    </>
  );
}
