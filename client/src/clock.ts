// The session's media clock as this page knows it: the server's `at`, carried on by the page's own
// monotonic clock. Each pong is one measure; the one with the shortest way wins, newest first on a tie.

interface Measure {
  /** Session clock minus page clock, in seconds. */
  readonly offset: number;
  /** Round trip, in milliseconds. */
  readonly roundTrip: number;
}

const KEPT = 8;

export class SessionClock {
  private measures: Measure[] = [];

  /** A pong came: sent and received on the page's clock (ms), answered at `at` (s). */
  observe(sent: number, received: number, at: number): void {
    const roundTrip = Math.max(0, received - sent);
    const measure = { offset: at - (sent + roundTrip / 2) / 1000, roundTrip };
    this.measures = [measure, ...this.measures].slice(0, KEPT);
  }

  /** A snapshot gives a first rough reading, and replaces all older ones (the server may be new). */
  restart(received: number, at: number): void {
    this.measures = [{ offset: at - received / 1000, roundTrip: Number.MAX_VALUE }];
  }

  /** Seconds on the session's clock at the page time `page` (ms). */
  at(page: number): number {
    const best = this.best();
    return best ? Math.max(0, page / 1000 + best.offset) : 0;
  }

  /** The typical round trip of the last measures, in ms; null before the first pong. */
  get roundTrip(): number | null {
    const times = this.measures.map((m) => m.roundTrip).filter((t) => t < Number.MAX_VALUE);
    times.sort((a, b) => a - b);
    return times[Math.floor(times.length / 2)] ?? null;
  }

  private best(): Measure | undefined {
    return this.measures.reduce<Measure | undefined>(
      (best, m) => (best === undefined || m.roundTrip < best.roundTrip ? m : best),
      undefined,
    );
  }
}
