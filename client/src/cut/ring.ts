// The last minute of one's own speech, in memory only, so that words said while the connection is
// cut can be sent afterwards. Pure: times are the page's, in milliseconds.

import { RATE } from "./downsample.ts";

/** Milliseconds that are kept. */
export const KEPT = 60_000;
/** Milliseconds of the longest piece sent at once. */
export const PIECE = 10_000;
const TOUCHING = 30;

export interface Piece {
  readonly at: number;
  readonly samples: Int16Array;
}

export const lengthOf = (samples: Int16Array): number => (samples.length * 1000) / RATE;

export class SpeechRing {
  private chunks: Piece[] = [];

  /** Keep a chunk that begins at `at`; digital silence (a muted microphone) is not worth keeping. */
  add(at: number, samples: Int16Array): void {
    if (samples.some((value) => value !== 0)) this.chunks.push({ at, samples });
    const oldest = at + lengthOf(samples) - KEPT;
    while ((this.chunks[0]?.at ?? oldest) < oldest) this.chunks.shift();
  }

  clear(): void {
    this.chunks = [];
  }

  /** Milliseconds that are kept now. */
  get length(): number {
    return this.chunks.reduce((sum, chunk) => sum + lengthOf(chunk.samples), 0);
  }

  /** What was said between two instants, in pieces without a hole. */
  between(since: number, until: number): readonly Piece[] {
    const pieces: Piece[][] = [];
    for (const chunk of this.chunks) {
      if (chunk.at + lengthOf(chunk.samples) <= since || chunk.at >= until) continue;
      const last = pieces.at(-1);
      if (last && fits(last, chunk)) last.push(chunk);
      else pieces.push([chunk]);
    }
    return pieces.map(joined);
  }
}

function fits(piece: readonly Piece[], next: Piece): boolean {
  const [first, last] = [piece[0], piece.at(-1)];
  if (!first || !last) return false;
  const hole = Math.abs(next.at - last.at - lengthOf(last.samples));
  return hole < TOUCHING && next.at + lengthOf(next.samples) - first.at <= PIECE;
}

function joined(chunks: readonly Piece[]): Piece {
  const samples = new Int16Array(chunks.reduce((sum, chunk) => sum + chunk.samples.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    samples.set(chunk.samples, at);
    at += chunk.samples.length;
  }
  return { at: chunks[0]?.at ?? 0, samples };
}
