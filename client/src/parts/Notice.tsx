// The last short message for this person; it goes by itself.

import { useEffect } from "preact/hooks";
import type { Room } from "../room.ts";

const SHOWN_FOR = 6_000;

export function Notice({ room }: { readonly room: Room }) {
  const notice = room.notice.value;
  useEffect(() => {
    if (!notice) return;
    const timer = window.setTimeout(() => (room.notice.value = null), SHOWN_FOR);
    return () => window.clearTimeout(timer);
  }, [notice]);
  return <div class="notice" role="status">{notice && <p key={notice.id}>{notice.text}</p>}</div>;
}
