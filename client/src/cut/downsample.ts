// A microphone's samples at any rate → 16 kHz, 16 bit, through a low-pass (windowed sinc). Pure.

export const RATE = 16_000;
const CROSSINGS = 8;
const PHASES = 512;

export class Downsampler {
  private held = new Float32Array(0);
  /** Where the next sample lies in `held`. */
  private at: number;
  private readonly step: number;
  private readonly half: number;
  private readonly kernels = new Map<number, Float32Array>();

  constructor(rate: number) {
    this.step = rate / RATE;
    this.half = Math.ceil(CROSSINGS * Math.max(1, this.step));
    this.at = this.half;
  }

  /** Take samples (−1..1) in; return what they complete. */
  push(input: Float32Array): Int16Array {
    const all = new Float32Array(this.held.length + input.length);
    all.set(this.held);
    all.set(input, this.held.length);
    const found: number[] = [];
    for (; Math.ceil(this.at) + this.half < all.length; this.at += this.step) found.push(this.sample(all, this.at));
    const done = Math.max(0, Math.floor(this.at) - this.half);
    this.held = all.slice(done);
    this.at -= done;
    return Int16Array.from(found, (x) => Math.max(-32_768, Math.min(32_767, Math.round(x * 32_767))));
  }

  private sample(all: Float32Array, at: number): number {
    const whole = Math.floor(at);
    const kernel = this.kernel(Math.round((at - whole) * PHASES));
    let sum = 0;
    for (let k = 0; k < kernel.length; k += 1) sum += (kernel[k] ?? 0) * (all[whole - this.half + 1 + k] ?? 0);
    return sum;
  }

  /** The filter for a sample that lies `phase / PHASES` after a sample of the input. */
  private kernel(phase: number): Float32Array {
    const known = this.kernels.get(phase);
    if (known) return known;
    const width = Math.max(1, this.step);
    const made = Float32Array.from({ length: 2 * this.half }, (_, k) => {
      const x = (k + 1 - this.half - phase / PHASES) / width;
      return Math.abs(x) >= CROSSINGS ? 0 : sinc(x) * (0.5 + 0.5 * Math.cos((Math.PI * x) / CROSSINGS));
    });
    const sum = made.reduce((total, value) => total + value, 0);
    const kernel = made.map((value) => value / sum);
    this.kernels.set(phase, kernel);
    return kernel;
  }
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
