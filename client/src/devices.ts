// Microphone and camera of this person: which ones there are, what keeps one from opening, and how
// loud the microphone is. Chosen in the lobby, used in the call. No UI here.

import { signal } from "@preact/signals";

export type Trouble = "denied" | "missing" | "busy" | "insecure" | "unknown";
export type Kind = "microphone" | "camera";

export interface Device {
  readonly id: string;
  readonly label: string;
}

const WANTED: Record<Kind, MediaStreamConstraints> = {
  microphone: { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 } },
  camera: { video: { width: { ideal: 960 }, height: { ideal: 540 }, frameRate: { ideal: 24, max: 30 } } },
};

export class Equipment {
  readonly microphone = signal<MediaStreamTrack | null>(null);
  readonly camera = signal<MediaStreamTrack | null>(null);
  readonly microphones = signal<readonly Device[]>([]);
  readonly cameras = signal<readonly Device[]>([]);
  readonly trouble = signal<Readonly<Record<Kind, Trouble | null>>>({ microphone: null, camera: null });
  readonly muted = signal(false);
  private readonly lastId: Partial<Record<Kind, string>> = {};

  /** Open the default microphone, then the default camera; what fails is told in `trouble`. */
  async openAll(): Promise<void> {
    await this.open("microphone");
    await this.open("camera");
    navigator.mediaDevices?.addEventListener("devicechange", this.list);
  }

  /** Open one device (without `id` the one used before, or the default one). */
  async open(kind: Kind, id?: string): Promise<void> {
    const slot = this[kind];
    try {
      const track = await openTrack(kind, id ?? this.lastId[kind]);
      this.remember(kind, track);
      slot.value?.stop();
      track.onended = () => this.lost(kind, track);
      slot.value = track;
      this.say(kind, null);
      this.applySwitches();
    } catch (error) {
      this.say(kind, troubleOf(error));
    }
    await this.list();
  }

  /** Do without this device: its light goes off. */
  drop(kind: Kind): void {
    this[kind].value?.stop();
    this[kind].value = null;
    this.say(kind, null);
  }

  setMuted(muted: boolean): void {
    this.muted.value = muted;
    this.applySwitches();
  }

  close(): void {
    navigator.mediaDevices?.removeEventListener("devicechange", this.list);
    this.drop("microphone");
    this.drop("camera");
  }

  private applySwitches(): void {
    if (this.microphone.value) this.microphone.value.enabled = !this.muted.value;
  }

  private remember(kind: Kind, track: MediaStreamTrack): void {
    const id = track.getSettings().deviceId;
    if (id) this.lastId[kind] = id;
  }

  private say(kind: Kind, trouble: Trouble | null): void {
    this.trouble.value = { ...this.trouble.value, [kind]: trouble };
  }

  private lost(kind: Kind, track: MediaStreamTrack): void {
    if (this[kind].value !== track) return;
    this[kind].value = null;
    this.say(kind, "missing");
  }

  private readonly list = async (): Promise<void> => {
    const found = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    const of = (kind: MediaDeviceKind): Device[] =>
      found.filter((d) => d.kind === kind && d.deviceId !== "").map((d) => ({ id: d.deviceId, label: d.label }));
    this.microphones.value = of("audioinput");
    this.cameras.value = of("videoinput");
  };
}

async function openTrack(kind: Kind, id?: string): Promise<MediaStreamTrack> {
  if (!navigator.mediaDevices) throw new DOMException("no mediaDevices", "SecurityError");
  const exact = id === undefined ? {} : { deviceId: { exact: id } };
  const wanted = WANTED[kind];
  const stream = await navigator.mediaDevices.getUserMedia(
    kind === "microphone"
      ? { audio: { ...(wanted.audio as MediaTrackConstraints), ...exact } }
      : { video: { ...(wanted.video as MediaTrackConstraints), ...exact } },
  );
  const track = stream.getTracks()[0];
  if (!track) throw new DOMException("no track", "NotFoundError");
  return track;
}

export function troubleOf(error: unknown): Trouble {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    case "SecurityError":
      return "insecure";
    default:
      return "unknown";
  }
}

/** Follow a microphone's level, 0..1 about ten times a second, until the returned function is called. */
export function watchLevel(track: MediaStreamTrack, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  const source = context.createMediaStreamSource(new MediaStream([track]));
  source.connect(analyser);
  void context.resume();
  const samples = new Float32Array(analyser.fftSize);
  const measure = (): void => {
    analyser.getFloatTimeDomainData(samples);
    tell(levelOf(samples));
  };
  const timer = window.setInterval(measure, 100);
  return () => {
    window.clearInterval(timer);
    source.disconnect();
    void context.close();
  };
}

/** Loudness of samples as 0..1 over the 50 dB that matter for a voice. */
export function levelOf(samples: Float32Array): number {
  const power = samples.reduce((sum, x) => sum + x * x, 0) / samples.length;
  const decibels = 10 * Math.log10(power + 1e-10);
  return Math.min(1, Math.max(0, (decibels + 60) / 50));
}
