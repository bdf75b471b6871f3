// The transcript's part of the fold: committed words, the second pass, erasure. A turn without
// words is not in the view; turns stand in the order in which they were said.

import type { PassageErased, TurnRevised, TurnView, Word, WordsCommitted } from "../types.ts";

type Turns = readonly TurnView[];

export function withWords(turns: Turns, event: WordsCommitted): Turns {
  const before = turns.find((turn) => turn.turn === event.turn);
  return put(turns, {
    turn: event.turn,
    participant: before?.participant ?? event.participant,
    words: [...(before?.words ?? []), ...event.words],
    ended: event.ends_turn || (before?.ended ?? false),
    revision: before?.revision ?? 0,
    late: before?.late ?? event.late,
  });
}

export function withRevision(turns: Turns, event: TurnRevised): Turns {
  const before = turns.find((turn) => turn.turn === event.turn);
  return put(turns, {
    turn: event.turn,
    participant: before?.participant ?? event.participant,
    words: event.words,
    ended: true,
    revision: event.revision,
    late: before?.late ?? false,
  });
}

/** The turns without the words of the erased passage. */
export function eraseWords(turns: Turns, erased: PassageErased): Turns {
  return turns.reduce((kept, turn) => {
    const words = turn.words.filter((word) => !covers(erased, word, turn.participant));
    return words.length === turn.words.length ? kept : put(kept, { ...turn, words });
  }, turns);
}

/** Whether the erasure takes this word of this speaker away (touching is enough). */
export function covers(erased: PassageErased, word: Word, speaker: string): boolean {
  if (erased.participant !== null && erased.participant !== speaker) return false;
  return word.end >= erased.since && word.start <= erased.until;
}

/** Keep the turn with its span read off its words, or drop it when it has none. */
function put(turns: Turns, turn: Omit<TurnView, "start" | "end">): Turns {
  const [first, last] = [turn.words[0], turn.words.at(-1)];
  const others = turns.filter((other) => other.turn !== turn.turn);
  if (!first || !last) return others;
  const next: TurnView = { ...turn, start: first.start, end: last.end };
  const place = others.findIndex((other) => other.start > next.start || (other.start === next.start && other.turn > turn.turn));
  return place < 0 ? [...others, next] : others.toSpliced(place, 0, next);
}
