// The closing, inside the call: aims reached, earlier promises, what was agreed and who does what,
// ticked by both; the next session.

import { text } from "../i18n/index.ts";
import { Aims } from "../parts/Aims.tsx";
import { Lines } from "../parts/Lines.tsx";
import { NextSession } from "../parts/NextSession.tsx";
import { Promises } from "../parts/Promises.tsx";
import type { Room } from "../room.ts";
import type { SessionView } from "../types.ts";

export function Closing({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  const t = text();
  return (
    <section class="closing" aria-labelledby="closing">
      <h2 id="closing">{t.closing.title}</h2>
      <p class="faint">{t.closing.lead}</p>
      <Aims room={room} view={view} />
      <Promises room={room} view={view} level={3} />
      <Lines kind="agreement" room={room} view={view} level={3} />
      <Lines kind="action" room={room} view={view} level={3} />
      <NextSession room={room} view={view} level={3} />
    </section>
  );
}
