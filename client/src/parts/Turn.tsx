// One prise de parole: who, the committed words, and the light tail that may still change.

import { text } from "../i18n/index.ts";
import type { SessionView, TurnView } from "../types.ts";
import { Person } from "./Person.tsx";

interface TurnProps {
  readonly turn: TurnView;
  readonly view: SessionView;
  readonly tail?: string;
}

export function Turn({ turn, view, tail = "" }: TurnProps) {
  const speaker = view.participants.find((person) => person.id === turn.participant);
  const firm = wordsOf(turn);
  return (
    <p class="turn" data-role={speaker?.role}>
      <Person name={speaker?.name ?? turn.participant} role={speaker?.role ?? "observer"} />{" "}
      {turn.late && <span class="late">{text().captions.late} </span>}
      <span class="firm" lang={speaker?.language}>{firm}</span>
      {tail && <span class="tail" lang={speaker?.language}>{firm && " "}{tail}</span>}
    </p>
  );
}

export const wordsOf = (turn: TurnView): string => turn.words.map((word) => word.text).join(" ");
