// The versions of a recap, once there is more than one: who corrected what, and to whom each went.

import { useEffect, useState } from "preact/hooks";
import { failed, versions as readVersions, type Change, type Version } from "../api.ts";
import { instant, later, list } from "../i18n/format.ts";
import { language, text } from "../i18n/index.ts";
import { nameOf, type Room } from "../room.ts";
import type { SessionView } from "../types.ts";

export function Versions({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  const t = text().versions;
  const [versions, setVersions] = useState<readonly Version[]>([]);
  useEffect(() => {
    if (view.version > 1) void readVersions(room.token).then((answer) => { if (!failed(answer)) setVersions(answer); });
  }, [room, view.version, view.sealed, view.sent_to, view.commitments, view.next_session]);
  if (view.version === 1 || versions.length === 0) return null;
  return (
    <section class="versions" aria-labelledby="versions">
      <h2 id="versions">{t.title}</h2>
      <ol>
        {versions.map((version) => (
          <li key={version.number}>
            <h3>{t.version(version.number)}</h3>
            {version.by && <p>{t.corrected(nameOf(view, version.by), when(version.opened_at, view))}</p>}
            <p class="faint">
              {version.sealed_at === null ? t.draft : t.sent(list(version.sent_to.map((id) => nameOf(view, id)), language.value), when(version.sealed_at, view))}
            </p>
            {version.changes.length > 0 && <ul>{version.changes.map((change, place) => <li key={place}><bdi>{told(change)}</bdi></li>)}</ul>}
          </li>
        ))}
      </ol>
    </section>
  );
}

const when = (at: number, view: SessionView): string => instant(later(view.opened_at, at), view.timezone, language.value);

function told({ kind, before, after }: Change): string {
  const t = text().versions;
  switch (kind) {
    case "added":
      return t.added(after?.text ?? "");
    case "removed":
      return t.removed(before?.text ?? "");
    case "changed":
      return t.changed(before?.text ?? "", after?.text ?? "");
    case "aims":
      return t.aims;
    case "next_session":
      return t.next;
  }
}
