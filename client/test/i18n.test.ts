import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "../src/i18n/en.ts";
import { fr } from "../src/i18n/fr.ts";
import { clock, day, difference, duration, later, localTime } from "../src/i18n/format.ts";
import { setCatalogue, typeset } from "../src/i18n/typography.ts";

/** Every text of a catalogue, functions called with stand-ins, by its path. */
function texts(entry: unknown, path = ""): [string, string][] {
  if (typeof entry === "string") return [[path, entry]];
  if (typeof entry === "function") {
    const make = entry as (...args: readonly unknown[]) => unknown;
    return [1, 3].flatMap((n) => texts(make(...Array.from({ length: make.length || 2 }, () => n)), path));
  }
  if (typeof entry !== "object" || entry === null) return [];
  return Object.entries(entry).flatMap(([key, value]) => texts(value, `${path}.${key}`));
}

const keys = (catalogue: unknown): string[] => [...new Set(texts(catalogue).map(([path]) => path))].sort();

test("both languages say the same things", () => {
  assert.deepEqual(keys(en), keys(fr));
});

test("no text is empty, and no function lets an undefined through", () => {
  for (const [path, said] of [...texts(fr), ...texts(en)]) {
    assert.ok(said.trim().length > 0, path);
    assert.ok(!/undefined|\[object/.test(said), `${path}: ${said}`);
  }
});

test("French puts a narrow no-break space before ? ! : ; and inside « »", () => {
  for (const [path, said] of texts(setCatalogue(fr, typeset))) {
    assert.ok(!/[ \u00a0][?!:;»%]/.test(said), `${path}: ${said}`);
    assert.ok(!/«(?!\u202f)/.test(said), `${path}: ${said}`);
    assert.ok(!/[\p{L}»)][?!;]/u.test(said), `${path}: no space at all: ${said}`);
    assert.ok(!said.includes("'"), `${path}: ${said}`);
  }
});

test("English puts none", () => {
  for (const [path, said] of texts(en)) assert.ok(!/[\s\u202f][?!:;]/.test(said), `${path}: ${said}`);
});

test("typesetting twice changes nothing", () => {
  const once = typeset("On passe au point 3, « L'avenir » ?");
  assert.equal(once, "On passe au point 3, «\u202fL’avenir\u202f»\u202f?");
  assert.equal(typeset(once), once);
});

test("times read as people say them", () => {
  assert.equal(clock(75.9), "1:15");
  assert.equal(clock(3675), "1:01:15");
  assert.equal(duration(45), "45\u00a0s");
  assert.equal(duration(600), "10\u00a0min");
  assert.equal(duration(3900), "1\u00a0h\u00a005");
  assert.equal(difference(-125), "−2\u00a0min");
  assert.equal(difference(0.2), "0\u00a0s");
  assert.equal(day("2026-11-27", "fr"), "vendredi 27 novembre");
  assert.match(localTime("2026-12-08T15:00", "fr"), /mardi 8 décembre à 15:00/);
});

test("a session is dated from when the talk began, not from when somebody was first there", () => {
  assert.equal(later("2026-11-24T13:49:30.000Z", 90.5), "2026-11-24T13:51:00.500Z");
});
