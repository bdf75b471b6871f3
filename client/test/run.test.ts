import assert from "node:assert/strict";
import { test } from "node:test";
import { follow, isLong, LONG, noRun, type Run } from "../src/run.ts";

/** Look at the floor once a second from `from` until `until`. */
function watch(run: Run, from: number, until: number, me: number | null, others: number | null = null): Run {
  let seen = run;
  for (let now = from; now <= until; now += 1) seen = follow(seen, { me, others }, now);
  return seen;
}

test("five minutes of one's own speech are a long run, less are not", () => {
  const run = watch(noRun, 10, 10 + LONG, 10);
  assert.equal(isLong(run, 10 + LONG - 1), false);
  assert.equal(isLong(run, 10 + LONG), true);
});

test("a short pause of one's own does not end the run, a longer one does", () => {
  const run = watch(noRun, 0, 100, 0);
  assert.equal(follow(run, { me: null, others: null }, 101).since, 0);
  assert.deepEqual(follow(run, { me: null, others: null }, 102), noRun);
});

test("a receipt of the other does not end the run, taking the floor does", () => {
  const run = watch(noRun, 0, 100, 0);
  assert.equal(follow(run, { me: 0, others: 100.5 }, 101).since, 0);
  assert.deepEqual(follow(run, { me: 0, others: 100 }, 101), noRun);
});
