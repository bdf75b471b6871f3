import assert from "node:assert/strict";
import { test } from "node:test";
import { hashOf, parseHash } from "../src/address.ts";
import { levelOf, troubleOf } from "../src/devices.ts";

test("a personal link carries its token, and may name the mirror", () => {
  assert.deepEqual(parseHash("#abc"), { token: "abc", page: "session" });
  assert.deepEqual(parseHash("#abc/mirror"), { token: "abc", page: "mirror" });
  assert.deepEqual(parseHash(hashOf("mirror")), { token: null, page: "mirror" });
  assert.deepEqual(parseHash(""), { token: null, page: "session" });
});

test("a voice moves the meter and silence does not", () => {
  assert.equal(levelOf(new Float32Array(1024)), 0);
  const voice = Float32Array.from({ length: 1024 }, (_, i) => 0.1 * Math.sin(i / 5));
  assert.ok(levelOf(voice) > 0.6);
});

test("each reason a device does not open has its own advice", () => {
  assert.equal(troubleOf(new DOMException("", "NotAllowedError")), "denied");
  assert.equal(troubleOf(new DOMException("", "NotFoundError")), "missing");
  assert.equal(troubleOf(new DOMException("", "NotReadableError")), "busy");
  assert.equal(troubleOf(new Error("?")), "unknown");
});
