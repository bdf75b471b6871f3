// The live link against a scripted server: what is sent, what is applied, and how it comes back.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Live } from "../src/live.ts";
import type { Event, Snapshot, ToClient } from "../src/types.ts";

class ScriptedSocket {
  static readonly OPEN = 1;
  static all: ScriptedSocket[] = [];
  readyState = 0;
  sent: { readonly type: string; readonly [field: string]: unknown }[] = [];
  onopen: () => void = () => undefined;
  onmessage: (message: { data: string }) => void = () => undefined;
  onclose: () => void = () => undefined;

  constructor() {
    ScriptedSocket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.readyState = 3;
  }
  opens(): this {
    this.readyState = 1;
    this.onopen();
    return this;
  }
  says(message: ToClient): void {
    this.onmessage({ data: JSON.stringify(message) });
  }
  breaks(): void {
    this.readyState = 3;
    this.onclose();
  }
  said(type: string) {
    return this.sent.filter((message) => message.type === type);
  }
}

const socket = (): ScriptedSocket => ScriptedSocket.all.at(-1)!;

const opening: Event = {
  type: "session_opened", at: 0, session: "s1", title: "t", language: "fr", timezone: "Europe/Paris",
  opened_at: "2026-11-24T14:00:00Z", agenda: [], rehearsal: false, carried_over: [], already_done: [], known_next_session: null,
  participants: [{ id: "mentor", role: "mentor", name: "Claire", language: "fr" }],
};
const joined: Event = { type: "participant_joined", at: 1, participant: "mentor" };

const live = (): Live => {
  const link = new Live("ws://test/api/live", "secret");
  link.open();
  return link;
};

function welcome(link: Live): void {
  socket().opens();
  const captions = { type: "captions", state: "ready", model: "small", demo: false, progress: null, reason: null, remedy: null, code: null, pace: "usual" } as const;
  const snapshot: Snapshot = { type: "snapshot", seq: 0, at: 0, you: "mentor", slots: 1, view: null as never, captions };
  socket().says(snapshot);
  socket().says({ type: "event", seq: 1, event: opening });
  assert.equal(link.link.value, "open");
}

beforeEach(() => {
  ScriptedSocket.all = [];
  mock.timers.enable({ apis: ["setTimeout"] });
  const window = {
    setTimeout: (run: () => void, ms: number) => globalThis.setTimeout(run, ms),
    clearTimeout: (timer: NodeJS.Timeout) => globalThis.clearTimeout(timer),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
  Object.assign(globalThis, { window, WebSocket: ScriptedSocket });
});
afterEach(() => mock.timers.reset());

test("the first words are hello, with the token and nothing to resume", () => {
  live();
  socket().opens();
  assert.deepEqual(socket().sent[0], { type: "hello", protocol: 1, token: "secret", after: null, takeover: false });
});

test("after a cut the page asks for what it missed, and applies nothing twice", () => {
  const link = live();
  welcome(link);
  socket().breaks();
  assert.equal(link.link.value, "reconnecting");
  mock.timers.tick(500);
  socket().opens();
  assert.equal(socket().sent[0]?.["after"], 1);
  socket().says({ type: "event", seq: 1, event: opening });
  socket().says({ type: "event", seq: 2, event: joined });
  socket().says({ type: "event", seq: 2, event: { ...joined, type: "participant_left", reason: "left" } });
  assert.equal(link.view.value?.participants[0]?.present, true);
  assert.equal(link.link.value, "open");
});

test("a hole in the events is never papered over: the page reconnects", () => {
  const link = live();
  welcome(link);
  socket().says({ type: "event", seq: 3, event: joined });
  assert.equal(link.link.value, "reconnecting");
  assert.equal(link.view.value?.participants[0]?.present, false);
});

test("attempts grow apart, up to a limit", () => {
  live();
  for (let attempt = 0; attempt < 8; attempt += 1) {
    socket().breaks();
    mock.timers.tick(5_001);
  }
  assert.equal(ScriptedSocket.all.length, 9);
  socket().breaks();
  mock.timers.tick(2_900);
  assert.equal(ScriptedSocket.all.length, 9, "the last wait is between 3 and 5 seconds");
});

test("a command is done, refused, or told that the link is cut", async () => {
  const link = live();
  welcome(link);
  const [done, refused, cut] = [1, 2, 3].map(() => link.do({ type: "hang_up" }));
  socket().says({ type: "done", id: 1 });
  socket().says({ type: "refused", id: 2, code: "illegal_move", message: "no", reason: "", values: [] });
  socket().breaks();
  assert.deepEqual(await done, { ok: true });
  assert.deepEqual(await refused, { ok: false, code: "illegal_move", reason: "", values: [] });
  assert.equal((await cut)?.ok, false);
  assert.equal((await link.do({ type: "hang_up" })).ok, false);
});

test("somebody in the call is in it again after a cut, without a click", () => {
  const link = live();
  welcome(link);
  link.enter();
  socket().breaks();
  mock.timers.tick(500);
  socket().opens();
  socket().says({ type: "pong", sent: 0, at: 5 });
  assert.equal(socket().said("enter").length, 1);
});

test("a final goodbye ends the link; a passing one does not", () => {
  const passing = live();
  welcome(passing);
  socket().says({ type: "goodbye", reason: "shutting_down", message: "" });
  socket().breaks();
  assert.equal(passing.link.value, "reconnecting");
  const final = live();
  welcome(final);
  socket().says({ type: "goodbye", reason: "replaced", message: "" });
  socket().breaks();
  mock.timers.tick(10_000);
  assert.equal(final.link.value, "ended");
  assert.equal(final.goodbye.value, "replaced");
});

test("an unknown message is passed over", () => {
  const link = live();
  welcome(link);
  socket().says({ type: "weather" } as never);
  assert.equal(link.link.value, "open");
});
