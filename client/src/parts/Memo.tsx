// The private memo: what one notes for oneself about the partner. Nobody else ever sees it, and it is
// in no recap and no export of the session.

import { useEffect, useState } from "preact/hooks";
import { failed, memo as readMemo, writeMemo, type MemoPage } from "../api.ts";
import { instant } from "../i18n/format.ts";
import { language, text } from "../i18n/index.ts";
import { refusal, type Room } from "../room.ts";

export function Memo({ room }: { readonly room: Room }) {
  const t = text().memo;
  const [page, setPage] = useState<MemoPage | null>(null);
  const [kept, setKept] = useState(false);
  useEffect(() => {
    void readMemo(room.token).then((answer) => { if (!failed(answer)) setPage(answer); });
  }, [room]);
  if (page === null) return null;
  const write = async (said: string): Promise<void> => {
    if (said === page.text) return;
    const answer = await writeMemo(room.token, said);
    if (failed(answer)) return room.say(refusal(answer));
    setPage({ ...page, text: said });
    setKept(true);
  };
  return (
    <details class="memo no-print">
      <summary>{t.title}</summary>
      <label class="field">
        <span>{t.only}</span>
        <textarea rows={4} maxLength={4000} defaultValue={page.text} onInput={() => setKept(false)}
          onBlur={(event) => void write(event.currentTarget.value.trim())} />
      </label>
      <p role="status" class="faint">{kept ? t.kept : ""}</p>
      {page.earlier.map((one) => (
        <blockquote key={one.began_at}>
          <p class="faint">{one.title} · {instant(one.began_at, room.seat.timezone, language.value)}</p>
          <p><bdi>{one.text}</bdi></p>
        </blockquote>
      ))}
    </details>
  );
}
