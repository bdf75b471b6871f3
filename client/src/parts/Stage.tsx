// The pictures: the others large, a shared screen larger, oneself small in the corner.

import { text } from "../i18n/index.ts";
import { nameOf, speakers, type Room } from "../room.ts";
import type { Pictures, RemoteSlot } from "../call.ts";
import type { ParticipantView, SessionView } from "../types.ts";
import { Person } from "./Person.tsx";
import { Sound, Video } from "./Video.tsx";

export function Stage({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  const t = text();
  const { live, call, equipment } = room;
  const others = speakers(view).filter((person) => person.id !== room.seat.you.id);
  const placeOf = (id: string): number => live.seats.value.indexOf(id);
  const camera = equipment.camera.value;
  const shared = call.screen.value;
  return (
    <div class="stage" data-people={others.length}>
      {shared && <figure class="tile tile-screen"><Video tracks={[shared]} kind="screen" label={t.call.screenOf(t.call.self)} /></figure>}
      {others.map((person) => <Remote key={person.id} person={person} view={view}
        slot={call.slots.value[placeOf(person.id)]} pictures={call.pictures.value[placeOf(person.id)]} />)}
      {!room.watching && (
        <figure class="self">
          {camera
            ? <Video tracks={[camera]} label={t.lobby.preview} mirrored />
            : <p class="avatar" aria-hidden="true">{initials(room.seat.you.name)}</p>}
          <figcaption>{equipment.muted.value ? t.call.muted : t.call.self}</figcaption>
        </figure>
      )}
    </div>
  );
}

interface RemoteProps {
  readonly person: ParticipantView;
  readonly slot: RemoteSlot | undefined;
  readonly pictures: Pictures | undefined;
  readonly view: SessionView;
}

function Remote({ person, slot, pictures, view }: RemoteProps) {
  const t = text();
  const name = nameOf(view, person.id);
  return (
    <>
      {slot && pictures?.screen && (
        <figure class="tile tile-screen"><Video tracks={[slot.screen.track]} kind="screen" label={t.call.screenOf(name)} /></figure>
      )}
      <figure class="tile" data-role={person.role} data-speaking={person.speaking_since !== null}>
        {slot && pictures?.camera
          ? <Video tracks={[slot.camera.track]} label={t.call.videoOf(name)} />
          : <p class="avatar" aria-hidden="true">{initials(name)}</p>}
        {slot && <Sound track={slot.audio.track} />}
        <figcaption>
          <Person name={name} role={person.role} />
          {!person.present && <span>{t.call.waiting(name)}. {t.call.waitingHint}</span>}
        </figcaption>
      </figure>
    </>
  );
}

const initials = (name: string): string =>
  name.split(/\s+/u).slice(0, 2).map((part) => [...part][0] ?? "").join("").toUpperCase();
