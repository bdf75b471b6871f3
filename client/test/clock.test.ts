import assert from "node:assert/strict";
import { test } from "node:test";
import { SessionClock } from "../src/clock.ts";

test("before anything is known the session's clock stands at zero", () => {
  assert.equal(new SessionClock().at(5_000), 0);
});

test("a snapshot sets the clock and the page carries it on", () => {
  const clock = new SessionClock();
  clock.restart(1_000, 60);
  assert.equal(clock.at(3_500), 62.5);
});

test("half the round trip is the way back, and the shortest way is believed", () => {
  const clock = new SessionClock();
  clock.restart(0, 99);
  clock.observe(1_000, 1_800, 100.9);
  clock.observe(2_000, 2_100, 101.05);
  clock.observe(3_000, 3_900, 99);
  assert.equal(clock.at(2_000), 101);
});

test("the network check shows the typical round trip, not the first or the worst", () => {
  const clock = new SessionClock();
  assert.equal(clock.roundTrip, null);
  for (const trip of [400, 20, 30, 25, 900]) clock.observe(0, trip, 1);
  assert.equal(clock.roundTrip, 30);
});
