// A page that says what is wrong with a link or the server, and the one thing to do about it.

import type { ComponentChildren } from "preact";
import { text } from "../i18n/index.ts";
import { Shell } from "../parts/Shell.tsx";

export type TroubleKind = Exclude<keyof ReturnType<typeof text>["trouble"], "home" | "reload" | "takeOver">;

interface TroubleProps {
  readonly kind: TroubleKind;
  readonly children?: ComponentChildren;
}

export function Trouble({ kind, children }: TroubleProps) {
  const { trouble } = text();
  const { title, text: explanation } = trouble[kind];
  return (
    <Shell title={title}>
      <div class="trouble-page">
        <h1>{title}</h1>
        <p class="lead" role="alert">{explanation}</p>
        <div class="row">{children ?? <a class="button" href="/">{trouble.home}</a>}</div>
      </div>
    </Shell>
  );
}

/** The page for a code the server gave. */
export function troubleKind(code: string): TroubleKind {
  const { trouble } = text();
  if (code in trouble && !["home", "reload", "takeOver"].includes(code)) return code as TroubleKind;
  switch (code) {
    case "401":
    case "404":
      return "bad_link";
    case "403":
    case "410":
      return "expired_link";
    case "409":
      return "room_full";
    default:
      return "offline";
  }
}
