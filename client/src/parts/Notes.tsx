// Notes on agenda items, prepared before the call or written in it: each writes the own one, both see
// both. They are written, never said: nothing of them is in the transcript or the recap.

import { text } from "../i18n/index.ts";
import { nameOf, type Room } from "../room.ts";
import type { AgendaItemView, SessionView } from "../types.ts";

/** All items with their notes, to prepare a session in the lobby. */
export function Preparation({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  const t = text().notes;
  return (
    <section class="preparation card" aria-labelledby="preparation">
      <h2 id="preparation">{t.title}</h2>
      <p class="faint">{t.lead}</p>
      <ol>
        {view.agenda.items.map((item) => (
          <li key={item.id}><h3><bdi>{item.title}</bdi></h3><ItemNotes item={item} room={room} view={view} /></li>
        ))}
      </ol>
    </section>
  );
}

interface ItemNotesProps {
  readonly item: AgendaItemView;
  readonly room: Room;
  readonly view: SessionView;
}

export function ItemNotes({ item, room, view }: ItemNotesProps) {
  const t = text().notes;
  const me = room.seat.you.id;
  const mine = item.notes.find((note) => note.by === me)?.text ?? "";
  const write = async (field: HTMLTextAreaElement): Promise<void> => {
    const said = field.value.trim();
    if (said === mine) return;
    const outcome = await room.do({ type: "write_note", item: item.id, text: said });
    if (!outcome.ok) field.value = mine;
  };
  return (
    <div class="notes">
      {item.notes.filter((note) => note.by !== me).map((note) => (
        <p key={note.by} class="note-of"><span class="faint">{t.of(nameOf(view, note.by))}</span> <bdi>{note.text}</bdi></p>
      ))}
      {!room.watching && (
        <textarea key={mine} rows={1} maxLength={1000} aria-label={t.mine(item.title)} placeholder={t.placeholder}
          defaultValue={mine} onBlur={(event) => void write(event.currentTarget)} />
      )}
    </div>
  );
}
