// The session's own clock, against the time planned for the whole agenda.

import { planned } from "../agenda.ts";
import { clock, duration } from "../i18n/format.ts";
import { text } from "../i18n/index.ts";
import type { Live } from "../live.ts";
import type { SessionView } from "../types.ts";
import { useNow } from "./clock.ts";

export function SessionTime({ live, view }: { readonly live: Live; readonly view: SessionView }) {
  const t = text();
  const now = useNow(live);
  return (
    <p class="session-time">
      <span class="faint">{t.agenda.total}</span>{" "}
      <time role="timer" aria-label={t.call.clock}>{clock(now)}</time>
      <span class="faint"> / {duration(planned(view.agenda))}</span>
    </p>
  );
}
