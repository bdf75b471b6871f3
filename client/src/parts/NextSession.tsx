// When and where the pair meets next; it stays "to be fixed" in sight until it is.

import { useState } from "preact/hooks";
import { localIn, localTime } from "../i18n/format.ts";
import { language, text } from "../i18n/index.ts";
import type { Room } from "../room.ts";
import type { NextSession as Appointment, SessionView } from "../types.ts";

interface NextSessionProps {
  readonly room: Room;
  readonly view: SessionView;
  /** Level of its heading: 3 inside the closing, 2 in the recap. */
  readonly level: 2 | 3;
}

export function NextSession({ room, view, level }: NextSessionProps) {
  const Heading = `h${level}` as const;
  const t = text();
  const [editing, setEditing] = useState(false);
  const next = view.next_session;
  const editable = !room.watching;
  return (
    <section class="next" aria-labelledby="next">
      <Heading id="next">{t.closing.next}</Heading>
      {next
        ? <p><strong>{t.closing.nextSet(localTime(next.starts_at, language.value))}</strong>{next.place && <> · <bdi>{next.place}</bdi></>}<Here next={next} /></p>
        : <p class="faint">{t.closing.nextUnset}</p>}
      {editable && next && !editing && (
        <div class="row">
          <button type="button" onClick={() => setEditing(true)}>{t.closing.nextEdit}</button>
          <button type="button" class="plain" onClick={() => void room.do({ type: "set_next_session", next_session: null })}>{t.closing.nextClear}</button>
        </div>
      )}
      {editable && (editing || !next) && <NextForm room={room} view={view} onDone={() => setEditing(false)} />}
    </section>
  );
}

/** The zone, and what time that is where this person sits, when that differs. */
function Here({ next }: { readonly next: Appointment }) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const local = localIn(next.starts_at, next.timezone, here, language.value);
  if (local === null || local === localTime(next.starts_at, language.value)) return null;
  return <span class="faint"> ({next.timezone}). {text().lobby.yourTime(local)}.</span>;
}

interface NextFormProps {
  readonly room: Room;
  readonly view: SessionView;
  readonly onDone: () => void;
}

function NextForm({ room, view, onDone }: NextFormProps) {
  const t = text();
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const outcome = await room.do({
      type: "set_next_session",
      next_session: {
        starts_at: String(form.get("starts_at")),
        timezone: view.timezone,
        place: String(form.get("place") ?? "").trim(),
      },
    });
    if (outcome.ok) onDone();
  };
  return (
    <form class="next-form" onSubmit={(event) => void submit(event)}>
      <label class="field">
        <span>{t.closing.nextDate}</span>
        <input type="datetime-local" name="starts_at" required defaultValue={view.next_session?.starts_at.slice(0, 16) ?? ""} />
      </label>
      <label class="field">
        <span>{t.closing.nextPlace}</span>
        <input name="place" maxLength={200} defaultValue={view.next_session?.place ?? ""} />
      </label>
      <button type="submit">{t.closing.nextSave}</button>
    </form>
  );
}
