// What the speech model's state means for this session: loading, a demonstration, or none and why.

import type { Captions } from "../types.ts";
import { text } from "../i18n/index.ts";

/** How far the model is loaded, when the server knows. */
export function LoadingBar({ captions }: { readonly captions: Captions }) {
  const t = text();
  if (captions.progress === null) return null;
  return <progress aria-label={t.transcription.loadingText(captions.model)} max={1} value={captions.progress} />;
}

export function CaptionsState({ captions }: { readonly captions: Captions | null }) {
  const t = text();
  if (captions === null) return null;
  switch (captions.state) {
    case "loading":
      return (
        <div class="note" role="status">
          <p>{t.transcription.loading}</p>
          <LoadingBar captions={captions} />
        </div>
      );
    case "unavailable":
      return (
        <div class="note warning" role="status">
          <p><strong>{t.transcription.unavailable}</strong>{captions.reason && t.transcription.because(captions.code ? t.transcription.why[captions.code] : captions.reason)}</p>
          <p>{t.transcription.unavailableText}</p>
          {captions.remedy && <p>{t.transcription.remedy} <code>{captions.remedy}</code></p>}
        </div>
      );
    case "ready":
      return (
        <>
          {captions.demo && <p class="note demo" role="note">{t.call.demo}</p>}
          {captions.pace !== "usual" && <p class="note" role="status">{t.transcription.pace[captions.pace]}</p>}
        </>
      );
  }
}
