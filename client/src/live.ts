// The live WebSocket: hello, snapshot, events in order, signals, and coming back after a cut.
// A page owns one `Live`; views read its signals. What was applied is never lost or doubled:
// events carry `seq`, and a hole makes us reconnect after the last one we have.

import { signal } from "@preact/signals";
import { SessionClock } from "./clock.ts";
import { apply } from "./session.ts";
import { PROTOCOL } from "./types.ts";
import type { Rung } from "./ladder.ts";
import type { Captions, Command, FromClient, Goodbye, PeerMessage, Refused, SessionView, ToClient } from "./types.ts";

export type Link = "connecting" | "open" | "reconnecting" | "ended";
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly code: string; readonly reason?: string; readonly values?: readonly string[] };
export type Reply = { readonly sdp: string } | { readonly refused: Refused | null };

const PING_EVERY = 1_000;
const SILENT_FOR = 8_000;
/** The same, while the media are silent too. */
const DOUBTED_FOR = 2_500;
const FIRST_WAIT = 300;
const LONGEST_WAIT = 4_000;
/** Goodbyes after which we simply come back. */
const PASSING: ReadonlySet<string> = new Set(["shutting_down", "too_slow"]);
const OFFLINE: Outcome = { ok: false, code: "offline" };

export class Live {
  readonly link = signal<Link>("connecting");
  readonly view = signal<SessionView | null>(null);
  readonly you = signal("");
  readonly slots = signal(0);
  readonly seats = signal<readonly (string | null)[]>([]);
  readonly captions = signal<Captions | null>(null);
  readonly tails = signal<Readonly<Record<string, string>>>({});
  readonly peers = signal<Readonly<Record<string, PeerMessage["state"]>>>({});
  /** Who gets no pictures now, because the connection is too weak. */
  readonly withoutPictures = signal<readonly string[]>([]);
  /** How much of the call each person's page sends; all of it when nothing is said. */
  readonly carried = signal<Readonly<Record<string, Rung>>>({});
  readonly media = signal<"up" | "down">("up");
  readonly goodbye = signal<Goodbye["reason"] | null>(null);
  readonly roundTrip = signal<number | null>(null);
  /** Called in a call whenever the link is open (again): media may have to be offered. */
  onOpen: () => void = () => undefined;
  /** Called when the relay is back and knows nobody: offer the media again. */
  onMediaBack: () => void = () => undefined;

  private readonly clock = new SessionClock();
  private readonly asked = new Map<number, (outcome: Outcome) => void>();
  private readonly offered = new Map<number, (reply: Reply) => void>();
  private socket: WebSocket | null = null;
  private seq: number | null = null;
  private lastId = 0;
  private wait = FIRST_WAIT;
  private heardAt = 0;
  private timer = 0;
  private inCall = false;
  private rung: Rung = "video";
  private takeover = false;
  private readonly address: string;
  private readonly token: string;

  constructor(address: string, token: string) {
    this.address = address;
    this.token = token;
  }

  /** Connect, and stay connected until `close` or a goodbye that is final. */
  open(takeover = false): void {
    this.takeover = takeover;
    this.goodbye.value = null;
    this.link.value = this.seq === null ? "connecting" : "reconnecting";
    window.addEventListener("online", this.connectNow);
    this.connect();
  }

  close(): void {
    this.end();
    this.link.value = "ended";
  }

  /** The media are silent: if so is this link, come back by a new one at once. */
  doubt(): void {
    if (this.link.value === "open" && performance.now() - this.heardAt > DOUBTED_FOR) this.cut();
  }

  /** Seconds on the session's clock, now. */
  now(): number {
    return this.at(performance.now());
  }

  /** Seconds on the session's clock at the page time `page` (ms). */
  at(page: number): number {
    return this.clock.at(page);
  }

  enter(): void {
    this.inCall = true;
    this.send({ type: "enter" });
  }

  exit(): void {
    this.inCall = false;
    this.send({ type: "exit" });
  }

  /** Ask for something; the outcome comes after its events were applied. */
  do(command: Command): Promise<Outcome> {
    const id = ++this.lastId;
    if (!this.send({ type: "do", id, command })) return Promise.resolve(OFFLINE);
    return new Promise((resolve) => this.asked.set(id, resolve));
  }

  /** Send a WebRTC offer; `refused: null` means that the link was cut meanwhile. */
  offer(sdp: string): Promise<Reply> {
    const id = ++this.lastId;
    if (!this.send({ type: "offer", id, sdp })) return Promise.resolve({ refused: null });
    return new Promise((resolve) => this.offered.set(id, resolve));
  }

  /** Tell the others how much of the call this page sends, now and after each reconnection. */
  carry(rung: Rung): void {
    this.rung = rung;
    this.send({ type: "sending", rung });
  }

