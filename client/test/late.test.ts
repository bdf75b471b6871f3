// Speech kept during a cut: how much, when it is sent, and when it is dropped.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Anchor } from "../src/cut/anchor.ts";
import { Cuts } from "../src/cut/cuts.ts";
import { Downsampler } from "../src/cut/downsample.ts";
import { LateSpeech, type Fate } from "../src/cut/late.ts";
import { KEPT, PIECE, SpeechRing, type Piece } from "../src/cut/ring.ts";

const chunk = (value = 1): Int16Array => new Int16Array(1_600).fill(value);

function filled(ring: SpeechRing, seconds: number, from = 0): void {
  for (let at = 0; at < seconds * 1000; at += 100) ring.add(from + at, chunk());
}

const tone = (rate: number, pitch: number): Float32Array =>
  Float32Array.from({ length: rate }, (_, n) => 0.5 * Math.sin((2 * Math.PI * pitch * n) / rate));

const power = (samples: Int16Array): number =>
  Math.sqrt(samples.slice(400, -400).reduce((sum, x) => sum + x * x, 0) / (samples.length - 800)) / 32_767;

for (const rate of [16_000, 44_100, 48_000]) {
  test(`a voice at ${rate} Hz keeps its pitch and level at 16 kHz, and what would alias goes`, () => {
    const [low, high] = [440, 11_000].map((pitch) => {
      const down = new Downsampler(rate);
      const parts: Int16Array[] = [];
      const all = tone(rate, pitch);
      for (let at = 0; at < all.length; at += 128) parts.push(down.push(all.subarray(at, at + 128)));
      return Int16Array.from(parts.flatMap((part) => [...part]));
    });
    assert.ok(low && high);
    assert.ok(Math.abs(low.length - 16_000) < 40, String(low.length));
    assert.ok(Math.abs(power(low) - 0.5 / Math.SQRT2) < 0.01, String(power(low)));
    let crossings = 0;
    for (let n = 1; n < low.length; n += 1) if ((low[n - 1] ?? 0) < 0 && (low[n] ?? 0) >= 0) crossings += 1;
    assert.ok(Math.abs(crossings - 440) <= 2, String(crossings));
    if (rate > 16_000) assert.ok(power(high) < 0.005, String(power(high)));
  });
}

test("a minute is kept, and no more", () => {
  const ring = new SpeechRing();
  filled(ring, 200);
  assert.ok(ring.length <= KEPT);
  assert.ok(ring.length > KEPT - 200);
});

test("pieces have a greatest length and end at a long silence, as of a muted microphone", () => {
  const ring = new SpeechRing();
  filled(ring, 25);
  for (let at = 25_000; at < 28_000; at += 100) ring.add(at, chunk(0));
  filled(ring, 2, 28_000);
  ring.add(31_000, chunk(2));
  const pieces = ring.between(3_050, 31_050);
  assert.deepEqual(pieces.map((piece) => [piece.at, piece.samples.length / 16]), [
    [3_000, PIECE], [13_000, PIECE], [23_000, 2_000], [28_000, 3_100],
  ]);
  ring.clear();
  assert.deepEqual(ring.between(0, 1e9), []);
});

test("a chunk is placed by the least late one, and anew after a sleep", () => {
  const anchor = new Anchor();
  assert.equal(anchor.place(1_600, 1_100), 1_100);
  assert.equal(anchor.place(3_200, 1_290), 1_200);
  assert.equal(anchor.place(4_800, 1_300), 1_300);
  let placed = 0;
  for (let n = 4; n < 12; n += 1) placed = anchor.place(n * 1_600, 61_000 + n * 100);
  assert.equal(placed, 62_100);
});

test("a cut is told once, when it has been over for a moment", () => {
  const cuts = new Cuts();
  assert.equal(cuts.look(false, 0), null, "before the call was ever fine nothing was cut");
  assert.equal(cuts.look(true, 20_000), null);
  assert.equal(cuts.look(false, 20_500), null);
  assert.equal(cuts.look(false, 40_000), null);
  assert.equal(cuts.look(true, 50_000), null);
  assert.equal(cuts.look(false, 50_500), null);
  assert.equal(cuts.look(true, 60_000), null);
  assert.deepEqual(cuts.look(true, 61_500), { since: 10_000, until: 61_500 });
  assert.equal(cuts.look(true, 62_000), null);
});

interface Page {
  readonly late: LateSpeech;
  readonly sent: Piece[];
  say(at: number, samples?: Int16Array): void;
}

function page(fates: Fate[] = []): Page {
  const sent: Piece[] = [];
  const late = new LateSpeech((piece) => {
    sent.push(piece);
    return Promise.resolve(fates.shift() ?? "taken");
  });
  let say: (at: number, samples: Int16Array) => void = () => undefined;
  late.keep((take) => {
    say = take;
    return () => undefined;
  });
  return { late, sent, say: (at, samples = chunk()) => say(at, samples) };
}

async function cut(on: Page, seconds: number): Promise<boolean[]> {
  await on.late.look(true, 0);
  for (let at = 0; at < seconds * 1000; at += 100) on.say(at);
  await on.late.look(false, 500);
  await on.late.look(true, seconds * 1000);
  return [await on.late.look(true, seconds * 1000 + 2_000), await on.late.look(true, seconds * 1000 + 2_500)];
}

test("what was said during a cut is sent in order, once", async () => {
  const on = page();
  assert.deepEqual(await cut(on, 25), [true, false]);
  assert.deepEqual(on.sent.map((piece) => piece.at), [0, 10_000, 20_000]);
});

test("a piece that did not arrive is sent again, one that was refused is not", async () => {
  const on = page(["taken", "again", "refused", "taken"]);
  assert.deepEqual(await cut(on, 25), [true, true]);
  assert.deepEqual(on.sent.map((piece) => piece.at), [0, 10_000, 10_000, 20_000]);
});

test("a pause, an erasure or a refusal drops what is kept, also on its way", async () => {
  const on = page();
  await on.late.look(true, 0);
  on.say(0);
  await on.late.look(false, 500);
  await on.late.look(true, 1_000);
  on.late.drop();
  assert.equal(await on.late.look(true, 3_000), false);
  assert.deepEqual(on.sent, []);
});
