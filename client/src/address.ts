// What the address says. A personal link is `/s#TOKEN`; `/recap#TOKEN` opens the same seat, and
// `/mirror#TOKEN` or `/s#TOKEN/mirror` its mirror. The token is kept for this tab only (a refresh finds it) and taken out of the address bar, which people share on screen.

export type SeatPage = "session" | "mirror";

export interface SeatAddress {
  readonly token: string | null;
  readonly page: SeatPage;
}

const KEPT = "binome.token";

/** Parse the part after `#`: `TOKEN`, `TOKEN/page` or `/page`. */
export function parseHash(hash: string): { token: string | null; page: SeatPage } {
  const [token = "", page = ""] = hash.replace(/^#/, "").split("/");
  return { token: token || null, page: page === "mirror" ? "mirror" : "session" };
}

/** The seat of this tab; a token in the address is moved to this tab's storage. */
export function readSeat(where: Location, past: History, storage: Storage): SeatAddress {
  const { token, page: asked } = parseHash(where.hash);
  const page = where.pathname.startsWith("/mirror") ? "mirror" : asked;
  if (token !== null) storage.setItem(KEPT, token);
  past.replaceState(null, "", `/s${hashOf(page)}`);
  return { token: token ?? storage.getItem(KEPT), page };
}

export const hashOf = (page: SeatPage): string => (page === "mirror" ? "#/mirror" : "#/");