  private connect(): void {
    window.clearTimeout(this.timer);
    const socket = new WebSocket(this.address);
    this.socket = socket;
    socket.onopen = () => {
      this.heardAt = performance.now();
      this.send({
        type: "hello", protocol: PROTOCOL, token: this.token, after: this.seq, takeover: this.takeover,
      });
      this.beat(socket);
    };
    socket.onmessage = (message: MessageEvent<string>) => {
      this.heardAt = performance.now();
      this.receive(JSON.parse(message.data) as ToClient);
    };
    socket.onclose = () => {
      if (this.socket === socket) this.cut();
    };
  }

  private readonly connectNow = (): void => {
    if (this.link.value !== "reconnecting") return;
    this.wait = FIRST_WAIT;
    this.drop();
    this.connect();
  };

  /** Ping for the clock and the network check; a server silent for long counts as a cut. */
  private beat(socket: WebSocket): void {
    if (this.socket !== socket) return;
    if (performance.now() - this.heardAt > SILENT_FOR) return this.cut();
    this.send({ type: "ping", sent: performance.now() });
    window.setTimeout(() => this.beat(socket), PING_EVERY);
  }

  private cut(): void {
    this.drop();
    if (this.link.value === "ended") return;
    this.link.value = this.seq === null ? "connecting" : "reconnecting";
    this.timer = window.setTimeout(() => this.connect(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    for (const resolve of this.asked.values()) resolve(OFFLINE);
    for (const resolve of this.offered.values()) resolve({ refused: null });
    this.asked.clear();
    this.offered.clear();
  }

  private end(): void {
    window.removeEventListener("online", this.connectNow);
    window.clearTimeout(this.timer);
    this.link.value = "ended";
    this.drop();
  }

  private send(message: FromClient): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  private receive(message: ToClient): void {
    switch (message.type) {
      case "snapshot":
        this.seq = message.seq;
        this.clock.restart(performance.now(), message.at);
        this.you.value = message.you;
        this.slots.value = message.slots;
        this.captions.value = message.captions;
        this.tails.value = {};
        this.view.value = message.view;
        return this.welcomed();
      case "event":
        return this.take(message.seq, message.event);
      case "tail":
        this.tails.value = { ...this.tails.value, [message.participant]: message.text };
        return;
      case "peer":
        this.peers.value = { ...this.peers.value, [message.participant]: message.state };
        return;
      case "pictures":
        this.withoutPictures.value = [
          ...this.withoutPictures.value.filter((id) => id !== message.participant),
          ...(message.paused ? [message.participant] : []),
        ];
        return;
      case "carried":
        this.carried.value = { ...this.carried.value, [message.participant]: message.rung };
        return;
      case "slots":
        this.seats.value = message.slots;
        return;
      case "media":
        this.media.value = message.state === "down" ? "down" : "up";
        return message.state === "back" ? this.onMediaBack() : undefined;
      case "captions":
        this.captions.value = message;
        return;
      case "answer":
        return this.settleOffer(message.id, { sdp: message.sdp });
      case "done":
        return this.settle(message.id, { ok: true });
      case "refused":
        if (message.id === null) return;
        this.settleOffer(message.id, { refused: message });
        return this.settle(message.id, { ok: false, code: message.code, reason: message.reason, values: message.values });
      case "pong":
        this.clock.observe(message.sent, performance.now(), message.at);
        this.roundTrip.value = this.clock.roundTrip;
        return this.welcomed();
      case "goodbye":
        return this.parted(message.reason);
    }
  }

  private welcomed(): void {
    if (this.link.value === "open") return;
    this.link.value = "open";
    this.wait = FIRST_WAIT;
    this.takeover = false;
    if (this.inCall) this.send({ type: "enter" });
    if (this.inCall) this.send({ type: "sending", rung: this.rung });
    this.onOpen();
  }

  private take(seq: number, event: Parameters<typeof apply>[1]): void {
    const last = this.seq ?? 0;
    if (seq <= last) return;
    if (seq > last + 1) return this.cut();
    const view = apply(this.view.value, event);
    this.view.value = view;
    this.seq = seq;
    // What is off the record or erased must not linger in light grey either.
    if (view.transcription !== "on" || event.type === "passage_erased") this.tails.value = {};
    this.welcomed();
  }

  private parted(reason: Goodbye["reason"]): void {
    if (PASSING.has(reason)) return;
    this.goodbye.value = reason;
    this.end();
  }

  private settle(id: number, outcome: Outcome): void {
    this.asked.get(id)?.(outcome);
    this.asked.delete(id);
  }

  private settleOffer(id: number, reply: Reply): void {
    this.offered.get(id)?.(reply);
    this.offered.delete(id);
  }
}
