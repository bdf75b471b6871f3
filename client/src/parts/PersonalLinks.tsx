// The personal links of a new session, each with a button to copy it and one to open it.

import { useEffect, useRef } from "preact/hooks";
import type { CreatedSession } from "../api.ts";
import { text } from "../i18n/index.ts";
import { CopyButton } from "./CopyButton.tsx";

interface PersonalLinksProps {
  readonly created: CreatedSession;
  readonly onAnother: () => void;
}

export function PersonalLinks({ created, onAnother }: PersonalLinksProps) {
  const t = text();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="card" aria-labelledby="links">
      <h2 id="links" ref={heading} tabIndex={-1}>{t.create.readyTitle}</h2>
      <p>{t.create.ready}</p>
      <ul class="links">
        {created.links.map((link) => (
          <li key={link.participant} data-role={link.participant}>
            <label class="field">
              <span>{t.create.linkOf(link.name)}</span>
              <input readOnly value={link.url} onFocus={(event) => event.currentTarget.select()} />
            </label>
            <CopyButton value={link.url} label={t.create.copyLinkOf(link.name)} />
            <a class="button" href={link.url} target="_blank" rel="noopener noreferrer">
              {t.create.openLinkOf(link.name)}
            </a>
          </li>
        ))}
      </ul>
      <button type="button" class="plain" onClick={onAnother}>{t.create.another}</button>
    </section>
  );
}
