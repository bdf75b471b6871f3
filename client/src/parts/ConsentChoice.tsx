// The consent text in plain words, and the two answers, neither of them chosen in advance.

import type { Ref } from "preact";
import type { Seat } from "../api.ts";
import { text } from "../i18n/index.ts";

interface ConsentChoiceProps {
  readonly at: Ref<HTMLDivElement>;
  readonly seat: Seat;
  readonly answer: boolean | null;
  readonly missing: boolean;
  readonly onAnswer: (agrees: boolean) => void;
}

export function ConsentChoice({ at, seat, answer, missing, onAnswer }: ConsentChoiceProps) {
  const t = text();
  const answers = [[true, t.lobby.agree], [false, t.lobby.refuse]] as const;
  return (
    <section class="card consent" aria-labelledby="consent">
      <h2 id="consent">{t.lobby.consentTitle}</h2>
      {seat.consent_text.paragraphs.map((paragraph) => <p key={paragraph}>{paragraph}</p>)}
      <div role="radiogroup" aria-labelledby="consent" ref={at} class="choices">
        {answers.map(([value, label]) => (
          <label key={label} class="choice">
            <input type="radio" name="consent" checked={answer === value} onChange={() => onAnswer(value)} />
            <span>{label}</span>
          </label>
        ))}
      </div>
      {missing && <p role="alert" class="error">{t.lobby.chooseFirst}</p>}
    </section>
  );
}
