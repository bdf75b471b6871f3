// The network check: the round trip of our own pings to the server.

import type { Live } from "../live.ts";
import { text } from "../i18n/index.ts";

const GOOD = 150;
const FAIR = 400;

export function Network({ live }: { readonly live: Live }) {
  const t = text();
  const time = live.roundTrip.value;
  const ms = Math.max(1, Math.round(time ?? 0));
  const [quality, said] =
    time === null ? ["unknown", t.lobby.networkChecking]
    : time < GOOD ? ["good", t.lobby.networkGood(ms)]
    : time < FAIR ? ["fair", t.lobby.networkFair(ms)]
    : ["bad", t.lobby.networkBad(ms)];
  return <p class="network" data-quality={quality} role="status">{said}</p>;
}
