// A personal link: reads the seat, opens the room, and shows the view the session has reached.

import { useEffect, useState } from "preact/hooks";
import { failed, seat as readSeatOf, type Failure, type Seat } from "../api.ts";
import { hashOf, readSeat } from "../address.ts";
import { seatLanguage, text } from "../i18n/index.ts";
import { Shell } from "../parts/Shell.tsx";
import { Room } from "../room.ts";
import { Call } from "./Call.tsx";
import { Lobby } from "./Lobby.tsx";
import { Mirror } from "./Mirror.tsx";
import { Recap } from "./Recap.tsx";
import { Trouble, troubleKind } from "./Trouble.tsx";

export function SeatPage() {
  const t = text();
  const [address] = useState(() => readSeat(window.location, window.history, sessionStorage));
  const [answer, setAnswer] = useState<Seat | Failure | null>(null);
  useEffect(() => {
    const { token } = address;
    if (token !== null) void readSeatOf(token).then(setAnswer);
  }, [address]);
  if (address.token === null) return <Trouble kind="bad_link" />;
  if (answer === null) return <Shell title={t.app.name}><p role="status">{t.app.loading}</p></Shell>;
  if (failed(answer)) {
    return (
      <Trouble kind={troubleKind(answer.code)}>
        {troubleKind(answer.code) === "offline" && (
          <button type="button" onClick={() => window.location.reload()}>{t.trouble.reload}</button>
        )}
      </Trouble>
    );
  }
  return <Seated seat={answer} token={address.token} />;
}

function Seated({ seat, token }: { readonly seat: Seat; readonly token: string }) {
  const [room] = useState(() => new Room(seat, token, liveAddress()));
  useEffect(() => {
    seatLanguage.value = seat.you.language;
    room.open(isRefresh());
    return () => room.close();
  }, [room]);
  return <Reached room={room} />;
}

function Reached({ room }: { readonly room: Room }) {
  const t = text();
  const mirror = useMirrorPage();
  const reason = room.live.goodbye.value;
  if (reason !== null && reason !== "shutting_down") return <Parted room={room} reason={reason} />;
  if (mirror && !room.watching) return <Mirror room={room} />;
  const view = room.live.view.value;
  if (view?.phase === "closed") return <Recap room={room} view={view} />;
  if (room.inCall.value) {
    return view ? <Call room={room} view={view} /> : <Shell title={t.app.name}><p role="status">{t.lobby.joining}</p></Shell>;
  }
  return <Lobby room={room} />;
}

function Parted({ room, reason }: { readonly room: Room; readonly reason: string }) {
  const t = text();
  const kind = troubleKind(reason);
  return (
    <Trouble kind={kind}>
      {(kind === "seat_taken" || kind === "replaced") && (
        <button type="button" class="primary" onClick={() => room.takeOver()}>{t.trouble.takeOver}</button>
      )}
      {(kind === "protocol" || kind === "too_big") && (
        <button type="button" onClick={() => window.location.reload()}>{t.trouble.reload}</button>
      )}
    </Trouble>
  );
}

/** Whether the address asks for the mirror; a new personal link pasted in this tab starts over. */
function useMirrorPage(): boolean {
  const read = (): boolean => window.location.hash === hashOf("mirror");
  const [mirror, setMirror] = useState(read);
  useEffect(() => {
    const changed = (): void => {
      if (/^#[^/]/.test(window.location.hash)) window.location.reload();
      else setMirror(read());
    };
    window.addEventListener("hashchange", changed);
    return () => window.removeEventListener("hashchange", changed);
  }, []);
  return mirror;
}

export function toMirror(event: Event): void {
  event.preventDefault();
  window.location.hash = hashOf("mirror");
}

/** Whether this page is the same tab's, loaded again: it may take its own seat back. */
function isRefresh(): boolean {
  const [navigation] = performance.getEntriesByType("navigation");
  return navigation instanceof PerformanceNavigationTiming && navigation.type === "reload";
}

const liveAddress = (): string => `${window.location.origin.replace(/^http/, "ws")}/api/live`;
