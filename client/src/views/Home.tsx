// The front page: what Binôme is, the rehearsal, and preparing a session where that is allowed.

import { useEffect, useState } from "preact/hooks";
import { about, failed, startRehearsal, type About } from "../api.ts";
import { language, text } from "../i18n/index.ts";
import { Shell } from "../parts/Shell.tsx";
import { Specimen } from "../parts/Specimen.tsx";
import { CreateSession } from "../parts/CreateSession.tsx";
import { refusal } from "../room.ts";

export function Home() {
  const t = text();
  const [server, setServer] = useState<About | null>(null);
  useEffect(() => {
    void about().then((found) => !failed(found) && setServer(found));
  }, []);
  const developing = server?.mode === "development";
  return (
    <Shell title={t.app.name} wide nav={developing && <a href="/outbox">{t.home.outbox}</a>}>
      <div class="opening">
      <section class="hero">
        <p class="eyebrow">{t.app.tagline}</p>
        <h1>{t.home.title.map((sentence) => <span key={sentence}>{sentence} </span>)}</h1>
        <p class="lead">{t.home.lead}</p>
        {developing && <Rehearsal />}
      </section>
      <Specimen />
      </div>
      <ul class="promises">
        {t.home.points.map((point) => (
          <li key={point.title}><h2>{point.title}</h2><p>{point.text}</p></li>
        ))}
      </ul>
      {server?.can_create && <CreateSession needsKey={!developing} />}
      {server && !server.can_create && <p class="note">{t.home.closed}</p>}
      {server && (
        <p class="faint">
          {t.home.version(server.version)}{developing && ` · ${t.home.development}`}
        </p>
      )}
    </Shell>
  );
}

function Rehearsal() {
  const t = text();
  const [state, setState] = useState<"idle" | "starting" | { readonly error: string }>("idle");
  const start = async (): Promise<void> => {
    setState("starting");
    const rehearsal = await startRehearsal(language.value);
    if (failed(rehearsal)) setState({ error: refusal(rehearsal) });
    else window.location.assign(rehearsal.url);
  };
  return (
    <div class="rehearsal">
      <button type="button" class="primary big" disabled={state === "starting"} onClick={() => void start()}>
        {t.home.rehearsal}
      </button>
      <p>{t.home.rehearsalText}</p>
      <p role="status">{state === "starting" && t.home.rehearsalStarting}</p>
      {typeof state === "object" && <p role="alert" class="error">{state.error}</p>}
    </div>
  );
}
