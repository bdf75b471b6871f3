// The agenda as it was planned and as it went, in a table with a bar per item.

import { spentAt } from "../agenda.ts";
import { difference, duration } from "../i18n/format.ts";
import { text } from "../i18n/index.ts";
import type { AgendaItemView, SessionView } from "../types.ts";

export function AgendaTable({ view }: { readonly view: SessionView }) {
  const t = text();
  const { items } = view.agenda;
  const end = view.closed_at ?? 0;
  const longest = Math.max(1, ...items.map((item) => Math.max(item.time_box, spentAt(item, end))));
  return (
    <section class="agenda-table" aria-labelledby="agenda-table">
      <h2 id="agenda-table">{t.recap.agenda}</h2>
      <table>
        <thead>
          <tr><th scope="col">{t.recap.item}</th><th scope="col">{t.recap.planned}</th><th scope="col">{t.recap.actual}</th><th scope="col">{t.recap.gap}</th></tr>
        </thead>
        <tbody>{items.map((item) => <Row key={item.id} item={item} end={end} longest={longest} />)}</tbody>
      </table>
    </section>
  );
}

function Row({ item, end, longest }: { readonly item: AgendaItemView; readonly end: number; readonly longest: number }) {
  const t = text();
  const spent = spentAt(item, end);
  const reached = item.state !== "planned";
  return (
    <tr>
      <th scope="row">
        <bdi>{item.title}</bdi>{item.reached && <span class="badge">{t.closing.reached[item.reached]}</span>}
        <svg class="bars" viewBox="0 0 100 7" preserveAspectRatio="none" aria-hidden="true" focusable="false">
          <rect class="bar-planned" width={(100 * item.time_box) / longest} height="3" />
          <rect class="bar-actual" y="4" width={(100 * spent) / longest} height="3" />
        </svg>
      </th>
      <td>{duration(item.time_box)}</td>
      <td>{reached ? duration(spent) : t.recap.notReached}</td>
      <td>{reached ? difference(spent - item.time_box) : "–"}</td>
    </tr>
  );
}
