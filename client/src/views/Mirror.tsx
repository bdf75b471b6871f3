// The private mirror: the person's own figures, each with its formula and the passages it counts.
// Visible to that person only; the other one appears only where a share has two sides.

import { useEffect, useState } from "preact/hooks";
import { failed, mirror, type Result } from "../api.ts";
import { hashOf } from "../address.ts";
import { loadFormulas } from "../formulas.ts";
import { text } from "../i18n/index.ts";
import { Asking } from "../parts/mirror/Asking.tsx";
import { MirrorChoice } from "../parts/mirror/Choice.tsx";
import { Files } from "../parts/mirror/Files.tsx";
import { KeepAndTry } from "../parts/mirror/KeepAndTry.tsx";
import { Pace } from "../parts/mirror/Pace.tsx";
import { Sound } from "../parts/mirror/Sound.tsx";
import { Floor, TalkTime } from "../parts/mirror/Talking.tsx";
import { Telling } from "../parts/mirror/Telling.tsx";
import { Times } from "../parts/mirror/Times.tsx";
import { Trend } from "../parts/mirror/Trend.tsx";
import { Shell } from "../parts/Shell.tsx";
import type { Room } from "../room.ts";
import type { Mirror as MirrorOf } from "../types.ts";

export function Mirror({ room }: { readonly room: Room }) {
  const t = text();
  const [answer, setAnswer] = useState<Result<MirrorOf> | null>(null);
  const [on, setOn] = useState<boolean | null>(null);
  useEffect(() => void loadFormulas(), []);
  const chosen = (now: boolean): void => {
    setOn(now);
    setAnswer(null);
    if (now) void mirror(room.token).then(setAnswer);
  };
  return (
    <Shell title={t.mirror.title} nav={<a href={hashOf("session")}>{t.mirror.back}</a>}>
      <article class="mirror">
        <header>
          <p class="eyebrow">{room.seat.title}</p>
          <h1>{t.mirror.title}</h1>
          <p class="lead">{t.mirror.lead}</p>
          <MirrorChoice room={room} onChoice={chosen} />
        </header>
        {on === false ? <p class="note" role="status">{t.mirror.choice.off}</p>
          : answer === null ? <p role="status">{t.app.loading}</p>
          : failed(answer) ? <p class="note">{t.mirror.none}</p>
          : answer.minutes === 0 ? <WithoutWords mirror={answer} />
          : <Figures room={room} mirror={answer} />}
      </article>
    </Shell>
  );
}

/** Nothing was transcribed, or the transcript has been deleted: only what times alone tell. */
function WithoutWords({ mirror: m }: { readonly mirror: MirrorOf }) {
  const t = text().mirror;
  if (m.talk_share.whole.share === null) return <p class="note">{t.none}</p>;
  return <><p class="note">{t.gone}</p><TalkTime mirror={m} /></>;
}

function Figures({ room, mirror: m }: { readonly room: Room; readonly mirror: MirrorOf }) {
  return (
    <>
      <KeepAndTry mirror={m} />
      <TalkTime mirror={m} />
      <Asking mirror={m} />
      <Floor mirror={m} />
      <Telling mirror={m} />
      <Pace mirror={m} />
      <Sound mirror={m} />
      <Times mirror={m} />
      <Trend room={room} />
      <Files room={room} />
    </>
  );
}
