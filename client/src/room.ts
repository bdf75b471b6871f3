// One person's seat in one session: link, media, devices and what the page shows of them. Made by
// the seat page, handed to every view below it.

import { computed, effect, signal, untracked } from "@preact/signals";
import { failed, ice } from "./api.ts";
import type { Seat } from "./api.ts";
import { CallConnection } from "./call.ts";
import { LateSpeech } from "./cut/late.ts";
import { record } from "./cut/recorder.ts";
import { lateSender } from "./cut/sender.ts";
import { Equipment } from "./devices.ts";
import { text } from "./i18n/index.ts";
import { Ladder, RUNGS, type Rung } from "./ladder.ts";
import { Live, type Outcome } from "./live.ts";
import type { Command, ParticipantView, SessionView } from "./types.ts";

/** Milliseconds between two looks at how the connection does. */
const MEASURE_EVERY = 2_000;
/** Milliseconds between two looks whether a cut is over. */
const LOOK_EVERY = 500;
/** Marks in this tab that the session of this id was being held here. */
const IN_CALL = "binome.in-call";

export class Room {
  readonly live: Live;
  readonly call: CallConnection;
  readonly equipment = new Equipment();
  /** True from "join" to "leave": the call view instead of the lobby. */
  readonly inCall = signal(false);
  /** One sentence for the person, replaced by the next. */
  readonly notice = signal<{ readonly text: string; readonly id: number } | null>(null);
  /** How much of the call is sent now. */
  readonly rung = signal<Rung>("video");
  readonly seat: Seat;
  readonly token: string;
  private readonly ladder = new Ladder();
  private readonly late: LateSpeech;
  private measuring = 0;
  private looking = 0;
  private stops: readonly (() => void)[] = [];

  constructor(seat: Seat, token: string, address: string) {
    this.seat = seat;
    this.token = token;
    this.live = new Live(address, token);
    this.late = new LateSpeech(lateSender(token, (page) => this.live.at(page)));
    this.call = new CallConnection((sdp) => this.live.offer(sdp), () => this.helpers(), !this.watching);
    this.live.onOpen = () => {
      if (this.call.state.value !== "connected") this.connectMedia("again");
    };
    this.live.onMediaBack = () => this.connectMedia("anew");
    this.call.onSilent = () => this.live.doubt();
  }

  private async helpers(): Promise<RTCIceServer[]> {
    if (!this.seat.has_turn) return [];
    const found = await ice(this.token);
    return failed(found) ? [] : found.ice_servers;
  }

  /** True for a rehearsal's visitor: sees and hears, does nothing. */
  get watching(): boolean {
    return this.seat.you.role === "observer";
  }

  /** Connect; after a refresh (`again`) the seat is taken back, and the call if it was on. */
  open(again: boolean): void {
    this.stops = [
      effect(() => {
        const [microphone, camera] = [this.equipment.microphone.value, this.equipment.camera.value];
        untracked(() => this.call.use(microphone, camera));
      }),
      effect(() => {
        if (this.live.view.value?.phase === "closed" || this.live.goodbye.value !== null) untracked(() => this.silence());
      }),
    ];
    if (!this.watching) {
      this.measuring = window.setInterval(() => void this.measure(), MEASURE_EVERY);
      this.looking = window.setInterval(() => void this.lookAtCuts(), LOOK_EVERY);
      this.stops = [...this.stops, this.keepSpeech()];
    }
    this.live.open(again);
    if (this.watching) this.join();
    else if (again && sessionStorage.getItem(IN_CALL) === this.seat.session) this.rejoin();
  }

  /** Continue in this tab what was moved to another one. */
  takeOver(): void {
    this.live.open(true);
    if (this.inCall.value) this.rejoin();
  }

  close(): void {
    for (const stop of this.stops) stop();
    window.clearInterval(this.measuring);
    window.clearInterval(this.looking);
    this.late.keep(null);
    this.late.drop();
    this.silence();
    this.live.close();
  }

  /** From the lobby into the call, with the answer about the transcription. */
  join(agrees?: boolean): void {
    this.inCall.value = true;
    if (this.watching) return;
    sessionStorage.setItem(IN_CALL, this.seat.session);
    this.live.enter();
    if (agrees === true) void this.do({ type: "give_consent", text_version: this.seat.consent_text.version });
    if (agrees === false) void this.do({ type: "withdraw_consent" });
    this.connectMedia("anew");
  }

