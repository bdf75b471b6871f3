// How loud the microphone is, as a native meter.

import { useEffect, useState } from "preact/hooks";
import { watchLevel } from "../devices.ts";
import { text } from "../i18n/index.ts";

const HEARD = 0.35;

export function LevelMeter({ track }: { readonly track: MediaStreamTrack }) {
  const t = text();
  const [level, setLevel] = useState(0);
  const [heard, setHeard] = useState(false);
  useEffect(() => watchLevel(track, (now) => {
    setLevel(now);
    if (now > HEARD) setHeard(true);
  }), [track]);
  return (
    <div class="level">
      <meter aria-label={t.lobby.level} min={0} max={1} low={HEARD} value={level}>{Math.round(level * 100)} %</meter>
      <p role="status" class="faint">{heard ? t.lobby.levelHeard : t.lobby.levelHint}</p>
    </div>
  );
}
