// Whether words are being written down right now, why not, and what each person can do about it.

import { useState } from "preact/hooks";
import { list } from "../i18n/format.ts";
import { language, text } from "../i18n/index.ts";
import { nameOf, speakers, type Room } from "../room.ts";
import type { SessionView } from "../types.ts";
import { LoadingBar } from "./CaptionsState.tsx";
import { Confirm } from "./Dialog.tsx";

const ERASED_SECONDS = 120;

export function Transcription({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  const t = text();
  const [title, explanation] = sentences(room, view);
  const captions = room.live.captions.value;
  const available = captions?.state !== "unavailable";
  return (
    <section class="transcription" aria-label={t.transcription.title}
      data-state={available || view.transcription !== "on" ? view.transcription : "unavailable"}>
      <p role="status" class="transcription-state"><span class="lamp" aria-hidden="true" />{title}</p>
      {explanation && <p class="faint">{explanation}</p>}
      {captions?.state === "loading" && <LoadingBar captions={captions} />}
      {!room.watching && view.phase !== "closed" && <OwnChoices room={room} view={view} />}
    </section>
  );
}

function OwnChoices({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  const t = text();
  const [asking, setAsking] = useState<"erase" | "withdraw" | null>(null);
  const mine = view.participants.find((person) => person.id === room.seat.you.id)?.consent ?? "unknown";
  const close = (): void => setAsking(null);
  const erase = async (): Promise<void> => {
    const outcome = await room.do({ type: "erase_last", seconds: ERASED_SECONDS });
    if (outcome.ok) room.say(t.transcription.erased);
  };
  return (
    <>
      <div class="row">
        {view.turns.length > 0 && (
          <button type="button" onClick={() => setAsking("erase")}>{t.transcription.erase}</button>
        )}
        {mine === "given"
          ? <button type="button" class="plain" onClick={() => setAsking("withdraw")}>{t.transcription.withdraw}</button>
          : <button type="button" onClick={() => void room.do({ type: "give_consent", text_version: room.seat.consent_text.version })}>{t.transcription.give}</button>}
      </div>
      {mine !== "given" && <p class="faint">{t.transcription.myConsent[mine]}</p>}
      {asking === "erase" && (
        <Confirm title={t.transcription.eraseTitle} text={t.transcription.eraseText} yes={t.transcription.eraseConfirm}
          no={t.app.cancel} onYes={() => void erase()} onClose={close} />
      )}
      {asking === "withdraw" && (
        <Confirm title={t.transcription.withdrawTitle} text={t.transcription.withdrawText} yes={t.transcription.withdraw}
          no={t.app.cancel} onYes={() => void room.do({ type: "withdraw_consent" })} onClose={close} />
      )}
    </>
  );
}

/** The state, and the sentence that explains it. */
function sentences(room: Room, view: SessionView): readonly [string, string | null] {
  const { transcription: t } = text();
  const named = (consent: "unknown" | "withdrawn"): readonly string[] =>
    speakers(view).filter((person) => person.consent === consent).map((person) => person.name);
  const refusing = named("withdrawn");
  const captions = room.live.captions.value;
  switch (view.transcription) {
    case "on":
      if (captions?.state === "unavailable") return [t.unavailable, null];
      return captions?.state === "loading" ? [t.loading, t.loadingText(captions.model)] : [t.on, null];
    case "paused":
      return [t.pausedBy(nameOf(view, view.paused_by)), t.pausedText];
    case "waiting_for_consent":
      return [t.waiting, t.waitingFor(list(named("unknown"), language.value))];
    case "off":
      return [t.off, refusing.length > 0 ? t.offText(list(refusing, language.value), refusing.length) : null];
  }
}
