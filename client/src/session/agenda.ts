// The agenda's part of the fold.

import type {
  AgendaAimChecked, AgendaExtensionProposed, AgendaItemClosed, AgendaItemExtended, AgendaItemStarted,
  AgendaItemSuggested, AgendaItemView, AgendaNoteWritten, AgendaSuggestionDeclined, AgendaView, NoteView,
  TimeBoxWarned,
} from "../types.ts";
import { spentAt } from "../agenda.ts";

type AgendaEvent =
  | AgendaItemStarted | AgendaItemClosed | AgendaItemExtended | AgendaExtensionProposed
  | AgendaItemSuggested | AgendaSuggestionDeclined | AgendaNoteWritten | AgendaAimChecked | TimeBoxWarned;

const EIGHTY = 0.8;

export function agendaAfter(agenda: AgendaView, event: AgendaEvent): AgendaView {
  switch (event.type) {
    case "agenda_item_started":
      return {
        ...withItem(agenda, event.item, () => ({ state: "running", started_at: event.at })),
        current: event.item, extension: null, suggestion: null, began_at: agenda.began_at ?? event.at,
      };
    case "agenda_item_closed":
      return {
        ...withItem(agenda, event.item, () => ({ state: "done", spent: event.spent, started_at: null })),
        current: null, extension: null,
      };
    case "agenda_extension_proposed":
      return { ...agenda, extension: { item: event.item, seconds: event.seconds, by: event.by } };
    case "agenda_item_extended":
      return { ...withItem(agenda, event.item, (item) => grown(item, event)), extension: null };
    case "agenda_item_suggested":
      return { ...agenda, suggestion: event.item };
    case "agenda_suggestion_declined":
      return { ...agenda, suggestion: null };
    case "agenda_note_written":
      return withItem(agenda, event.item, (item) => ({ notes: notesAfter(item.notes, event) }));
    case "agenda_aim_checked":
      return withItem(agenda, event.item, () => ({
        reached: event.reached, reached_by: event.reached === null ? null : event.by,
      }));
    case "time_box_warned": {
      const level = event.level;
      if (level === "five_minutes_left") return { ...agenda, five_minutes_left: true };
      return withItem(agenda, event.item, () => ({ warned: level }));
    }
  }
}

/** A person's note in its place, at the end, or (empty) no more. */
function notesAfter(notes: readonly NoteView[], event: AgendaNoteWritten): readonly NoteView[] {
  const note = { by: event.by, text: event.text };
  if (!event.text) return notes.filter((each) => each.by !== event.by);
  if (notes.some((each) => each.by === event.by)) return notes.map((each) => (each.by === event.by ? note : each));
  return [...notes, note];
}

/** The larger box arms again the warnings that it puts back into the future. */
function grown(item: AgendaItemView, event: AgendaItemExtended): Partial<AgendaItemView> {
  const time_box = item.time_box + event.seconds;
  if (spentAt(item, event.at) < EIGHTY * time_box) return { time_box, warned: "none" };
  return { time_box, warned: item.warned === "full" ? "eighty" : item.warned };
}

function withItem(
  agenda: AgendaView, id: string, change: (item: AgendaItemView) => Partial<AgendaItemView>,
): AgendaView {
  const items = agenda.items.map((item) => (item.id === id ? { ...item, ...change(item) } : item));
  return { ...agenda, items };
}
