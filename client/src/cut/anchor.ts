// From a count of recorded samples to the page's clock. A busy page only ever hears of samples too
// late, so the least late chunk tells the truth; after a halt (sleep) it is found anew. Pure.

import { RATE } from "./downsample.ts";

const LOOKED_BACK = 100;
const HALT = 500;
const PATIENCE = 5;

export class Anchor {
  private offsets: number[] = [];
  private later = 0;

  /** A chunk that ends with sample number `end` came at `now` (ms); when did that sample sound? */
  place(end: number, now: number): number {
    const played = (end * 1000) / RATE;
    const offset = now - played;
    this.later = offset > Math.min(...this.offsets, offset) + HALT ? this.later + 1 : 0;
    if (this.later >= PATIENCE) [this.offsets, this.later] = [[], 0];
    this.offsets = [...this.offsets, offset].slice(-LOOKED_BACK);
    return Math.min(...this.offsets) + played;
  }
}
