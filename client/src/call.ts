// The media of a call: one RTCPeerConnection to our relay, one offer, fixed places for everybody.
// Offer order: audio, camera, screen to send; then for each receive slot audio, camera, screen.
// Nothing is renegotiated: devices and the shared screen change by replaceTrack, and muting is
// `track.enabled = false` only, because replaceTrack(null) would stop the media clock.

import { signal } from "@preact/signals";
import type { Refusal } from "./room.ts";
import type { Reply } from "./live.ts";
import { withAudioRepair } from "./offer.ts";
import type { Rung, Way } from "./ladder.ts";
import { Silence } from "./silence.ts";

export type MediaState = "idle" | "connecting" | "connected" | "reconnecting" | "broken";

/** What arrives from one other seat. */
export interface RemoteSlot {
  readonly audio: RTCRtpReceiver;
  readonly camera: RTCRtpReceiver;
  readonly screen: RTCRtpReceiver;
}

/** Whether pictures arrive in a slot now; a slot's tracks are always there, pictures are not. */
export interface Pictures {
  readonly camera: boolean;
  readonly screen: boolean;
}

/** Without a datagram for this long the way to the relay counts as cut. */
const SILENT_FOR = 3_000;
/** A connection looks for a new way for this long before it is replaced. */
const RESUME_WITHIN = 6_000;
const FAILED_WAIT = 1_000;
const REFUSED_WAIT = 4_000;
const LOOK_EVERY = 500;
/** A still shared screen sends about one picture a second. */
const STILL_FOR = 4_000;
const CAMERA_BITRATE = 1_200_000;
/** How the camera is sent on each rung. */
const CAMERA: Record<Rung, RTCRtpEncodingParameters> = {
  video: { active: true, maxBitrate: CAMERA_BITRATE, maxFramerate: 30, scaleResolutionDownBy: 1 },
  low: { active: true, maxBitrate: 150_000, maxFramerate: 12, scaleResolutionDownBy: 3 },
  audio: { active: false },
  text: { active: false },
};

export class CallConnection {
  readonly state = signal<MediaState>("idle");
  readonly refused = signal<Refusal | null>(null);
  readonly slots = signal<readonly RemoteSlot[]>([]);
  readonly pictures = signal<readonly Pictures[]>([]);
  readonly screen = signal<MediaStreamTrack | null>(null);
  /** Called when nothing has come from the relay for three seconds. */
  onSilent: () => void = () => undefined;

  private peer: RTCPeerConnection | null = null;
  private microphone: MediaStreamTrack | null = null;
  private camera: MediaStreamTrack | null = null;
  private rung: Rung = "video";
  private attempt = 0;
  private timer = 0;
  private watch = 0;
  private readonly silence = new Silence();
  private readonly send: (sdp: string) => Promise<Reply>;
  private readonly helpers: () => Promise<RTCIceServer[]>;
  private readonly publishes: boolean;

  /** `helpers`: servers to go through where nothing else gets out of the network. */
  constructor(send: (sdp: string) => Promise<Reply>, helpers: () => Promise<RTCIceServer[]>, publishes: boolean) {
    this.send = send;
    this.helpers = helpers;
    this.publishes = publishes;
  }

