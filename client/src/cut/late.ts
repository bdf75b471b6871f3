// Words said while the connection is cut are kept in memory for a minute and sent once it is back.
// Only while both agreed and nobody paused: a refusal, a pause or an erasure drops all that is kept.

import { Cuts, type Span } from "./cuts.ts";
import { SpeechRing, endOf, type Piece } from "./ring.ts";

/** What became of a piece: taken, never to be taken, or to be sent again. */
export type Fate = "taken" | "refused" | "again";
export type Send = (piece: Piece) => Promise<Fate>;

export class LateSpeech {
  private readonly ring = new SpeechRing();
  private readonly cuts = new Cuts();
  private due: readonly Span[] = [];
  private sending = false;
  private stop: (() => void) | null = null;
  private readonly send: Send;

  constructor(send: Send) {
    this.send = send;
  }

  /** Keep what `record` brings from now on, in place of any other; null keeps nothing. */
  keep(record: ((take: (at: number, samples: Int16Array) => void) => () => void) | null): void {
    this.stop?.();
    this.stop = record?.((at, samples) => this.ring.add(at, samples)) ?? null;
  }

  /** Forget everything that is kept. */
  drop(): void {
    this.ring.clear();
    this.due = [];
  }

  /** How the connection does now; sends what is due. Returns whether something was added late. */
  async look(fine: boolean, now: number): Promise<boolean> {
    const over = this.cuts.look(fine, now);
    if (over) this.due = [...this.due, over];
    if (!fine || this.sending) return false;
    this.sending = true;
    try {
      return await this.sendDue();
    } finally {
      this.sending = false;
    }
  }

  private async sendDue(): Promise<boolean> {
    let taken = false;
    for (let span = this.due[0]; span; span = this.due[0]) {
      const [piece] = this.ring.between(span.since, span.until);
      const fate = piece ? await this.send(piece) : "refused";
      if (fate === "again") return taken;
      taken ||= fate === "taken";
      this.advance(span, piece);
    }
    return taken;
  }

  /** Go on after a piece, unless all was dropped while it was on its way. */
  private advance(span: Span, piece: Piece | undefined): void {
    if (this.due[0] !== span) return;
    const rest = this.due.slice(1);
    this.due = piece ? [{ ...span, since: endOf(piece) }, ...rest] : rest;
  }
}
