// During the talk: what was noticed so far, in a few words, so that nobody is surprised at the end.

import { day } from "../i18n/format.ts";
import { language, text } from "../i18n/index.ts";
import type { SessionView } from "../types.ts";
import { Direction } from "./Line.tsx";

export function Noticed({ view }: { readonly view: SessionView }) {
  const t = text().closing;
  const lines = view.commitments.filter((line) => line.dismissed_by === null);
  if (lines.length === 0) return null;
  return (
    <section class="noticed" aria-labelledby="noticed">
      <h2 id="noticed">{t.noticed}</h2>
      <ul>
        {lines.map(({ current }) => (
          <li key={current.id} data-owner={current.owner ?? "unknown"}>
            <bdi>{current.text}</bdi>
            <span class="line-facts">
              {current.kind === "action" && <Direction owner={current.owner} view={view} />}
              {current.due && <span>{t.dueOn(day(current.due, language.value))}</span>}
            </span>
          </li>
        ))}
      </ul>
      <p class="faint">{t.noticedHint}</p>
    </section>
  );
}
