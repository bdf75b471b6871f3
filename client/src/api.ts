// The REST side of the server. Every answer is either the value or a `Failure` with a code that
// the pages know how to say; nothing here throws.

import type { Commitment, Formula, Language, Mirror, Role, Trend } from "./types.ts";

export interface Failure {
  readonly failed: true;
  readonly code: string;
  readonly reason: string;
  readonly values: readonly string[];
}
export type Result<T> = T | Failure;

export interface About {
  readonly version: string;
  readonly mode: "development" | "production";
  readonly can_create: boolean;
}
export interface NewSession {
  readonly title?: string;
  readonly language: Language;
  readonly timezone: string;
  readonly starts_at?: string;
  readonly mentor: NewPerson;
  readonly mentee: NewPerson;
  readonly agenda?: readonly { readonly title: string; readonly minutes: number }[];
}
export interface NewPerson {
  readonly name: string;
  readonly email?: string;
  readonly language?: Language;
}
export interface CreatedSession {
  readonly session: string;
  readonly links: readonly { readonly participant: string; readonly name: string; readonly url: string }[];
}
export interface NextPlan {
  readonly starts_at?: string;
  readonly agenda?: readonly { readonly title: string; readonly minutes: number }[];
}
export interface Place {
  readonly url: string;
  readonly starts_at: string | null;
  readonly timezone: string;
}
export interface SeatPerson {
  readonly id: string;
  readonly role: Role;
  readonly name: string;
}
export interface Seat {
  readonly session: string;
  readonly title: string;
  readonly you: SeatPerson & { readonly language: Language };
  readonly others: readonly SeatPerson[];
  readonly language: Language;
  readonly timezone: string;
  readonly starts_at: string | null;
  readonly phase: string;
  readonly room_size: number;
  /** A TURN server helps where the network lets nothing else out; `ice` gives its credentials. */
  readonly has_turn: boolean;
  readonly consent_text: { readonly version: string; readonly paragraphs: readonly string[] };
}
export interface MailEntry {
  readonly name: string;
  readonly to: string;
  readonly subject: string;
  readonly date: string;
}
export interface Mail {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly html: string;
  readonly calendar: string | null;
}

export interface MirrorChoice {
  readonly on: boolean;
}

/** One's own private memo; `earlier` are those of the pair's earlier sessions. */
export interface MemoPage {
  readonly text: string;
  readonly written_at: string | null;
  readonly earlier: readonly { readonly title: string; readonly began_at: string; readonly text: string }[];
}
type Told = Pick<Commitment, "text" | "owner" | "due">;
export interface Change {
  readonly kind: "added" | "removed" | "changed" | "aims" | "next_session";
  readonly before: Told | null;
  readonly after: Told | null;
}
/** One version of the recap; times in seconds on the session's clock. */
export interface Version {
  readonly number: number;
  readonly by: string | null;
  readonly opened_at: number;
  readonly sealed_at: number | null;
  readonly sent_to: readonly string[];
  readonly changes: readonly Change[];
}

export const failed = (result: object): result is Failure => "failed" in result;

export const about = (): Promise<Result<About>> => ask("GET", "/api/about");
/** `key`: the operator's, needed in production. */
export const createSession = (session: NewSession, key: string): Promise<Result<CreatedSession>> =>
  ask("POST", "/api/sessions", { body: session, key });
export const startRehearsal = (language: Language): Promise<Result<{ readonly url: string }>> =>
  ask("POST", "/api/rehearsal", { body: { language } });
/** Prepare the session that follows the link's one; what is not said stays as it was. */
export const prepareNext = (token: string, plan: NextPlan): Promise<Result<Place>> =>
  ask("POST", "/api/next-session", { token, body: plan });
/** The own place in the session that follows. */
export const placeInNext = (token: string): Promise<Result<Place>> => ask("GET", "/api/next-session", { token });
export const seat = (token: string): Promise<Result<Seat>> => ask("GET", "/api/seat", { token });
/** Credentials for ten minutes, so ask before each new connection. */
export const ice = (token: string): Promise<Result<{ readonly ice_servers: RTCIceServer[] }>> =>
  ask("GET", "/api/ice", { token });
export const mirror = (token: string): Promise<Result<Mirror>> => ask("GET", "/api/mirror", { token });
/** Whether the holder wants the own mirror; off until chosen. */
export const mirrorChoice = (token: string): Promise<Result<MirrorChoice>> => ask("GET", "/api/mirror/choice", { token });
export const chooseMirror = (token: string, on: boolean): Promise<Result<MirrorChoice>> =>
  ask("PUT", "/api/mirror/choice", { token, body: { on } });
/** The own figures over the pair's sessions; null: too few. */
export const trend = (token: string): Promise<Result<{ readonly trend: Trend | null }>> => ask("GET", "/api/mirror/trend", { token });
export const memo = (token: string): Promise<Result<MemoPage>> => ask("GET", "/api/memo", { token });
export const writeMemo = (token: string, text: string): Promise<Result<object>> =>
  ask("PUT", "/api/memo", { token, body: { text } });
export const versions = (token: string): Promise<Result<readonly Version[]>> => ask("GET", "/api/versions", { token });
/** How each figure of a mirror is worked out; public. */
export const formulas = (): Promise<Result<readonly Formula[]>> => ask("GET", "/api/formulas");
export const outbox = (): Promise<Result<readonly MailEntry[]>> => ask("GET", "/api/outbox");
export const mail = (name: string): Promise<Result<Mail>> =>
  ask("GET", `/api/outbox/${encodeURIComponent(name)}`);

/** The recap in another format, as a file the browser can save. */
export type Format = "json" | "md" | "ics" | "pdf";

/** The session's recap as a file. */
export const download = (token: string, format: Format): Promise<Result<Blob>> => file(token, `/api/export?format=${format}`);

/** All that the session holds about the link's holder. */
export const downloadMine = (token: string): Promise<Result<Blob>> => file(token, "/api/my-data");

/** The own mirror as a file. */
export const downloadMirror = (token: string, format: "csv" | "json"): Promise<Result<Blob>> =>
  file(token, `/api/mirror/export?format=${format}`);

async function file(token: string, path: string): Promise<Result<Blob>> {
  const response = await send("GET", path, { token });
  return response instanceof Response && response.ok ? response.blob() : failure(response);
}

interface Request {
  readonly token?: string;
  readonly key?: string;
  readonly body?: unknown;
}

export async function ask<T extends object>(method: string, path: string, request: Request = {}): Promise<Result<T>> {
  const response = await send(method, path, request);
  if (!(response instanceof Response) || !response.ok) return failure(response);
  return (await response.json()) as T;
}

async function send(method: string, path: string, { token, key, body }: Request): Promise<Response | null> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
  if (key) headers["x-operator-key"] = key;
  if (body !== undefined) headers["content-type"] = "application/json";
  const init: RequestInit = { method, headers, cache: "no-store" };
  if (body !== undefined) init.body = JSON.stringify(body);
  return fetch(path, init).catch(() => null);
}

async function failure(response: Response | null): Promise<Failure> {
  if (response === null) return { failed: true, code: "offline", reason: "", values: [] };
  const said = (await response.json().catch(() => ({}))) as { code?: unknown; reason?: unknown; values?: unknown };
  const code = typeof said.code === "string" ? said.code : String(response.status);
  const values = Array.isArray(said.values) ? said.values.map(String) : [];
  return { failed: true, code, reason: typeof said.reason === "string" ? said.reason : "", values };
}
