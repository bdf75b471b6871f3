// What is missing from the transcript and why; a running pause has `until` equal to `since`.

import type { Event, Gap } from "../types.ts";

type Gaps = readonly Gap[];

export function gapsAfter(gaps: Gaps, event: Event, paused: boolean): Gaps {
  switch (event.type) {
    case "transcription_interrupted":
      return [...gaps, gap(event.since, event.at, event.reason)];
    case "passage_erased":
      return [...gaps, { ...gap(event.since, event.until, "erased"), participant: event.participant }];
    case "transcription_paused":
      return [...gaps, gap(event.at, event.at, "paused")];
    case "transcription_resumed":
    case "session_closed":
      return paused ? endPause(gaps, event.at) : gaps;
    default:
      return gaps;
  }
}

function endPause(gaps: Gaps, until: number): Gaps {
  const last = gaps.findLastIndex((each) => each.reason === "paused");
  return gaps.map((each, index) => (index === last ? { ...each, until } : each));
}

const gap = (since: number, until: number, reason: string): Gap => ({ since, until, reason, participant: null });
