// When the connection was cut, as far as the page can tell; a little more on both sides, because
// the server passes over what it heard anyway. Pure: the caller brings the time (ms).

/** What the recogniser had not written down yet may be gone with it. */
export const BEFORE = 10_000;
/** The relay hears again a moment after the page thinks so. */
export const AFTER = 1_500;

export interface Span {
  readonly since: number;
  readonly until: number;
}

export class Cuts {
  private fineAt: number | null = null;
  private cutAt: number | null = null;
  private backAt: number | null = null;

  /** How it stands now; returns the cut that is over, once. */
  look(fine: boolean, now: number): Span | null {
    if (!fine) {
      if (this.fineAt !== null) this.cutAt ??= this.fineAt;
      this.backAt = null;
      return null;
    }
    this.fineAt = now;
    if (this.cutAt === null) return null;
    this.backAt ??= now;
    if (now - this.backAt < AFTER) return null;
    const span = { since: this.cutAt - BEFORE, until: now };
    [this.cutAt, this.backAt] = [null, null];
    return span;
  }
}
