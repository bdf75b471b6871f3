import assert from "node:assert/strict";
import { test } from "node:test";
import { itemClocks, planned, suggested } from "../src/agenda.ts";
import type { AgendaItemView, AgendaView } from "../src/types.ts";

const item = (id: string, change: Partial<AgendaItemView> = {}): AgendaItemView => ({
  id, title: id, time_box: 600, is_closing: false, state: "planned", spent: 0, started_at: null, warned: "none",
  notes: [], reached: null, reached_by: null, ...change,
});

const agenda: AgendaView = {
  items: [
    item("contact", { state: "done", spent: 540 }),
    item("subjects", { state: "running", started_at: 540, spent: 60, time_box: 1200 }),
    item("recap", { time_box: 300, is_closing: true }),
  ],
  current: "subjects",
  extension: null,
  suggestion: null,
  five_minutes_left: false, began_at: null,
};

const clockOf = (now: number, id: string) => itemClocks(agenda, now).find((each) => each.item.id === id)!;

test("a running item adds its present stay to the ones before", () => {
  assert.equal(clockOf(640, "subjects").spent, 160);
  assert.equal(clockOf(640, "subjects").left, 1040);
});

test("an item that is done stands still", () => {
  assert.equal(clockOf(640, "contact").spent, clockOf(9000, "contact").spent);
});

test("the pace turns at four fifths and at the end of the time box", () => {
  assert.equal(clockOf(540 + 899, "subjects").pace, "calm");
  assert.equal(clockOf(540 + 900, "subjects").pace, "soon");
  assert.equal(clockOf(540 + 1140, "subjects").pace, "over");
});

test("a clock that is a little behind never counts backwards", () => {
  assert.equal(clockOf(539.5, "subjects").spent, 60);
});

test("items are numbered as people name them, and a suggestion keeps its number", () => {
  assert.deepEqual(itemClocks(agenda, 0).map((each) => each.number), [1, 2, 3]);
  assert.equal(suggested({ ...agenda, suggestion: "recap" })?.number, 3);
  assert.equal(suggested({ ...agenda, suggestion: "subjects" }), null, "the pair is there already");
  assert.equal(suggested(agenda), null);
});

test("the plan is the sum of all time boxes", () => {
  assert.equal(planned(agenda), 2100);
});
