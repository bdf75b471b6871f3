// What the agenda has to say: a suggested item (one click accepts, one declines) and gentle warnings.

import { suggested } from "../agenda.ts";
import { text } from "../i18n/index.ts";
import type { Room } from "../room.ts";
import type { SessionView } from "../types.ts";

export function Suggestions({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  const t = text();
  const next = suggested(view.agenda);
  const warning = warningOf(view);
  return (
    <div class="suggestions" role="status">
      {warning && <p class="note warning">{warning}</p>}
      {next && view.phase !== "closed" && (
        <div class="suggestion">
          <p>{t.agenda.suggestion(next.number, next.item.title)}</p>
          {!room.watching && (
            <div class="row">
              <button type="button" class="primary" onClick={() => void room.do({ type: "start_item", item: next.item.id })}>
                {t.agenda.suggestionYes}
              </button>
              <button type="button" onClick={() => void room.do({ type: "decline_suggestion", item: next.item.id })}>
                {t.agenda.suggestionNo}
              </button>
            </div>
          )}
        </div>
      )}
    </div>
  );
}

function warningOf(view: SessionView): string | null {
  const t = text().agenda;
  const item = view.agenda.items.find((each) => each.id === view.agenda.current);
  if (view.phase === "closing" && view.agenda.five_minutes_left) return t.fiveLeft;
  if (item?.warned === "full") return t.warnFull(item.title);
  return item?.warned === "eighty" ? t.warnEighty(item.title) : null;
}
