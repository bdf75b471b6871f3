import assert from "node:assert/strict";
import { test } from "node:test";
import { Ladder, type Rung, type Way } from "../src/ladder.ts";

const FINE: Way = { lost: 0, bitrate: 900_000, cut: false };
const POOR: Way = { lost: 0.3, bitrate: 60_000, cut: false };
const CUT: Way = { lost: 0, bitrate: null, cut: true };

function after(ladder: Ladder, way: Way, times: number): Rung {
  for (let n = 0; n < times; n += 1) ladder.look(way);
  return ladder.rung;
}

test("a fine connection keeps the picture", () => {
  assert.equal(after(new Ladder(), FINE, 100), "video");
});

test("a poor one goes down to sound alone, one step at a time, and stays there", () => {
  const ladder = new Ladder();
  assert.equal(after(ladder, POOR, 4), "video");
  assert.equal(after(ladder, POOR, 1), "low");
  assert.equal(after(ladder, POOR, 5), "audio");
  assert.equal(after(ladder, POOR, 100), "audio");
});

test("writing is what is left when nothing gets through", () => {
  const ladder = new Ladder();
  ladder.choose("audio");
  assert.equal(after(ladder, CUT, 5), "text");
});

test("a connection that gets better climbs back by itself", () => {
  const ladder = new Ladder();
  after(ladder, CUT, 15);
  assert.equal(ladder.rung, "text");
  assert.equal(after(ladder, FINE, 3), "audio");
  assert.equal(after(ladder, FINE, 15), "low");
  assert.equal(after(ladder, FINE, 10), "video");
});

test("never beyond what the person chose", () => {
  const ladder = new Ladder();
  ladder.choose("low");
  after(ladder, CUT, 10);
  assert.equal(after(ladder, FINE, 200), "low");
});

test("one bad moment between good ones changes nothing", () => {
  const ladder = new Ladder();
  for (let n = 0; n < 50; n += 1) {
    after(ladder, POOR, 4);
    after(ladder, FINE, 1);
  }
  assert.equal(ladder.rung, "video");
});
