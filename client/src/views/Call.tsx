// The call: pictures, captions, agenda (or closing), and the commands. Also what a rehearsal's
// visitor sees, without commands.

import { useEffect } from "preact/hooks";
import { text } from "../i18n/index.ts";
import { Agenda } from "../parts/Agenda.tsx";
import { Brand } from "../parts/Brand.tsx";
import { CaptionsState } from "../parts/CaptionsState.tsx";
import { Chat } from "../parts/Chat.tsx";
import { Captions } from "../parts/Captions.tsx";
import { Controls } from "../parts/Controls.tsx";
import { Hint } from "../parts/mirror/Hint.tsx";
import { LanguageSwitch, toMain, useTitle } from "../parts/Shell.tsx";
import { LinkState } from "../parts/LinkState.tsx";
import { Noticed } from "../parts/Noticed.tsx";
import { PlanB } from "../parts/PlanB.tsx";
import { Notice } from "../parts/Notice.tsx";
import { SessionTime } from "../parts/SessionTime.tsx";
import { Settings } from "../parts/Settings.tsx";
import { Stage } from "../parts/Stage.tsx";
import { useScreenAwake } from "../parts/awake.ts";
import { Suggestions } from "../parts/Suggestions.tsx";
import { Transcription } from "../parts/Transcription.tsx";
import type { Room } from "../room.ts";
import type { SessionView } from "../types.ts";
import { Closing } from "./Closing.tsx";

export function Call({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  const t = text();
  useTitle(view.title || t.call.title);
  const captions = room.live.captions.value;
  const closing = view.phase === "closing";
  const following = <><Transcription room={room} view={view} /><Agenda room={room} view={view} />{!closing && <Noticed view={view} />}</>;
  useScreenAwake();
  useEffect(() => document.getElementById("main")?.focus(), []);
  return (
    <div class="call" data-phase={view.phase}>
      <a class="skip" href="#main" onClick={toMain}>{t.app.skip}</a>
      <header class="call-head">
        <Brand name={t.app.name} />
        <h1>{view.title}</h1>
        <SessionTime live={room.live} view={view} />
        {!room.watching && <Settings room={room} />}
        <LanguageSwitch />
      </header>
      <main id="main" tabIndex={-1} class="call-main">
        <div class="call-board">
          <div class="call-talk">
            <LinkState room={room} />
            {room.watching && <p class="note" role="note">{t.call.observing}</p>}
            {!room.watching && <PlanB room={room} />}
            <Stage room={room} view={view} />
            <Suggestions room={room} view={view} />
            {captions?.state !== "loading" && <CaptionsState captions={captions} />}
            <Captions live={room.live} view={view} />
            <Chat room={room} view={view} />
            {closing && following}
          </div>
          <div class="call-side">{closing ? <Closing room={room} view={view} /> : following}</div>
        </div>
        {!room.watching && <Hint room={room} view={view} />}
        <Notice room={room} />
        {!room.watching && <Controls room={room} view={view} />}
      </main>
    </div>
  );
}
