// The commands of a call, each with its name, its state and (where useful) a key.

import { useEffect, useState } from "preact/hooks";
import { text } from "../i18n/index.ts";
import type { Room } from "../room.ts";
import type { SessionView } from "../types.ts";
import { troubleText } from "./Equipments.tsx";
import { Confirm } from "./Dialog.tsx";
import { Icon, type IconName } from "./Icon.tsx";

export function Controls({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  const t = text();
  const { equipment, call } = room;
  const [ending, setEnding] = useState(false);
  const muted = equipment.muted.value;
  const dark = equipment.camera.value === null;
  const mute = (): void => equipment.setMuted(!equipment.muted.value);
  const offRecord = (): void =>
    void room.do({ type: room.live.view.value?.transcription === "paused" ? "resume_transcription" : "pause_transcription" });
  useShortcuts({ KeyM: mute, KeyH: offRecord, KeyV: () => toggleCamera(room) });
  const paused = view.transcription === "paused";
  return (
    <div class="controls" role="group" aria-label={t.call.controls}>
      {equipment.microphone.value
        ? <Control icon={muted ? "microphoneOff" : "microphone"} name={muted ? t.call.unmute : t.call.mute} on={muted} keys="Alt+Shift+M" onPress={mute} />
        : <Control icon="microphoneOff" name={t.call.unmute} on onPress={() => openMicrophone(room)} />}
      <Control icon={dark ? "cameraOff" : "camera"} name={dark ? t.call.cameraOn : t.call.cameraOff} on={dark} keys="Alt+Shift+V" onPress={() => toggleCamera(room)} />
      <Control icon="screen" name={call.screen.value ? t.call.unshare : t.call.share} on={call.screen.value !== null}
        onPress={() => (call.screen.value ? call.stopSharing() : void call.share().catch(() => room.say(t.call.shareRefused)))} />
      {(view.transcription === "on" || paused) && (
        <Control icon={paused ? "record" : "offRecord"} name={paused ? t.transcription.onRecord : t.transcription.offRecord} on={paused} keys="Alt+Shift+H" onPress={offRecord} />
      )}
      <Control icon="leave" name={t.call.leave} onPress={() => room.leave()} />
      <Control icon="hangUp" name={t.call.hangUp} danger onPress={() => setEnding(true)} />
      {ending && (
        <Confirm title={t.call.hangUpTitle} text={t.call.hangUpText} yes={t.call.hangUpConfirm} no={t.app.cancel}
          onYes={() => void room.do({ type: "hang_up" })} onClose={() => setEnding(false)} />
      )}
    </div>
  );
}

interface ControlProps {
  readonly icon: IconName;
  readonly name: string;
  readonly on?: boolean;
  readonly danger?: boolean;
  readonly keys?: string;
  readonly onPress: () => void;
}

/** The name says what a press does; the colour says that something is switched off or shared. */
function Control({ icon, name, on = false, danger = false, keys, onPress }: ControlProps) {
  const t = text();
  return (
    <button type="button" class="control" data-on={on} data-danger={danger} aria-keyshortcuts={keys}
      title={keys && t.call.shortcut(keys)} onClick={onPress}>
      <Icon name={icon} /><span>{name}</span>
    </button>
  );
}

function openMicrophone(room: Room): void {
  const { equipment } = room;
  void equipment.open("microphone").then(() => {
    const trouble = equipment.trouble.value.microphone;
    if (trouble) room.say(troubleText("microphone", trouble));
  });
}

function toggleCamera(room: Room): void {
  const { equipment } = room;
  if (equipment.camera.value !== null) return equipment.drop("camera");
  void equipment.open("camera").then(() => {
    const trouble = equipment.trouble.value.camera;
    if (trouble) room.say(troubleText("camera", trouble));
  });
}

/** Alt+Shift with a key, by its place on the keyboard. */
function useShortcuts(actions: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const action = actions[event.code];
      if (!action || !event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey || event.repeat) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });
}
