// Plan B: how much of a call a connection carries. Video, light video, sound alone, writing alone.
// Pure: the room brings a measure every two seconds and does what `rung` says. Steps taken by
// themselves are taken back by themselves, never beyond what the person chose by hand.

export const RUNGS = ["video", "low", "audio", "text"] as const;
export type Rung = (typeof RUNGS)[number];

/** What a connection does now. */
export interface Way {
  /** Fraction of our packets that the relay misses. */
  readonly lost: number;
  /** Bits per second the browser thinks it can send; null when it does not say. */
  readonly bitrate: number | null;
  /** True while nothing gets through at all. */
  readonly cut: boolean;
}

interface Step {
  /** Measures in a row that lead down, and up again. */
  readonly down: number;
  readonly up: number;
  readonly isBad: (way: Way) => boolean;
  /** Whether the rung above would do. */
  readonly isGood: (way: Way) => boolean;
}

const below = (way: Way, bits: number): boolean => way.bitrate !== null && way.bitrate < bits;
const calm = (way: Way): boolean => !way.cut && way.lost < 0.03;

const STEPS: Record<Rung, Step> = {
  video: { down: 5, up: 0, isBad: (way) => way.cut || way.lost > 0.12 || below(way, 250_000), isGood: () => false },
  low: { down: 5, up: 10, isBad: (way) => way.cut || way.lost > 0.25 || below(way, 80_000), isGood: (way) => calm(way) && !below(way, 500_000) },
  // Without a picture the browser stops estimating what it could send: only losses tell.
  audio: { down: 5, up: 15, isBad: (way) => way.cut, isGood: calm },
  text: { down: 0, up: 3, isBad: () => false, isGood: (way) => !way.cut },
};

export class Ladder {
  rung: Rung = "video";
  private ceiling: Rung = "video";
  private bad = 0;
  private good = 0;

  /** The person's own choice. */
  choose(rung: Rung): void {
    this.ceiling = rung;
    this.move(rung);
  }

  /** Take a measure in; returns whether the rung has changed. */
  look(way: Way): boolean {
    const step = STEPS[this.rung];
    this.bad = step.isBad(way) ? this.bad + 1 : 0;
    this.good = step.isGood(way) ? this.good + 1 : 0;
    const at = RUNGS.indexOf(this.rung);
    const [lower, higher] = [RUNGS[at + 1], RUNGS[at - 1]];
    if (lower && this.bad >= step.down) return this.move(lower);
    if (higher && this.rung !== this.ceiling && this.good >= step.up) return this.move(higher);
    return false;
  }

  private move(rung: Rung): boolean {
    [this.rung, this.bad, this.good] = [rung, 0, 0];
    return true;
  }
}
