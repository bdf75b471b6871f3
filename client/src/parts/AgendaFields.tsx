// The agenda being written: items with their minutes, added, removed, summed up.

import { text } from "../i18n/index.ts";
import { Icon } from "./Icon.tsx";

export type AgendaDraft = readonly { readonly key: number; readonly title: string; readonly minutes: number }[];

/** The default agenda of a mentoring session. */
export function defaultAgenda(titles: { contact: string; subjects: string; goals: string; recap: string }): AgendaDraft {
  const items = [[titles.contact, 10], [titles.subjects, 20], [titles.goals, 15], [titles.recap, 5]] as const;
  return items.map(([title, minutes], key) => ({ key, title, minutes }));
}

interface AgendaFieldsProps {
  readonly items: AgendaDraft;
  readonly onChange: (items: AgendaDraft) => void;
}

export function AgendaFields({ items, onChange }: AgendaFieldsProps) {
  const t = text();
  const change = (key: number, part: { title?: string; minutes?: number }): void =>
    onChange(items.map((item) => (item.key === key ? { ...item, ...part } : item)));
  const add = (): void => {
    const key = Math.max(0, ...items.map((item) => item.key)) + 1;
    onChange([...items.slice(0, -1), { key, title: "", minutes: 10 }, ...items.slice(-1)]);
  };
  const total = items.reduce((sum, item) => sum + item.minutes, 0);
  return (
    <fieldset class="agenda-fields">
      <legend>{t.create.agenda}</legend>
      <ol>
        {items.map((item, index) => (
          <li key={item.key}>
            <input aria-label={t.create.itemTitle(index + 1)} value={item.title} maxLength={120} required
              onInput={(event) => change(item.key, { title: event.currentTarget.value })} />
            <span class="minutes">
              <input type="number" aria-label={t.create.itemMinutes(index + 1)} min={1} max={240} required
                value={item.minutes}
                onInput={(event) => change(item.key, { minutes: event.currentTarget.valueAsNumber || 0 })} />
              <span aria-hidden="true">{t.create.minutes}</span>
            </span>
            <button type="button" class="plain icon-only" disabled={items.length < 2}
              aria-label={t.create.removeItem(item.title || t.create.item(index + 1))}
              onClick={() => onChange(items.filter((other) => other.key !== item.key))}>
              <Icon name="cross" />
            </button>
          </li>
        ))}
      </ol>
      <div class="row">
        <button type="button" disabled={items.length >= 12} onClick={add}><Icon name="plus" />{t.create.addItem}</button>
        <output>{t.create.total(total)}</output>
      </div>
    </fieldset>
  );
}
