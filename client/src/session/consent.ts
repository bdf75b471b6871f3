// The transcription's state, read off everybody who counts: no observers, a guest only while there.

import type { ParticipantView, SessionView, Transcription } from "../types.ts";

export function transcriptionOf(view: SessionView): Transcription {
  if (view.phase === "closed") return "off";
  const consents = view.participants.filter(counts).map((person) => person.consent);
  if (consents.includes("withdrawn")) return "off";
  if (consents.includes("unknown") || consents.length === 0) return "waiting_for_consent";
  return view.paused_by === null ? "on" : "paused";
}

const counts = (person: ParticipantView): boolean =>
  person.role !== "observer" && (person.present || !person.id.startsWith("guest-"));
