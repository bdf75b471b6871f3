// How long a counter that should grow has stood still. Pure: the caller brings the time (ms).

export class Silence {
  private count = -1;
  private grewAt = 0;

  /** Count from here, as if something had just come. */
  restart(now: number): void {
    this.grewAt = now;
  }

  /** The counter's new value; returns for how many milliseconds it has not grown. */
  after(count: number, now: number): number {
    if (count !== this.count) this.grewAt = now;
    this.count = count;
    return now - this.grewAt;
  }
}
