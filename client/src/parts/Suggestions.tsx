// What the agenda has to say: a suggested item (one click accepts, one declines), the call for the
// recap, and the clock's gentle warnings.

import { useEffect } from "preact/hooks";
import { suggested } from "../agenda.ts";
import { text } from "../i18n/index.ts";
import type { Room } from "../room.ts";
import type { SessionView } from "../types.ts";

export function Suggestions({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  const t = text();
  const next = suggested(view.agenda);
  useWarnings(room, view);
  return (
    <div class="suggestions" role="status">
      {view.phase === "closing" && view.agenda.five_minutes_left && <p class="note warning">{t.agenda.fiveLeft}</p>}
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

/** The clock's warnings pass by as notices, so that the captions stay where they are. */
function useWarnings(room: Room, view: SessionView): void {
  const t = text().agenda;
  const item = view.agenda.items.find((each) => each.id === view.agenda.current);
  useEffect(() => {
    if (item?.warned === "eighty") room.say(t.warnEighty(item.title));
    if (item?.warned === "full") room.say(t.warnFull(item.title));
  }, [item?.id, item?.warned]);
}
