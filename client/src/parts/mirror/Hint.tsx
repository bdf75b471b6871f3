// The private hint during the call, off until chosen: "you have been speaking for five minutes".

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { text } from "../../i18n/index.ts";
import type { Room } from "../../room.ts";
import { follow, isLong, noRun } from "../../run.ts";
import type { ParticipantView, SessionView } from "../../types.ts";
import { useNow } from "../clock.ts";

const CHOICE = "binome.hint";
const chosen = signal<boolean>(false);

/** Read this browser's choice once, at the start of the page. */
export function readHint(storage: Storage): void {
  chosen.value = storage.getItem(CHOICE) === "on";
}

export function HintChoice() {
  const t = text().mirror.hint;
  const choose = (on: boolean): void => {
    chosen.value = on;
    if (on) localStorage.setItem(CHOICE, "on");
    else localStorage.removeItem(CHOICE);
  };
  return (
    <div class="hint-choice">
      <label class="row">
        <input type="checkbox" checked={chosen.value} onChange={(event) => choose(event.currentTarget.checked)} aria-describedby="hint-explained" />
        <span>{t.choose}</span>
      </label>
      <p id="hint-explained" class="faint">{t.explain}</p>
    </div>
  );
}

export function Hint({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  return chosen.value ? <Watching room={room} view={view} /> : null;
}

function Watching({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  const now = useNow(room.live);
  const run = useRef(noRun);
  const me = room.seat.you.id;
  const since = (mine: boolean): number | null => earliest(view.participants.filter((one) => (one.id === me) === mine));
  useEffect(() => {
    run.current = follow(run.current, { me: since(true), others: since(false) }, now);
  });
  return <p class="hint" role="status">{isLong(run.current, now) && text().mirror.hint.said}</p>;
}

/** Since when the first of them has been speaking; null when all are silent. */
function earliest(people: readonly ParticipantView[]): number | null {
  const times = people.flatMap((one) => (one.speaking_since === null ? [] : [one.speaking_since]));
  return times.length > 0 ? Math.min(...times) : null;
}
