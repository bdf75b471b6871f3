// The agenda with its clock: derived from the view and the session clock, nothing remembered.
// `now` is in seconds on the session's media clock, like every `at`.

import type { AgendaItemView, AgendaView } from "./types.ts";

export type Pace = "calm" | "soon" | "over";

export interface ItemClock {
  readonly item: AgendaItemView;
  /** 1 for the first item: how people name it. */
  readonly number: number;
  readonly running: boolean;
  /** Seconds spent on it so far, in all its stays. */
  readonly spent: number;
  /** Seconds left of its time box; negative once it is over. */
  readonly left: number;
  readonly pace: Pace;
}

/** Every item with the time spent on it at `now`. */
export function itemClocks(agenda: AgendaView, now: number): ItemClock[] {
  return agenda.items.map((item, index) => {
    const spent = spentAt(item, now);
    return {
      item,
      number: index + 1,
      running: item.id === agenda.current,
      spent,
      left: item.time_box - spent,
      pace: paceOf(spent, item.time_box),
    };
  });
}

/** Seconds spent on an item up to `now`: its finished stays and the one that is running. */
export function spentAt(item: AgendaItemView, now: number): number {
  return item.spent + (item.started_at === null ? 0 : Math.max(0, now - item.started_at));
}

function paceOf(spent: number, timeBox: number): Pace {
  if (spent >= timeBox) return "over";
  return spent >= 0.8 * timeBox ? "soon" : "calm";
}

/** Seconds planned for the whole session. */
export const planned = (agenda: AgendaView): number =>
  agenda.items.reduce((sum, item) => sum + item.time_box, 0);

/** The item the talk seems to have moved to, with its number; null when nothing is proposed. */
export function suggested(agenda: AgendaView): { item: AgendaItemView; number: number } | null {
  const index = agenda.items.findIndex((item) => item.id === agenda.suggestion);
  const item = agenda.items[index];
  return item && item.id !== agenda.current ? { item, number: index + 1 } : null;
}