  leave(): void {
    this.inCall.value = false;
    sessionStorage.removeItem(IN_CALL);
    this.call.close();
    this.live.exit();
  }

  /** Send this much from now on: the person's own choice. */
  choose(rung: Rung): void {
    const from = this.rung.value;
    this.ladder.choose(rung);
    this.climb();
    if (rung === "text" || from === "text") this.equipment.setMuted(rung === "text");
    this.say(text().planB.chosen[rung]);
  }

  /** Keep the last minute of the own speech while it is on the record and can be read. */
  private keepSpeech(): () => void {
    const hears = computed(() => this.live.captions.value?.state !== "unavailable");
    const onRecord = computed(() => hears.value && this.inCall.value && this.live.view.value?.transcription === "on");
    const erased = computed(() => this.live.view.value?.gaps.filter((gap) => gap.reason === "erased").length);
    const stops = [
      effect(() => {
        const microphone = onRecord.value ? this.equipment.microphone.value : null;
        untracked(() => this.late.keep(microphone && ((take) => record(microphone, take))));
      }),
      effect(() => {
        void [onRecord.value, erased.value];
        untracked(() => this.late.drop());
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }

  private async lookAtCuts(): Promise<void> {
    const { live, call } = this;
    const hears = live.media.value === "up" && live.captions.value?.code !== "recogniser_restarting";
    const fine = live.link.value === "open" && call.state.value === "connected" && hears;
    if (await this.late.look(fine, performance.now())) this.say(text().call.addedLate);
  }

  private async measure(): Promise<void> {
    if (!this.inCall.value || this.live.view.value?.phase === "closed") return;
    const from = this.rung.value;
    if (!this.ladder.look(await this.call.way())) return;
    this.climb();
    const to = this.rung.value;
    const { up, down } = text().planB;
    this.say((RUNGS.indexOf(to) < RUNGS.indexOf(from) ? up : down)[to]);
  }

  private climb(): void {
    this.rung.value = this.ladder.rung;
    this.call.carry(this.ladder.rung);
    this.live.carry(this.ladder.rung);
  }

  private rejoin(): void {
    void this.equipment.openAll();
    this.join();
  }

  /** No sound or picture leaves this page any more. */
  private silence(): void {
    this.call.close();
    this.equipment.close();
  }

  /** Ask the server; a refusal becomes one sentence on the page. */
  async do(command: Command): Promise<Outcome> {
    const outcome = await this.live.do(command);
    if (!outcome.ok) this.say(refusal(outcome));
    return outcome;
  }

  say(sentence: string): void {
    this.notice.value = { text: sentence, id: (this.notice.value?.id ?? 0) + 1 };
  }

  /** Offer the media `anew`, or `again` by the connection there may still be. */
  private connectMedia(how: "anew" | "again"): void {
    // A visitor of a rehearsal has no seat in the room, so one slot more than the people in it.
    const slots = this.watching ? this.seat.room_size : this.live.slots.value;
    const live = this.live.link.value === "open" && this.live.view.value?.phase !== "closed";
    if (!live || !this.inCall.value || slots === 0) return;
    void (how === "anew" ? this.call.connect(slots) : this.call.resume(slots));
  }
}

/** Why something was refused: `reason` names a sentence of the catalogue, `values` go into it. */
export interface Refusal {
  readonly code: string;
  readonly reason?: string;
  readonly values?: readonly string[];
}

/** A refusal in the person's language; the server's own English is for programs. */
export function refusal({ code, reason = "", values = [] }: Refusal): string {
  const { refused } = text();
  const said = (refused.reasons as Readonly<Record<string, ((...values: string[]) => string) | undefined>>)[reason];
  if (said) return said(...values);
  switch (code) {
    case "illegal_move":
    case "not_allowed":
    case "unavailable":
    case "offline":
      return refused[code];
    case "bad_input":
      return refused.bad_input;
    default:
      return refused.other(code);
  }
}

/** The people who talk, without observers. */
export const speakers = (view: SessionView): readonly ParticipantView[] =>
  view.participants.filter((person) => person.role !== "observer");

export function nameOf(view: SessionView, id: string | null): string {
  return view.participants.find((person) => person.id === id)?.name ?? "";
}

/** True when everybody who talks is in `ids`. */
export const everybody = (view: SessionView, ids: readonly string[]): boolean =>
  speakers(view).every((person) => ids.includes(person.id));
