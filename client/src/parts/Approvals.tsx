// Who approved the recap, and to whom it went.

import { text } from "../i18n/index.ts";
import { speakers, type Room } from "../room.ts";
import type { SessionView } from "../types.ts";
import { Icon } from "./Icon.tsx";

export function Approvals({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  const t = text();
  const people = speakers(view);
  const mine = view.approved_by.includes(room.seat.you.id);
  const sent = view.sealed;
  return (
    <section class="approvals card" aria-labelledby="approvals">
      <h2 id="approvals">{t.recap.approvals}</h2>
      <div role="status"><ul>
        {people.map((person) => (
          <li key={person.id} data-role={person.role} data-approved={view.approved_by.includes(person.id)}>
            {view.approved_by.includes(person.id) ? t.recap.approvedBy(person.name) : t.recap.notApprovedBy(person.name)}
            {view.sent_to.includes(person.id) && <> · <strong><Icon name="mail" />{t.recap.sentTo(person.name)}</strong></>}
          </li>
        ))}
      </ul></div>
      <p class="faint no-print">{sent ? t.recap.sentHint : t.recap.willSend}</p>
      {!room.watching && !sent && (
        <div class="row no-print">
          {mine
            ? <p class="approved"><Icon name="check" />{t.recap.approved} <span class="faint">{t.recap.changed}</span></p>
            : <button type="button" class="primary big" onClick={() => void room.do({ type: "approve_recap" })}>{t.recap.approve}</button>}
        </div>
      )}
    </section>
  );
}
