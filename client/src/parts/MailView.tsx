// One mail: laid out or as text, its headers and its invitation. The HTML is copied node by node
// into a shadow tree: allowed elements only, links to our own pages only, no address is ever loaded.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Mail } from "../api.ts";
import { text } from "../i18n/index.ts";
import { inertCopy } from "../mail.ts";

export function MailView({ mail }: { readonly mail: Mail }) {
  const t = text();
  const [plain, setPlain] = useState(false);
  return (
    <section class="mail card" aria-label={t.outbox.view}>
      <div class="row" role="group">
        <button type="button" aria-pressed={!plain} onClick={() => setPlain(false)}>{t.outbox.html}</button>
        <button type="button" aria-pressed={plain} onClick={() => setPlain(true)}>{t.outbox.text}</button>
      </div>
      {plain ? <pre tabIndex={0}>{mail.text}</pre> : <Laid html={mail.html} />}
      <details>
        <summary>{t.outbox.headers}</summary>
        <dl>{Object.entries(mail.headers).map(([name, value]) => <div key={name}><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div>)}</dl>
      </details>
      {mail.calendar && <details><summary>{t.outbox.calendar}</summary><pre tabIndex={0}>{mail.calendar}</pre></details>}
    </section>
  );
}

function Laid({ html }: { readonly html: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const root = host.current?.shadowRoot ?? host.current?.attachShadow({ mode: "open" });
    if (root) inertCopy(html, root);
  }, [html]);
  return <div ref={host} class="mail-laid" />;
}
