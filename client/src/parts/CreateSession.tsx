// The form that prepares a session, and the two personal links it gives.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { createSession, failed, type CreatedSession } from "../api.ts";
import { language, text } from "../i18n/index.ts";
import { refusal } from "../room.ts";
import type { Language } from "../types.ts";
import { AgendaFields, defaultAgenda, type AgendaDraft } from "./AgendaFields.tsx";
import { PersonalLinks } from "./PersonalLinks.tsx";

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function CreateSession({ needsKey }: { readonly needsKey: boolean }) {
  const t = text();
  const [agenda, setAgenda] = useState<AgendaDraft | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [created, setCreated] = useState<CreatedSession | null>(null);
  const items = agenda ?? defaultAgenda(t.create.defaultItems);

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    const answer = await createSession(sessionOf(form, items), String(form.get("key") ?? ""));
    setBusy(false);
    if (failed(answer)) return setError(refusal(answer));
    setError(null);
    setCreated(answer);
  };

  if (created) return <PersonalLinks created={created} onAnother={() => setCreated(null)} />;
  return (
    <section class="card" aria-labelledby="create">
      <h2 id="create">{t.create.title}</h2>
      <form onSubmit={(event) => void submit(event)}>
        <div class="fields">
          <Field label={t.create.subject}>
            <input name="title" maxLength={120} placeholder={t.create.subjectPlaceholder} />
          </Field>
          <Field label={t.create.language}>
            <select name="language">
              <option value="fr" lang="fr" selected={language.value === "fr"}>Français</option>
              <option value="en" lang="en" selected={language.value === "en"}>English</option>
            </select>
          </Field>
          <Field label={t.create.startsAt} help={t.create.startsAtHelp(ZONE)}>
            <input type="datetime-local" name="starts_at" />
          </Field>
        </div>
        <div class="pair">
          {(["mentor", "mentee"] as const).map((role) => (
            <fieldset key={role} data-role={role}>
              <legend>{t.create[role]}</legend>
              <Field label={t.create.name}>
                <input name={`${role}_name`} maxLength={80} required autocomplete="off" />
              </Field>
              <Field label={t.create.email}>
                <input type="email" name={`${role}_email`} maxLength={200} autocomplete="off" />
              </Field>
            </fieldset>
          ))}
        </div>
        <AgendaFields items={items} onChange={setAgenda} />
        {needsKey && (
          <Field label={t.home.operatorKey}>
            <input type="password" name="key" required autocomplete="off" />
          </Field>
        )}
        {error && <p role="alert" class="error">{error}</p>}
        <button type="submit" class="primary" disabled={busy}>{busy ? t.create.creating : t.create.submit}</button>
      </form>
    </section>
  );
}

interface FieldProps {
  readonly label: string;
  readonly help?: string;
  readonly children: ComponentChildren;
}

function Field({ label, help, children }: FieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      {children}
      {help && <small>{help}</small>}
    </label>
  );
}

function sessionOf(form: FormData, agenda: AgendaDraft) {
  const said = (name: string): string => String(form.get(name) ?? "").trim();
  const spoken = said("language") as Language;
  const person = (role: "mentor" | "mentee") => ({
    name: said(`${role}_name`),
    language: spoken,
    ...(said(`${role}_email`) && { email: said(`${role}_email`) }),
  });
  return {
    language: spoken,
    timezone: ZONE,
    mentor: person("mentor"),
    mentee: person("mentee"),
    agenda: agenda.filter((item) => item.title.trim()).map(({ title, minutes }) => ({ title, minutes })),
    ...(said("title") && { title: said("title") }),
    ...(said("starts_at") && { starts_at: said("starts_at") }),
  };
}
