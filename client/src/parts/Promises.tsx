// The ledger: what the pair promised in earlier sessions, with whom it binds, by when, and what became
// of it. Facts about both, seen by both; either says "done" or "no longer needed", and may take it back.

import { day, list } from "../i18n/format.ts";
import { language, text } from "../i18n/index.ts";
import { nameOf, speakers, type Room } from "../room.ts";
import type { CommitmentView, Outcome, SessionView } from "../types.ts";
import { Direction } from "./Line.tsx";

interface PromisesProps {
  readonly room: Room;
  readonly view: SessionView;
  /** Level of its heading: 3 inside the closing, 2 in the lobby. */
  readonly level: 2 | 3;
}

export function Promises({ room, view, level }: PromisesProps) {
  const Heading = `h${level}` as const;
  const t = text().promises;
  const lines = view.commitments.filter((line) => line.carried_over && line.dismissed_by === null);
  if (lines.length === 0) return null;
  return (
    <section class="ledger" aria-labelledby="promises">
      <Heading id="promises">{t.title}</Heading>
      <p class="faint">{list(speakers(view).map((person) => t.kept(person.name, ...counts(lines, person.id))), language.value)}</p>
      <ul>{lines.map((line) => <Promised key={line.current.id} line={line} room={room} view={view} />)}</ul>
    </section>
  );
}

/** How many of a person's promises are done, and how many there are (without those no longer needed). */
function counts(lines: readonly CommitmentView[], id: string): [number, number] {
  const own = lines.filter(({ current, outcome }) => (current.owner === id || current.owner === "both") && outcome !== "dropped");
  return [own.filter((line) => line.outcome === "done").length, own.length];
}

interface PromisedProps {
  readonly line: CommitmentView;
  readonly room: Room;
  readonly view: SessionView;
}

function Promised({ line: { current, outcome, settled_by }, room, view }: PromisedProps) {
  const t = text();
  return (
    <li class="line" data-owner={current.owner ?? "unknown"} data-outcome={outcome}>
      <div>
        <p class="line-text"><bdi>{current.text}</bdi></p>
        <p class="line-facts">
          <Direction owner={current.owner} view={view} />
          <span>{current.due ? t.closing.dueOn(day(current.due, language.value)) : t.closing.dueNone}</span>
          {outcome !== "open" && <strong class="badge" data-kind="agreed">{t.promises[outcome]}</strong>}
          {settled_by && <span class="faint">{t.closing.saidBy(nameOf(view, settled_by))}</span>}
        </p>
      </div>
      {!room.watching && <Settle id={current.id} said={current.text} outcome={outcome} room={room} />}
    </li>
  );
}

interface SettleProps {
  readonly id: string;
  /** The promise's own words, for whoever hears the button without seeing the line. */
  readonly said: string;
  readonly outcome: Outcome;
  readonly room: Room;
}

/** "Done", "no longer needed", or both undone. */
export function Settle({ id, said, outcome, room }: SettleProps) {
  const t = text().promises;
  const settle = (next: Outcome): void => void room.do({ type: "settle_commitment", commitment: id, outcome: next });
  if (outcome !== "open") {
    return <button type="button" class="plain no-print" aria-label={t.reopenOf(said)} onClick={() => settle("open")}>{t.reopen}</button>;
  }
  return (
    <span class="row no-print">
      <button type="button" class="plain" aria-label={t.doneOf(said)} onClick={() => settle("done")}>{t.done}</button>
      <button type="button" class="plain" aria-label={t.droppedOf(said)} onClick={() => settle("dropped")}>{t.dropped}</button>
    </span>
  );
}
