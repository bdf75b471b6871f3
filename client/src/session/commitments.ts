// The agreements' and actions' part of the fold. What a person ticked, rewrote or struck out is
// never touched by a later reading of the talk; erasing a passage takes away what it proved.

import type {
  Commitment, CommitmentConfirmed, CommitmentCorrected, CommitmentDismissed, CommitmentNoticed,
  CommitmentRetracted, CommitmentSettled, CommitmentUnconfirmed, CommitmentView, PassageErased, PromisesBrought, SessionOpened, TurnView,
} from "../types.ts";
import { covers } from "./turns.ts";

type CommitmentEvent =
  | CommitmentNoticed | CommitmentRetracted | CommitmentConfirmed | CommitmentUnconfirmed
  | CommitmentCorrected | CommitmentDismissed | CommitmentSettled;

type Lines = readonly CommitmentView[];

export function commitmentsAfter(lines: Lines, event: CommitmentEvent): Lines {
  switch (event.type) {
    case "commitment_noticed":
      return noticed(lines, event.commitment);
    case "commitment_retracted":
      return lines.filter((line) => line.current.id !== event.commitment);
    case "commitment_confirmed":
      return withLine(lines, event.commitment, (line) => ({
        ...line, confirmed_by: [...without(line, event.by), event.by],
      }));
    case "commitment_unconfirmed":
      return withLine(lines, event.commitment, (line) => ({ ...line, confirmed_by: without(line, event.by) }));
    case "commitment_corrected":
      return withLine(lines, event.commitment, (line) => corrected(line, event));
    case "commitment_settled":
      return withLine(lines, event.commitment, (line) => settled(line, event));
    case "commitment_dismissed":
      return withLine(lines, event.commitment, (line) => ({ ...line, confirmed_by: [], dismissed_by: event.by }));
  }
}

/** What earlier sessions left open takes the place of what did before; what people said here stands. */
export function carriedOver(lines: Lines, event: SessionOpened | PromisesBrought): Lines {
  const known = new Map(lines.filter((line) => !isAsCarried(line)).map((line) => [line.current.id, line]));
  const brought = event.carried_over.map((line): CommitmentView => known.get(line.id) ?? {
    ...freshLine(line, true), outcome: event.already_done.includes(line.id) ? "done" : "open",
  });
  for (const line of brought) known.delete(line.current.id);
  return [...brought, ...known.values()];
}

/** Whether a line came from an earlier session and nobody had a say on it in this one. */
const isAsCarried = (line: CommitmentView): boolean =>
  line.carried_over && line.settled_by === null && line.confirmed_by.length === 0 && line.dismissed_by === null
  && line.extracted === null && line.current.evidence === null;

const freshLine = (current: Commitment, carried_over: boolean): CommitmentView => ({
  current, extracted: null, confirmed_by: [], dismissed_by: null, carried_over,
  outcome: "open", settled_by: null, settled_at: null,
});

function settled(line: CommitmentView, event: CommitmentSettled): CommitmentView {
  if (event.outcome === "open") return { ...line, outcome: "open", settled_by: null, settled_at: null };
  return { ...line, outcome: event.outcome, settled_by: event.by, settled_at: event.at };
}

function noticed(lines: Lines, commitment: Commitment): Lines {
  if (!commitment.text) return lines.filter((line) => line.current.id !== commitment.id);
  const known = lines.some((line) => line.current.id === commitment.id);
  if (!known) return [...lines, freshLine(commitment, false)];
  return withLine(lines, commitment.id, (line) => (touched(line) ? line : { ...line, current: commitment }));
}

/** Whether a person has had a say on the line. */
function touched(line: CommitmentView): boolean {
  const byHand = line.current.author !== "extractor" || line.extracted !== null;
  return byHand || line.carried_over || line.confirmed_by.length > 0 || line.dismissed_by !== null || line.outcome !== "open";
}

function corrected(line: CommitmentView, event: CommitmentCorrected): CommitmentView {
  const before = line.current;
  return {
    ...line,
    current: {
      ...before,
      text: event.text,
      owner: event.owner,
      due: event.due,
      due_words: event.due === before.due ? before.due_words : null,
      confidence: 1,
      author: event.by,
    },
    extracted: before.author === "extractor" ? before : line.extracted,
    confirmed_by: [event.by],
  };
}

/** The lines left when a passage is erased; `turns` are those before the erasure. */
export function linesLeft(lines: Lines, erased: PassageErased, turns: readonly TurnView[]): Lines {
  return lines.filter((line) => {
    const proof = line.current.evidence;
    if (proof === null) return true;
    const known = turns.filter((turn) => proof.turns.includes(turn.turn));
    if (known.length === 0) return !(proof.end >= erased.since && proof.start <= erased.until);
    return !known.some((turn) => turn.words.some((word) => covers(erased, word, turn.participant)));
  });
}

const without = (line: CommitmentView, by: string): readonly string[] => line.confirmed_by.filter((id) => id !== by);

function withLine(lines: Lines, id: string, change: (line: CommitmentView) => CommitmentView): Lines {
  return lines.map((line) => (line.current.id === id ? change(line) : line));
}
