// Hands one piece of late speech to the server, at its place on the session's clock.

import type { Fate, Send } from "./late.ts";

/** `at` says the session's second at a page time (ms). */
export const lateSender = (token: string, at: (page: number) => number): Send => async (piece) => {
  const response = await fetch(`/api/late-speech?since=${at(piece.at).toFixed(3)}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" },
    body: new Blob([piece.samples.slice()]),
    cache: "no-store",
  }).catch(() => null);
  // A body that nobody reads keeps its connection.
  await response?.text().catch(() => "");
  return fateOf(response?.status ?? 0);
};

const fateOf = (status: number): Fate => (status === 200 ? "taken" : status === 0 || status >= 500 ? "again" : "refused");
