import assert from "node:assert/strict";
import { test } from "node:test";
import { Silence } from "../src/silence.ts";

test("silence lasts from the last growth, and ends with the next", () => {
  const silence = new Silence();
  silence.restart(1_000);
  assert.equal(silence.after(10, 1_500), 0);
  assert.equal(silence.after(10, 2_000), 500);
  assert.equal(silence.after(10, 5_000), 3_500);
  assert.equal(silence.after(11, 5_500), 0);
});

test("a fresh start is no silence", () => {
  const silence = new Silence();
  silence.after(7, 0);
  silence.restart(60_000);
  assert.equal(silence.after(7, 60_500), 500);
});
