// The lobby: who is expected, the consent text with its two answers, devices, network, then the call.

import { useEffect, useRef, useState } from "preact/hooks";
import { instant, list } from "../i18n/format.ts";
import { language, text } from "../i18n/index.ts";
import { CaptionsState } from "../parts/CaptionsState.tsx";
import { ConsentChoice } from "../parts/ConsentChoice.tsx";
import { Equipments } from "../parts/Equipments.tsx";
import { Memo } from "../parts/Memo.tsx";
import { MirrorChoice } from "../parts/mirror/Choice.tsx";
import { Network } from "../parts/Network.tsx";
import { Preparation } from "../parts/Notes.tsx";
import { Person } from "../parts/Person.tsx";
import { Promises } from "../parts/Promises.tsx";
import { Shell } from "../parts/Shell.tsx";
import type { Room } from "../room.ts";

export function Lobby({ room }: { readonly room: Room }) {
  const t = text();
  const { seat, live } = room;
  const [agrees, setAgrees] = useState<boolean | null>(null);
  const [missing, setMissing] = useState(false);
  const choice = useRef<HTMLDivElement>(null);
  useEffect(() => void room.equipment.openAll(), [room]);
  const mine = live.view.value?.participants.find((person) => person.id === seat.you.id);
  const answer = agrees ?? (mine?.consent === "given" ? true : mine?.consent === "withdrawn" ? false : null);

  const join = (): void => {
    if (answer !== null) return room.join(answer);
    setMissing(true);
    choice.current?.querySelector("input")?.focus();
  };
  const view = live.view.value;
  const ready = live.link.value === "open";
  const title = seat.title || t.create.subjectPlaceholder;
  return (
    <Shell title={`${t.lobby.title} : ${title}`} wide>
      <header class="lobby-head">
        <p class="eyebrow">{t.lobby.title}</p>
        <h1>{title}</h1>
        <p class="lead">{t.lobby.with(list(seat.others.map((other) => other.name), language.value))}</p>
        {seat.starts_at && <Start at={seat.starts_at} timezone={seat.timezone} />}
        <Expected room={room} />
      </header>
      <div class="lobby">
        <Equipments equipment={room.equipment} />
        <div class="lobby-side">
          <ConsentChoice at={choice} seat={seat} answer={answer} missing={missing && answer === null} onAnswer={setAgrees} />
          <MirrorChoice room={room} />
          <CaptionsState captions={live.captions.value} />
          <Network live={live} />
          <button type="button" class="primary big" disabled={!ready} onClick={join}>
            {ready ? t.lobby.join : t.lobby.joining}
          </button>
          {room.equipment.microphone.value === null && <p class="faint">{t.lobby.joinSilent}</p>}
          <p class="faint">{t.lobby.quiet}</p>
        </div>
      </div>
      {view && <div class="lobby-papers">
        <Promises room={room} view={view} level={2} />
        <Preparation room={room} view={view} />
        <Memo room={room} />
      </div>}
    </Shell>
  );
}

/** When the session is planned, and what time that is where this person sits. */
function Start({ at, timezone }: { readonly at: string; readonly timezone: string }) {
  const t = text();
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [planned, local] = [instant(at, timezone, language.value), instant(at, here, language.value)];
  return (
    <p>
      <time dateTime={at}>{t.lobby.startsAt(planned)}</time>
      {local !== planned && <span class="faint"> ({timezone}). {t.lobby.yourTime(local)}.</span>}
    </p>
  );
}

function Expected({ room }: { readonly room: Room }) {
  const t = text();
  const people = room.live.view.value?.participants ?? [];
  return (
    <div role="status">
    <ul class="expected">
      {people.filter((person) => person.id !== room.seat.you.id && person.role !== "observer").map((person) => (
        <li key={person.id} data-present={person.present}>
          <Person name={person.present ? t.lobby.present(person.name) : t.lobby.absent(person.name)} role={person.role} />
        </li>
      ))}
    </ul>
    </div>
  );
}
