// Captions: the last words large, each under its speaker's name, firm once committed and light at
// the moving end; the whole exchange below. Screen readers are not interrupted unless asked.

import { useEffect, useRef, useState } from "preact/hooks";
import { text } from "../i18n/index.ts";
import type { Live } from "../live.ts";
import { speakers } from "../room.ts";
import type { SessionView } from "../types.ts";
import { History } from "./History.tsx";
import { Turn } from "./Turn.tsx";

const SHOWN = 4;

export function Captions({ live, view }: { readonly live: Live; readonly view: SessionView }) {
  const t = text();
  const [announced, setAnnounced] = useState(false);
  const tails = live.tails.value;
  const turns = view.turns.filter((turn) => turn.words.length > 0 || (!turn.ended && tails[turn.participant]));
  const shown = turns.slice(-SHOWN);
  const running = new Set(shown.filter((turn) => !turn.ended).map((turn) => turn.participant));
  const beginning = speakers(view).filter((person) => tails[person.id] && !running.has(person.id));
  const log = useRef<HTMLDivElement>(null);
  useEffect(() => log.current?.scrollTo({ top: log.current.scrollHeight }), [view.turns, tails]);
  return (
    <section class="captions" aria-labelledby="captions">
      <div class="row captions-head">
        <h2 id="captions">{t.captions.title}</h2>
        <label class="switch">
          <input type="checkbox" role="switch" checked={announced} onChange={(event) => setAnnounced(event.currentTarget.checked)} />
          <span>{t.captions.announce}</span>
        </label>
      </div>
      <div class="captions-sheet">
      <div ref={log} role="log" tabIndex={0} aria-labelledby="captions" aria-live={announced ? "polite" : "off"} class="captions-now">
        {shown.map((turn) => (
          <Turn key={turn.turn} turn={turn} view={view} tail={turn.ended ? "" : tails[turn.participant] ?? ""} />
        ))}
        {beginning.map((person) => (
          <Turn key={`tail-${person.id}`} view={view} tail={tails[person.id] ?? ""}
            turn={{ turn: 0, participant: person.id, start: 0, end: 0, words: [], ended: false, revision: 0, late: false }} />
        ))}
        {shown.length === 0 && beginning.length === 0 && <p class="faint">{t.captions.empty}</p>}
      </div>
      </div>
      {turns.length > 0 && <History view={view} turns={turns} />}
    </section>
  );
}
