// The agenda with its time boxes and running clock; both people may move on, extend, or close.

import { itemClocks, type ItemClock } from "../agenda.ts";
import { clock, duration } from "../i18n/format.ts";
import { text } from "../i18n/index.ts";
import { nameOf, type Room } from "../room.ts";
import type { ExtensionView, SessionView } from "../types.ts";
import { useNow } from "./clock.ts";
import { ItemNotes } from "./Notes.tsx";

const EXTENSION_MINUTES = 5;

export function Agenda({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  const t = text();
  const now = useNow(room.live);
  const acts = !room.watching && view.phase !== "closed";
  return (
    <section class="agenda" aria-labelledby="agenda">
      <h2 id="agenda">{t.agenda.title}</h2>
      <ol>
        {itemClocks(view.agenda, now).map((each) => (
          <li key={each.item.id} data-state={each.item.state} data-pace={each.running ? each.pace : "calm"}
            aria-current={each.running ? "step" : undefined}>
            <Item each={each} onGo={acts ? () => void room.do({ type: "start_item", item: each.item.id }) : null} />
            {(each.running || each.item.notes.length > 0) && <ItemNotes item={each.item} room={room} view={view} />}
            {acts && each.running && <Extension room={room} view={view} asked={view.agenda.extension} />}
          </li>
        ))}
      </ol>
      {acts && view.phase === "live" && (
        <button type="button" onClick={() => void room.do({ type: "open_closing" })}>{t.agenda.openClosing}</button>
      )}
    </section>
  );
}

interface ItemProps {
  readonly each: ItemClock;
  /** Moves the pair to this item; null for somebody who only watches. */
  readonly onGo: (() => void) | null;
}

function Item({ each: { item, number, running, spent, left }, onGo }: ItemProps) {
  const t = text();
  return (
    <div class="item">
      <span class="item-number" aria-hidden="true">{number}</span>
      <span class="item-title"><bdi>{item.title}</bdi></span>
      <span class="item-time">
        {running
          ? <strong role="timer">{left >= 0 ? t.agenda.left(clock(left)) : t.agenda.over(clock(-left))}</strong>
          : item.state === "done" ? `${t.agenda.done} · ${duration(spent)}` : duration(item.time_box)}
        {onGo && !running && (
          <button type="button" class="plain" aria-label={t.agenda.go(item.title)} onClick={onGo}>{t.agenda.goShort}</button>
        )}
      </span>
      {running && (
        <progress max={item.time_box} value={Math.min(spent, item.time_box)} aria-label={t.agenda.spentOf(clock(spent), clock(item.time_box))} />
      )}
    </div>
  );
}

interface ExtensionProps {
  readonly room: Room;
  readonly view: SessionView;
  readonly asked: ExtensionView | null;
}

function Extension({ room, view, asked }: ExtensionProps) {
  const t = text();
  const ask = (seconds: number): void => void room.do({ type: "propose_extension", seconds });
  if (asked === null) {
    return (
      <button type="button" class="plain" onClick={() => ask(EXTENSION_MINUTES * 60)}>{t.agenda.extend(EXTENSION_MINUTES)}</button>
    );
  }
  const minutes = Math.round(asked.seconds / 60);
  if (asked.by === room.seat.you.id) return <p class="faint">{t.agenda.extensionWaiting(minutes)}</p>;
  return (
    <p class="asked">
      <span>{t.agenda.extensionAsked(nameOf(view, asked.by), minutes)}</span>
      <button type="button" onClick={() => ask(asked.seconds)}>{t.agenda.accept}</button>
    </p>
  );
}
