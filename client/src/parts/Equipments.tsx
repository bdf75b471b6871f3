// Choosing camera and microphone: preview, level, and what to do when one cannot be opened.

import { useId } from "preact/hooks";
import { text } from "../i18n/index.ts";
import type { Device, Equipment, Kind, Trouble } from "../devices.ts";
import { LevelMeter } from "./LevelMeter.tsx";
import { Video } from "./Video.tsx";

interface EquipmentsProps {
  readonly equipment: Equipment;
  /** False where a dialog around it carries the title already. */
  readonly titled?: boolean;
}

export function Equipments({ equipment, titled = true }: EquipmentsProps) {
  const t = text();
  const camera = equipment.camera.value;
  const microphone = equipment.microphone.value;
  return (
    <section class={titled ? "card equipment" : "equipment"} aria-label={t.lobby.equipment}>
      {titled && <h2>{t.lobby.equipment}</h2>}
      <div class="preview">
        {camera ? <Video tracks={[camera]} label={t.lobby.preview} mirrored /> : <p>{t.lobby.previewOff}</p>}
      </div>
      <Choice kind="microphone" equipment={equipment} />
      {microphone && <LevelMeter track={microphone} />}
      <Choice kind="camera" equipment={equipment} />
    </section>
  );
}

const NONE = "";

function Choice({ kind, equipment }: { readonly kind: Kind; readonly equipment: Equipment }) {
  const t = text();
  const track = equipment[kind].value;
  const devices: readonly Device[] = (kind === "camera" ? equipment.cameras : equipment.microphones).value;
  const trouble = equipment.trouble.value[kind];
  const id = useId();
  const choose = (id: string): void => {
    if (id === NONE) equipment.drop(kind);
    else void equipment.open(kind, id);
  };
  return (
    <div>
      <div class="field">
        <label for={id}>{t.lobby[kind]}</label>
        <select id={id} value={track?.getSettings().deviceId ?? NONE} onChange={(event) => choose(event.currentTarget.value)}>
          {devices.map((device, index) => (
            <option key={device.id} value={device.id}>{device.label || t.devices.number(index + 1)}</option>
          ))}
          <option value={NONE}>{kind === "camera" ? t.lobby.noCamera : t.lobby.noMicrophone}</option>
        </select>
      </div>
      {trouble && (
        <div class="trouble" role="alert">
          <p>{troubleText(kind, trouble)}</p>
          <button type="button" onClick={() => void equipment.open(kind)}>{t.app.retry}</button>
        </div>
      )}
    </div>
  );
}

/** What keeps a device from opening, and what to do about it. */
export function troubleText(kind: Kind, trouble: Trouble): string {
  const { devices } = text();
  const [to, forIt] = kind === "camera"
    ? [devices.toCamera, devices.forCamera]
    : [devices.toMicrophone, devices.forMicrophone];
  switch (trouble) {
    case "denied":
      return devices.denied(to);
    case "insecure":
      return devices.insecure;
    default:
      return devices[trouble](forIt);
  }
}