  /** Offer anew, replacing any connection there was. */
  async connect(slots: number): Promise<void> {
    const attempt = ++this.attempt;
    this.dispose();
    this.state.value = "connecting";
    const iceServers = await this.helpers();
    if (attempt !== this.attempt) return;
    const peer = new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers });
    this.peer = peer;
    this.slots.value = this.lay(peer, slots);
    this.silence.restart(performance.now());
    this.watch = window.setInterval(() => void this.look(peer, slots), LOOK_EVERY);
    peer.onconnectionstatechange = () => this.changed(peer, slots);
    await this.propose(peer);
    const reply = await this.send(peer.localDescription?.sdp ?? "");
    if (attempt !== this.attempt) return;
    this.refused.value = null;
    if ("sdp" in reply) return this.answered(peer, reply.sdp);
    this.state.value = "broken";
    this.refused.value = reply.refused;
    this.later(slots, REFUSED_WAIT);
  }

  /** Keep the connection and look for a new way to the relay; replace it if none is found. */
  async resume(slots: number): Promise<void> {
    const peer = this.peer;
    if (!peer?.remoteDescription || peer.signalingState !== "stable") return this.connect(slots);
    const attempt = ++this.attempt;
    this.state.value = "reconnecting";
    this.silence.restart(performance.now());
    this.later(slots, RESUME_WITHIN);
    await this.propose(peer, { iceRestart: true });
    const reply = await this.send(peer.localDescription?.sdp ?? "");
    if (attempt !== this.attempt) return;
    if ("sdp" in reply) return this.answered(peer, reply.sdp);
    // Nobody answered: another attempt may be made as soon as the server can be reached.
    await peer.setLocalDescription({ type: "rollback" });
  }

  close(): void {
    this.attempt += 1;
    this.stopSharing();
    this.dispose();
    this.state.value = "idle";
    this.slots.value = [];
  }

  /** Send this microphone and camera from now on (null = none). */
  use(microphone: MediaStreamTrack | null, camera: MediaStreamTrack | null): void {
    [this.microphone, this.camera] = [microphone, camera];
    const [audio, video] = this.senders();
    // A track once sent is never taken out: the relay's audio clock needs its packets.
    if (microphone && audio?.track !== microphone) void audio?.replaceTrack(microphone);
    if (video?.track !== camera) void video?.replaceTrack(camera);
  }

  /** Ask which screen or window to show, and show it. Rejects when the person declines. */
  async share(): Promise<void> {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 15 } });
    const track = stream.getVideoTracks()[0];
    if (!track) return;
    track.contentHint = "detail";
    track.onended = () => this.stopSharing();
    this.screen.value = track;
    void this.senders()[2]?.replaceTrack(track);
  }

  stopSharing(): void {
    this.screen.value?.stop();
    this.screen.value = null;
    void this.senders()[2]?.replaceTrack(null);
  }

  /** Send the camera as this rung says, also after any reconnection. */
  carry(rung: Rung): void {
    this.rung = rung;
    const camera = this.senders()[1];
    const parameters = camera?.getParameters();
    if (!camera || !parameters?.encodings?.[0]) return;
    Object.assign(parameters.encodings[0], CAMERA[rung]);
    void camera.setParameters(parameters).catch(() => undefined);
  }

  /** How the way to the relay does now. */
  async way(): Promise<Way> {
    let [lost, bitrate]: [number, number | null] = [0, null];
    const stats = await this.peer?.getStats();
    stats?.forEach((report: RTCStats & { fractionLost?: number; nominated?: boolean; availableOutgoingBitrate?: number }) => {
      if (report.type === "remote-inbound-rtp") lost = Math.max(lost, report.fractionLost ?? 0);
      if (report.type === "candidate-pair" && report.nominated) bitrate = report.availableOutgoingBitrate ?? bitrate;
    });
    return { lost, bitrate, cut: this.state.value !== "connected" };
  }

  private async propose(peer: RTCPeerConnection, options: RTCOfferOptions = {}): Promise<void> {
    const { type, sdp } = await peer.createOffer(options);
    await peer.setLocalDescription({ type, sdp: withAudioRepair(sdp ?? "") });
  }

  private lay(peer: RTCPeerConnection, slots: number): RemoteSlot[] {
    const direction = this.publishes ? "sendonly" : "inactive";
    peer.addTransceiver(this.microphone ?? "audio", { direction });
    peer.addTransceiver(this.camera ?? "video", {
      direction, sendEncodings: [{ ...CAMERA[this.rung] }],
    });
    peer.addTransceiver(this.screen.value ?? "video", { direction });
    const receive = (kind: "audio" | "video"): RTCRtpReceiver =>
      peer.addTransceiver(kind, { direction: "recvonly" }).receiver;
    return Array.from({ length: slots }, () => ({
      audio: receive("audio"), camera: receive("video"), screen: receive("video"),
    }));
  }

  private async answered(peer: RTCPeerConnection, sdp: string): Promise<void> {
    try {
      await peer.setRemoteDescription({ type: "answer", sdp });
    } catch (error) {
      this.state.value = "broken";
      console.warn("the answer was not understood", error);
      this.refused.value = { code: "unavailable" };
    }
  }

  private changed(peer: RTCPeerConnection, slots: number): void {
    if (peer !== this.peer) return;
    switch (peer.connectionState) {
      case "connected":
        window.clearTimeout(this.timer);
        this.state.value = "connected";
        return;
      case "disconnected":
        if (this.state.value === "connected") void this.resume(slots);
        return;
      case "failed":
        this.state.value = "reconnecting";
        this.later(slots, FAILED_WAIT);
        return;
      default:
        return;
    }
  }

  private later(slots: number, wait: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.connect(slots), wait);
  }

  private senders(): readonly (RTCRtpSender | undefined)[] {
    return this.peer?.getTransceivers().slice(0, 3).map((each) => each.sender) ?? [];
  }

  private async look(peer: RTCPeerConnection, slots: number): Promise<void> {
    this.lookAtPictures();
    const silent = this.silence.after(await receivedBy(peer), performance.now());
    if (peer !== this.peer || peer.connectionState !== "connected") return;
    if (silent > SILENT_FOR && this.state.value === "connected") {
      this.onSilent();
      void this.resume(slots);
    } else if (silent === 0 && this.state.value === "reconnecting") {
      window.clearTimeout(this.timer);
      this.state.value = "connected";
    }
  }

  private lookAtPictures(): void {
    const next = this.slots.value.map((slot) => ({ camera: arrives(slot.camera), screen: arrives(slot.screen) }));
    if (JSON.stringify(next) !== JSON.stringify(this.pictures.value)) this.pictures.value = next;
  }

  private dispose(): void {
    window.clearTimeout(this.timer);
    window.clearInterval(this.watch);
    this.pictures.value = [];
    if (this.peer) this.peer.onconnectionstatechange = null;
    this.peer?.close();
    this.peer = null;
  }
}

const arrives = (receiver: RTCRtpReceiver): boolean =>
  receiver.getSynchronizationSources().some(
    (source) => performance.timeOrigin + performance.now() - source.timestamp < STILL_FOR,
  );

/** Bytes that came by all ways of a connection. */
async function receivedBy(peer: RTCPeerConnection): Promise<number> {
  let bytes = 0;
  (await peer.getStats()).forEach((report: RTCStats & { bytesReceived?: number }) => {
    if (report.type === "candidate-pair") bytes += report.bytesReceived ?? 0;
  });
  return bytes;
}
