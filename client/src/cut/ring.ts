// The last minute of one's own speech, in memory only, so that words said while the connection is
// cut can be sent afterwards. Pure: times are the page's, in milliseconds.

import { RATE } from "./downsample.ts";

/** Milliseconds that are kept. */
export const KEPT = 60_000;
/** Milliseconds of the longest piece sent at once. */
export const PIECE = 10_000;
/** Milliseconds of digital silence that do not end a piece. */
const BRIDGED = 2_000;

export interface Piece {
  readonly at: number;
  readonly samples: Int16Array;
}

export const lengthOf = (samples: Int16Array): number => (samples.length * 1000) / RATE;

export const endOf = (piece: Piece): number => piece.at + lengthOf(piece.samples);

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

  /** What was said between two instants, in pieces without a long silence. */
  between(since: number, until: number): readonly Piece[] {
    const pieces: Piece[][] = [];
    for (const chunk of this.chunks) {
      if (endOf(chunk) <= since || chunk.at >= until) continue;
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
  return next.at - endOf(last) < BRIDGED && endOf(next) - first.at <= PIECE;
}

function joined(chunks: readonly Piece[]): Piece {
  const [at, last] = [chunks[0]?.at ?? 0, chunks.at(-1)];
  const samples = new Int16Array(last ? place(last.at - at) + last.samples.length : 0);
  for (const chunk of chunks) samples.set(chunk.samples, Math.max(0, place(chunk.at - at)));
  return { at, samples };
}

const place = (ms: number): number => Math.round((ms * RATE) / 1000);
