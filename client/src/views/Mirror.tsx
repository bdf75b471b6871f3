// The private mirror: the person's own figures with how they are computed, and their passages.

import { text } from "../i18n/index.ts";
import { Shell } from "../parts/Shell.tsx";
import type { Room } from "../room.ts";

export function Mirror({ room }: { readonly room: Room }) {
  const t = text();
  return (
    <Shell title={t.mirror.title}>
      <p class="eyebrow">{room.seat.title}</p>
      <h1>{t.mirror.title}</h1>
      <p class="lead">{t.mirror.lead}</p>
    </Shell>
  );
}
