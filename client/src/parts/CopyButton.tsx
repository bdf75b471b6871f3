// Copies a text to the clipboard and says so.

import { useState } from "preact/hooks";
import { text } from "../i18n/index.ts";
import { Icon } from "./Icon.tsx";

export function CopyButton({ value, label }: { readonly value: string; readonly label: string }) {
  const t = text();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(value).then(() => setCopied(true), () => setCopied(false));
  };
  return (
    <button type="button" aria-label={label} onClick={() => void copy()}>
      <Icon name={copied ? "check" : "copy"} />
      <span role="status">{copied ? t.app.copied : t.app.copy}</span>
    </button>
  );
}
