// The lines of the chat, and where in them an address stands that may be opened.

import type { MessageView, MessageWritten, PassageErased } from "../types.ts";

export const withMessage = (messages: readonly MessageView[], event: MessageWritten): readonly MessageView[] =>
  event.text === "" ? messages : [...messages, { at: event.at, participant: event.participant, text: event.text }];

export const messagesLeft = (messages: readonly MessageView[], gone: PassageErased): readonly MessageView[] =>
  messages.filter((each) => each.at < gone.since || each.at > gone.until
    || (gone.participant !== null && gone.participant !== each.participant));

export interface Piece {
  readonly text: string;
  /** Where the text leads: only ever to http or https. */
  readonly href: string | null;
}

const ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/giu;

/** The text in order, cut where web addresses begin and end. */
export function pieces(text: string): readonly Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    if (!URL.canParse(match[0])) continue;
    if (match.index > at) found.push({ text: text.slice(at, match.index), href: null });
    found.push({ text: match[0], href: new URL(match[0]).href });
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push({ text: text.slice(at), href: null });
  return found;
}
