// The own mirror as a file, for oneself.

import { useState } from "preact/hooks";
import { downloadMirror, failed } from "../../api.ts";
import { text } from "../../i18n/index.ts";
import { refusal, type Room } from "../../room.ts";
import { saveAs } from "../../save.ts";

export function Files({ room }: { readonly room: Room }) {
  const t = text().mirror;
  const [error, setError] = useState<string | null>(null);
  const save = async (format: "csv" | "json"): Promise<void> => {
    const file = await downloadMirror(room.token, format);
    if (failed(file)) return setError(refusal(file));
    setError(null);
    saveAs(file, `${room.seat.title} (${t.file}).${format}`);
  };
  return (
    <div class="row no-print files">
      <button type="button" onClick={() => void save("csv")}>{t.csv}</button>
      <button type="button" class="plain" onClick={() => void save("json")}>{t.json}</button>
      <a href="/formulas">{t.howAll}</a>
      {error && <p role="alert" class="error">{error}</p>}
    </div>
  );
}
