// The frame of every page but the call: skip link, brand, language switch, main, footer.

import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { chooseLanguage, language, text } from "../i18n/index.ts";
import { Brand } from "./Brand.tsx";

interface ShellProps {
  readonly title: string;
  readonly wide?: boolean;
  readonly nav?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Shell({ title, wide = false, nav, children }: ShellProps) {
  const t = text();
  useTitle(title);
  return (
    <div class="shell">
      <a class="skip" href="#main" onClick={toMain}>{t.app.skip}</a>
      <header class="masthead">
        <a class="masthead-home" href="/"><Brand name={t.app.name} /></a>
        <div class="masthead-end">{nav}<LanguageSwitch /></div>
      </header>
      <main id="main" tabIndex={-1} class={wide ? "page page-wide" : "page"}>{children}</main>
      <footer class="footer"><p>{t.app.footer}</p></footer>
    </div>
  );
}

export function LanguageSwitch() {
  const t = text();
  const other = language.value === "fr" ? "en" : "fr";
  return (
    <button type="button" class="plain" lang={other} aria-label={t.app.switchLanguage}
      onClick={() => chooseLanguage(other, localStorage)}>
      {t.app.otherLanguage}
    </button>
  );
}

/** The skip link must not touch the address: a personal link lives there. */
export function toMain(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

/** Name the browser's tab and the document's language. */
export function useTitle(title: string): void {
  const t = text();
  useEffect(() => {
    document.title = title === t.app.name ? title : `${title} · ${t.app.name}`;
    document.documentElement.lang = language.value;
  }, [title, language.value]);
}
