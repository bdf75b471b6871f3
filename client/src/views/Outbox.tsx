// Development only: the mails that would have been sent, each shown as text or as laid out.

import { useEffect, useState } from "preact/hooks";
import { failed, mail, outbox, type Mail, type MailEntry } from "../api.ts";
import { instant } from "../i18n/format.ts";
import { language, text } from "../i18n/index.ts";
import { MailView } from "../parts/MailView.tsx";
import { Shell } from "../parts/Shell.tsx";
import { refusal } from "../room.ts";

export function Outbox() {
  const t = text();
  const [entries, setEntries] = useState<readonly MailEntry[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [opened, setOpened] = useState<Mail | null>(null);
  const load = async (): Promise<void> => {
    const found = await outbox();
    if (failed(found)) setError(refusal(found));
    else setEntries(found);
  };
  useEffect(() => void load(), []);
  const open = async (name: string): Promise<void> => {
    const found = await mail(name);
    if (failed(found)) setError(refusal(found));
    else setOpened(found);
  };
  return (
    <Shell title={t.outbox.title} wide>
      <h1>{t.outbox.title}</h1>
      <p class="lead">{t.outbox.lead}</p>
      {error && <p role="alert" class="error">{error}</p>}
      {entries?.length === 0 && <p>{t.outbox.empty}</p>}
      <div class="outbox">
        <ul class="mails">
          {entries?.map((entry) => (
            <li key={entry.name}>
              <button type="button" class="mail-entry" aria-label={t.outbox.open(entry.subject)} onClick={() => void open(entry.name)}>
                <strong>{entry.subject}</strong>
                <span>{t.outbox.to} <bdi>{entry.to}</bdi></span>
                <span class="faint">{when(entry.date)}</span>
              </button>
            </li>
          ))}
        </ul>
        {opened && <MailView mail={opened} />}
      </div>
    </Shell>
  );
}

/** Mail dates come as RFC 5322 or ISO; shown as they are when neither parses. */
function when(date: string): string {
  const time = Date.parse(date);
  if (Number.isNaN(time)) return date;
  return instant(new Date(time).toISOString(), Intl.DateTimeFormat().resolvedOptions().timeZone, language.value);
}
