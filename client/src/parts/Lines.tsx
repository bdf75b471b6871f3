// The agreements or the actions of a session, as lines that both may tick, edit, strike out and add.

import { useState } from "preact/hooks";
import { text } from "../i18n/index.ts";
import { nameOf, type Room } from "../room.ts";
import type { CommitmentKind, CommitmentView, SessionView } from "../types.ts";
import { Icon } from "./Icon.tsx";
import { Line } from "./Line.tsx";
import { LineForm } from "./LineForm.tsx";

interface LinesProps {
  readonly kind: CommitmentKind;
  readonly room: Room;
  readonly view: SessionView;
  /** Level of its heading: 3 inside the closing, 2 in the recap. */
  readonly level: 2 | 3;
}

export function Lines({ kind, room, view, level }: LinesProps) {
  const Heading = `h${level}` as const;
  const t = text();
  const [edited, setEdited] = useState<CommitmentView | "new" | null>(null);
  const inCall = view.phase !== "closed"; // there the ledger of earlier promises has its own place
  const lines = view.commitments.filter((line) => line.current.kind === kind && !(inCall && line.carried_over));
  const standing = lines.filter((line) => line.dismissed_by === null);
  const dismissed = lines.filter((line) => line.dismissed_by !== null);
  const editable = !room.watching;
  const id = `lines-${kind}`;
  return (
    <section class="lines" aria-labelledby={id} data-kind={kind}>
      <Heading id={id}>{kind === "agreement" ? t.closing.agreements : t.closing.actions}</Heading>
      {standing.length === 0 && (
        <p class="faint">{kind === "agreement" ? t.closing.noAgreements : t.closing.noActions}</p>
      )}
      <ul>
        {standing.map((line) => (
          <Line key={line.current.id} line={line} room={room} view={view} editable={editable} onEdit={() => setEdited(line)} />
        ))}
      </ul>
      {editable && (
        <button type="button" class="plain add" onClick={() => setEdited("new")}>
          <Icon name="plus" />{kind === "agreement" ? t.closing.addAgreement : t.closing.addAction}
        </button>
      )}
      {dismissed.length > 0 && (
        <details class="dismissed">
          <summary>{t.closing.dismissed(dismissed.length)}</summary>
          <ul>
            {dismissed.map((line) => (
              <li key={line.current.id}><s>{line.current.text}</s> <span class="faint">{t.closing.dismissedBy(nameOf(view, line.dismissed_by))}</span></li>
            ))}
          </ul>
        </details>
      )}
      {edited && (
        <LineForm kind={kind} line={edited === "new" ? null : edited} room={room} view={view} onClose={() => setEdited(null)} />
      )}
    </section>
  );
}
