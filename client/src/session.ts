// The picture of a session as a pure fold: view + event → view, by the same rules as the server's
// (server/binome/domain). The golden files in tests/web/golden hold both to one result. Nothing
// here reads a clock; a view is never changed in place, so unchanged parts keep their identity.

import { agendaAfter } from "./session/agenda.ts";
import { messagesLeft, withMessage } from "./session/chat.ts";
import { carriedOver, commitmentsAfter, linesLeft } from "./session/commitments.ts";
import { transcriptionOf } from "./session/consent.ts";
import { gapsAfter } from "./session/gaps.ts";
import { openedView } from "./session/opening.ts";
import { eraseWords, withRevision, withWords } from "./session/turns.ts";
import type { Event, ParticipantView, SessionOpened, SessionView, SpeechEnded } from "./types.ts";

/** The view after one event. */
export function apply(view: SessionView | null, event: Event): SessionView {
  if (event.type === "session_opened") return openedView(event);
  if (view === null) throw new Error(`The first event must open the session, not ${event.type}.`);
  const next = step({ ...view, gaps: gapsAfter(view.gaps, event, view.paused_by !== null) }, event);
  return { ...next, transcription: transcriptionOf(next) };
}

function step(view: SessionView, event: Exclude<Event, SessionOpened>): SessionView {
  switch (event.type) {
    case "promises_brought":
      return {
        ...view,
        commitments: carriedOver(view.commitments, event),
        known_next_session: event.known_next_session,
      };
    case "participant_joined":
      return withPerson(view, event.participant, { present: true });
    case "participant_left":
      return withPerson(view, event.participant, { present: false, speaking_since: null });
    case "consent_given":
      return withPerson(view, event.participant, { consent: "given" });
    case "consent_withdrawn":
      return withPerson(view, event.participant, { consent: "withdrawn" });
    case "transcription_paused":
      return { ...view, paused_by: event.by };
    case "transcription_resumed":
      return { ...view, paused_by: null };
    case "transcription_interrupted":
      return view;
    case "agenda_item_started":
    case "agenda_item_closed":
    case "agenda_item_extended":
    case "agenda_extension_proposed":
    case "agenda_item_suggested":
    case "agenda_suggestion_declined":
    case "agenda_note_written":
    case "agenda_aim_checked":
    case "time_box_warned":
      return { ...view, agenda: agendaAfter(view.agenda, event) };
    case "closing_opened":
      return { ...view, phase: "closing" };
    case "speech_started":
      return withPerson(view, event.participant, { speaking_since: event.at });
    case "speech_ended":
      return ended(view, event);
    case "words_committed":
      return { ...view, turns: withWords(view.turns, event) };
    case "turn_revised":
      return { ...view, turns: withRevision(view.turns, event) };
    case "message_written":
      return { ...view, messages: withMessage(view.messages, event) };
    case "commitment_confirmed":
    case "commitment_unconfirmed":
    case "commitment_settled":
      return { ...view, commitments: commitmentsAfter(view.commitments, event) };
    case "commitment_noticed":
    case "commitment_retracted":
    case "commitment_corrected":
    case "commitment_dismissed":
      return { ...view, commitments: commitmentsAfter(view.commitments, event), approved_by: [] };
    case "next_session_set":
      return { ...view, next_session: event.next_session, approved_by: [] };
    case "passage_erased":
      return {
        ...view,
        turns: eraseWords(view.turns, event),
        messages: messagesLeft(view.messages, event),
        commitments: linesLeft(view.commitments, event, view.turns),
        approved_by: [],
      };
    case "session_closed":
      return { ...view, phase: "closed", closed_at: event.at };
    case "next_session_prepared":
      return { ...view, prepared_by: event.by };
    case "recap_approved":
      return { ...view, approved_by: [...view.approved_by, event.by] };
    case "recap_sealed":
      return { ...view, sealed: true };
    case "recap_reopened":
      return { ...view, version: event.version, sealed: false, approved_by: [], sent_to: [] };
    case "recap_sent":
      if (event.version !== view.version) return view;
      return { ...view, sealed: true, sent_to: [...view.sent_to, event.to] };
    default:
      return unchangedBy(event, view);
  }
}

/** Speech of a cut that arrives afterwards does not end what the person says now. */
function ended(view: SessionView, event: SpeechEnded): SessionView {
  const since = view.participants.find((p) => p.id === event.participant)?.speaking_since ?? event.at;
  return since > event.at ? view : withPerson(view, event.participant, { speaking_since: null });
}

/** A newer server may tell of things this page does not know; here the compiler sees none left. */
const unchangedBy = (_event: never, view: SessionView): SessionView => view;

function withPerson(view: SessionView, id: string, change: Partial<ParticipantView>): SessionView {
  const participants = view.participants.map((p) => (p.id === id ? { ...p, ...change } : p));
  return { ...view, participants };
}
