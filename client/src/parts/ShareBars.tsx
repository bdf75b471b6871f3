// Speaking time as bars of two parts, the whole session first, then each agenda item; each bar has
// a text alternative, and the same numbers stand in a table.

import { duration, percent } from "../i18n/format.ts";
import { language, text } from "../i18n/index.ts";
import type { Share, TalkShare } from "../types.ts";

export function ShareBars({ shares }: { readonly shares: TalkShare }) {
  const t = text().mirror;
  const rows = [shares.whole, ...shares.by_item].filter((row) => row.own + row.others > 0);
  if (rows.length === 0) return null;
  return (
    <>
      <ul class="share-bars">{rows.map((row) => <Bar key={row.item ?? ""} row={row} />)}</ul>
      <p class="legend"><span data-side="own">{t.you}</span> <span data-side="others">{t.other}</span></p>
      <details>
        <summary>{t.table}</summary>
        <table>
          <thead>
            <tr><th scope="col">{t.share.item}</th><th scope="col">{t.you}</th><th scope="col">{t.other}</th><th scope="col">%</th></tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.item ?? ""}>
                <th scope="row"><bdi>{row.title ?? t.whole}</bdi></th>
                <td>{duration(row.own)}</td>
                <td>{duration(row.others)}</td>
                <td>{percent(row.share ?? 0, language.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

function Bar({ row }: { readonly row: Share }) {
  const t = text().mirror;
  const title = row.title ?? t.whole;
  const own = 100 * (row.share ?? 0);
  const said = t.share.bar(title, percent(own / 100, language.value), percent(1 - own / 100, language.value));
  return (
    <li data-whole={row.item === null}>
      <span><bdi>{title}</bdi> <span class="faint">{percent(own / 100, language.value)}</span></span>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label={said}>
        <title>{said}</title>
        <rect class="bar-others" width="100" height="6" />
        <rect class="bar-own" width={own} height="6" />
        <rect class="bar-half" x="49.9" width="0.2" height="6" />
      </svg>
    </li>
  );
}
