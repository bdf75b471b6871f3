// The recap after the hang-up: the same lines, still editable, then approval, sending, print.

import { useState } from "preact/hooks";
import { download, downloadMine, failed, type Format, type Result } from "../api.ts";
import { duration, instant, later, list } from "../i18n/format.ts";
import { language, text } from "../i18n/index.ts";
import { AgendaTable } from "../parts/AgendaTable.tsx";
import { Approvals } from "../parts/Approvals.tsx";
import { FollowUp } from "../parts/FollowUp.tsx";
import { History } from "../parts/History.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Lines } from "../parts/Lines.tsx";
import { LinkState } from "../parts/LinkState.tsx";
import { Memo } from "../parts/Memo.tsx";
import { NextSession } from "../parts/NextSession.tsx";
import { Notice } from "../parts/Notice.tsx";
import { Shell } from "../parts/Shell.tsx";
import { Versions } from "../parts/Versions.tsx";
import { refusal, speakers, type Room } from "../room.ts";
import { saveAs } from "../save.ts";
import type { SessionView } from "../types.ts";
import { toMirror } from "./SeatPage.tsx";

export function Recap({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  const t = text();
  const began = view.agenda.began_at ?? 0; // waiting alone is no part of the session
  const names = list(speakers(view).map((person) => person.name), language.value);
  return (
    <Shell title={`${t.recap.title} : ${view.title}`} nav={<Links room={room} view={view} />}>
      <article class="recap">
        <LinkState room={room} />
        <header>
          <p class="eyebrow">{t.recap.title}</p>
          <h1>{view.title}</h1>
          <p class="lead">{t.recap.between(names)}</p>
          <p>{instant(later(view.opened_at, began), view.timezone, language.value)} · {duration((view.closed_at ?? began) - began)}</p>
          {view.rehearsal
            ? <p class="note demo">{t.recap.demo}</p>
            : view.turns.length > 0 && room.live.captions.value?.demo && <p class="note demo">{t.call.demo}</p>}
          {!view.sealed && !room.watching && <p class="faint no-print">{view.version > 1 ? t.versions.correcting(view.version) : t.recap.draft}</p>}
        </header>
        <Lines kind="agreement" room={room} view={view} level={2} />
        <Lines kind="action" room={room} view={view} level={2} />
        <NextSession room={room} view={view} level={2} />
        <FollowUp room={room} view={view} />
        <AgendaTable view={view} />
        <Versions room={room} view={view} />
        <Approvals room={room} view={view} />
        {!room.watching && <Memo room={room} />}
        <Files room={room} view={view} />
        {view.turns.length > 0 && <History view={view} turns={view.turns} title={t.recap.transcript} />}
      </article>
      <Notice room={room} />
    </Shell>
  );
}

/** To the own mirror; after a rehearsal (development only), to the mails it sent. */
function Links({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  const t = text();
  return (
    <>
      {view.rehearsal && view.sent_to.length > 0 && <a href="/outbox">{t.recap.mails}</a>}
      {!room.watching && <a href="#/mirror" onClick={toMirror}>{t.recap.mirror}</a>}
    </>
  );
}

function Files({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  const t = text();
  const [error, setError] = useState<string | null>(null);
  const save = async (file: Result<Blob>, name: string): Promise<void> => {
    if (failed(file)) return setError(refusal(file));
    setError(null);
    saveAs(file, name);
  };
  const recap = async (format: Format): Promise<void> => save(await download(room.token, format), `${view.title}.${format}`);
  const mine = async (): Promise<void> => save(await downloadMine(room.token), `${view.title} (${t.recap.mine}).json`);
  return (
    <div class="row no-print files">
      <button type="button" onClick={() => window.print()}><Icon name="print" />{t.recap.print}</button>
      <button type="button" onClick={() => void recap("pdf")}>{t.recap.exportPdf}</button>
      <button type="button" onClick={() => void recap("md")}>{t.recap.exportMarkdown}</button>
      {view.next_session && <button type="button" onClick={() => void recap("ics")}>{t.recap.exportCalendar}</button>}
      <button type="button" class="plain" onClick={() => void recap("json")}>{t.recap.exportJson}</button>
      {!room.watching && <button type="button" class="plain" onClick={() => void mine()}>{t.recap.exportMine}</button>}
      {error && <p role="alert" class="error">{error}</p>}
    </div>
  );
}
