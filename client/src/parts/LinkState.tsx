// What is happening to the connections, in one sentence, when it is not simply fine.

import { text } from "../i18n/index.ts";
import { nameOf, refusal, type Room } from "../room.ts";

export function LinkState({ room }: { readonly room: Room }) {
  const sentence = linkSentence(room);
  return (
    <div class="link-state" role="status">
      {sentence && <p class="note warning">{sentence}</p>}
    </div>
  );
}

function linkSentence(room: Room): string | null {
  const t = text();
  const { live, call } = room;
  if (live.link.value !== "open") return `${t.call.reconnecting} ${t.call.reconnectingHint}`;
  if (live.media.value === "down") return t.call.mediaDown;
  if (call.refused.value !== null) return t.call.mediaRefused(refusal(call.refused.value));
  if (call.state.value === "connecting") return t.call.connecting;
  if (call.state.value === "reconnecting") return t.call.reconnecting;
  const view = live.view.value;
  const [weak] = live.withoutPictures.value;
  if (view && weak !== undefined) {
    return weak === room.seat.you.id ? t.call.soundOnly : t.call.soundOnlyFor(nameOf(view, weak));
  }
  for (const person of view?.participants ?? []) {
    const state = live.peers.value[person.id];
    if (!view || !person.present || person.id === room.seat.you.id) continue;
    if (state === "stalled") return t.call.stalled(nameOf(view, person.id));
    if (state === "gone") return t.call.gone(nameOf(view, person.id));
    const rung = live.carried.value[person.id] ?? "video";
    if (rung !== "video") return t.planB.other[rung](nameOf(view, person.id));
  }
  return null;
}
