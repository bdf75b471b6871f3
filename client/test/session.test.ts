// The reducer against the golden sessions: the same events as the server's fold, and after each of
// them the same picture.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { apply } from "../src/session.ts";
import type { Event, SessionView } from "../src/types.ts";

interface Golden {
  readonly events: readonly Event[];
  /** By number of events applied. */
  readonly views: Readonly<Record<string, SessionView>>;
}

const folder = process.env["BINOME_GOLDEN"] ?? join(process.cwd(), "..", "tests", "web", "golden");

for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
  const golden = JSON.parse(readFileSync(join(folder, name), "utf8")) as Golden;
  test(`${name}: the page shows what the server folds`, () => {
    let view: SessionView | null = null;
    golden.events.forEach((event, index) => {
      view = apply(view, event);
      const expected = golden.views[String(index + 1)];
      if (expected) assert.deepEqual(view, expected, `after event ${index + 1}, ${event.type}`);
    });
    assert.ok(Object.keys(golden.views).length > 0);
  });
}

test("nothing is changed in place: an event leaves the older view as it was", () => {
  const [name = ""] = readdirSync(folder);
  const golden = JSON.parse(readFileSync(join(folder, name), "utf8")) as Golden;
  const [opening, ...rest] = golden.events;
  assert.ok(opening);
  const first = apply(null, opening);
  const kept = structuredClone(first);
  rest.reduce(apply, first);
  assert.deepEqual(first, kept);
});

test("an event of a newer server leaves the picture as it is", () => {
  const [name = ""] = readdirSync(folder);
  const { events: [opening] } = JSON.parse(readFileSync(join(folder, name), "utf8")) as Golden;
  assert.ok(opening);
  const view = apply(null, opening);
  assert.deepEqual(apply(view, { type: "weather_changed", at: 1 } as never), view);
});

test("a log that does not begin with the opening is refused", () => {
  assert.throws(() => apply(null, { type: "session_closed", at: 1, by: "clock" }), /must open the session/);
});
