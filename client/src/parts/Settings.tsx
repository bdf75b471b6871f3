// Changing microphone or camera during the call, and choosing the own mirror and the private hint.

import { useState } from "preact/hooks";
import { text } from "../i18n/index.ts";
import { Dialog } from "./Dialog.tsx";
import { Equipments } from "./Equipments.tsx";
import { Icon } from "./Icon.tsx";
import { HintChoice } from "./mirror/Hint.tsx";
import { MirrorChoice } from "./mirror/Choice.tsx";
import type { Room } from "../room.ts";

export function Settings({ room }: { readonly room: Room }) {
  const t = text();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="plain icon-only" aria-label={t.call.settings} title={t.call.settings} onClick={() => setOpen(true)}>
        <Icon name="settings" />
      </button>
      {open && (
        <Dialog title={t.call.settings} onClose={() => setOpen(false)}>
          <Equipments equipment={room.equipment} titled={false} />
          <MirrorChoice room={room} />
          <HintChoice />
          <div class="row row-end"><button type="button" onClick={() => setOpen(false)}>{t.app.close}</button></div>
        </Dialog>
      )}
    </>
  );
}
