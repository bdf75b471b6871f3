// How much of the call is sent: one click for each step, and which one is taken now.

import { text } from "../i18n/index.ts";
import { RUNGS } from "../ladder.ts";
import type { Room } from "../room.ts";

export function PlanB({ room }: { readonly room: Room }) {
  const t = text();
  return (
    <div class="plan-b" role="group" aria-label={t.planB.title}>
      {RUNGS.map((rung) => (
        <button key={rung} type="button" aria-pressed={room.rung.value === rung} onClick={() => room.choose(rung)}>
          {t.planB.rungs[rung]}
        </button>
      ))}
    </div>
  );
}
