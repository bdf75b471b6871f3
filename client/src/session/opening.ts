// The view right after a session opened.

import { carriedOver } from "./commitments.ts";
import type { SessionOpened, SessionView } from "../types.ts";

export function openedView(event: SessionOpened): SessionView {
  return {
    session: event.session,
    title: event.title,
    language: event.language,
    timezone: event.timezone,
    opened_at: event.opened_at,
    rehearsal: event.rehearsal,
    phase: "live",
    transcription: "waiting_for_consent",
    paused_by: null,
    participants: event.participants.map((person) => ({
      ...person, present: false, consent: "unknown", speaking_since: null,
    })),
    agenda: {
      items: event.agenda.map((item) => ({
        ...item, state: "planned", spent: 0, started_at: null, warned: "none",
        notes: [], reached: null, reached_by: null,
      })),
      current: null, extension: null, suggestion: null, five_minutes_left: false, began_at: null,
    },
    turns: [],
    gaps: [],
    commitments: carriedOver([], event),
    next_session: null,
    approved_by: [],
    sent_to: [],
    closed_at: null,
    messages: [],
    version: 1,
    sealed: false,
    known_next_session: event.known_next_session,
    prepared_by: null,
  };
}
