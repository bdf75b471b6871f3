// After the call: either person prepares the pair's next session; both see it and find their own place.

import { useEffect, useRef, useState } from "preact/hooks";
import { failed, placeInNext, prepareNext } from "../api.ts";
import { text } from "../i18n/index.ts";
import { nameOf, refusal, type Room } from "../room.ts";
import type { SessionView } from "../types.ts";
import { AgendaFields, type AgendaDraft } from "./AgendaFields.tsx";

interface FollowUpProps {
  readonly room: Room;
  readonly view: SessionView;
}

export function FollowUp({ room, view }: FollowUpProps) {
  const t = text().followUp;
  const [planning, setPlanning] = useState(false);
  if (room.watching || view.rehearsal) return null;
  return (
    <section class="follow-up no-print" aria-labelledby="follow-up">
      <h2 id="follow-up">{t.title}</h2>
      <div role="status">{view.prepared_by && <p>{t.ready(nameOf(view, view.prepared_by))}</p>}</div>
      {view.prepared_by && <Enter room={room} />}
      {!view.prepared_by && <p class="faint">{t.hint}</p>}
      {!view.prepared_by && !planning && <button type="button" onClick={() => setPlanning(true)}>{t.prepare}</button>}
      {!view.prepared_by && planning && <PlanForm room={room} view={view} onCancel={() => setPlanning(false)} />}
    </section>
  );
}

/** To one's own place; the other person's link is never in this page. */
function Enter({ room }: { readonly room: Room }) {
  const enter = async (): Promise<void> => {
    const place = await placeInNext(room.token);
    if (failed(place)) return room.say(refusal(place));
    window.location.assign(place.url);
  };
  return <button type="button" class="primary" onClick={() => void enter()}>{text().followUp.enter}</button>;
}

function PlanForm({ room, view, onCancel }: FollowUpProps & { readonly onCancel: () => void }) {
  const t = text();
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const [items, setItems] = useState<AgendaDraft>(() =>
    view.agenda.items.map((item, key) => ({ key, title: item.title, minutes: Math.max(1, Math.round(item.time_box / 60)) })));
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const starts = String(new FormData(event.currentTarget as HTMLFormElement).get("starts_at") ?? "");
    setBusy(true);
    const answer = await prepareNext(room.token, {
      agenda: items.filter((item) => item.title.trim()).map(({ title, minutes }) => ({ title, minutes })),
      ...(starts && { starts_at: starts }),
    });
    setBusy(false);
    if (failed(answer)) room.say(refusal(answer));
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <label class="field">
        <span>{t.create.startsAt}</span>
        <input ref={first} type="datetime-local" name="starts_at" defaultValue={view.next_session?.starts_at.slice(0, 16) ?? ""} />
        <small>{t.create.startsAtHelp(view.timezone)}</small>
      </label>
      <AgendaFields items={items} onChange={setItems} />
      <div class="row">
        <button type="submit" class="primary" disabled={busy}>{busy ? t.create.creating : t.followUp.submit}</button>
        <button type="button" class="plain" onClick={onCancel}>{t.followUp.cancel}</button>
      </div>
    </form>
  );
}
