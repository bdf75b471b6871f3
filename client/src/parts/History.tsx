// The whole exchange so far, with what is missing from it and why; drawn only while it is open.

import { useState } from "preact/hooks";
import { clock, duration } from "../i18n/format.ts";
import { text } from "../i18n/index.ts";
import type { Gap, SessionView, TurnView } from "../types.ts";
import { Turn } from "./Turn.tsx";

const FIRST_SHOWN = 60;

interface HistoryProps {
  readonly view: SessionView;
  readonly turns: readonly TurnView[];
  readonly title?: string;
}

type Line = { readonly at: number; readonly turn: TurnView } | { readonly at: number; readonly gap: Gap };

export function History({ view, turns, title }: HistoryProps) {
  const t = text();
  const [open, setOpen] = useState(false);
  const [all, setAll] = useState(false);
  const shown = all ? turns : turns.slice(-FIRST_SHOWN);
  const from = all ? 0 : (shown[0]?.start ?? 0);
  const lines: Line[] = [
    ...shown.map((turn) => ({ at: turn.start, turn })),
    ...view.gaps.filter((gap) => gap.since >= from).map((gap) => ({ at: gap.since, gap })),
  ].sort((a, b) => a.at - b.at);
  return (
    <details class="history" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title ?? t.captions.history}</summary>
      {open && !all && turns.length > shown.length && (
        <button type="button" class="plain" onClick={() => setAll(true)}>{t.captions.all(turns.length)}</button>
      )}
      {open && (
        <ol tabIndex={0} aria-label={title ?? t.captions.history}>
          {lines.map((line) => (
            <li key={"turn" in line ? `t${line.turn.turn}` : `g${line.gap.since}-${line.gap.reason}`}>
              <time>{clock(line.at)}</time>
              {"turn" in line ? <Turn turn={line.turn} view={view} /> : <p class="gap">{gapText(line.gap)}</p>}
            </li>
          ))}
        </ol>
      )}
    </details>
  );
}

function gapText(gap: Gap): string {
  const { gap: said } = text().captions;
  const length = duration(gap.until - gap.since);
  return gap.reason === "erased" ? said.erased(length) : gap.reason === "paused" ? said.paused(length) : said.fault(length);
}
