// Lengths as bars, one a row, each with a text alternative; the same numbers stand in a table.

import { text } from "../../i18n/index.ts";

export interface BarRow {
  readonly key: string;
  readonly label: string;
  /** One bar each, in the order of `columns`. */
  readonly values: readonly number[];
  /** The values as people read them. */
  readonly shown: readonly string[];
  /** What stands over the bar; the values themselves unless given. */
  readonly brief?: string;
  readonly said: string;
}

interface BarsProps {
  readonly first: string;
  readonly columns: readonly string[];
  readonly rows: readonly BarRow[];
}

export function Bars({ first, columns, rows }: BarsProps) {
  const t = text().mirror;
  const longest = Math.max(...rows.flatMap((row) => row.values), 0.001);
  if (rows.length === 0) return null;
  return (
    <>
      <ul class="share-bars">
        {rows.map((row) => (
          <li key={row.key}>
            <span><bdi>{row.label}</bdi> <span class="faint">{row.brief ?? row.shown.join(" · ")}</span></span>
            <svg viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label={row.said}>
              <title>{row.said}</title>
              {row.values.map((value, n) => (
                <rect key={n} class={n === row.values.length - 1 ? "bar-own" : "bar-others"}
                  y={(6 * n) / row.values.length} width={(100 * value) / longest} height={6 / row.values.length} />
              ))}
            </svg>
          </li>
        ))}
      </ul>
      {rows[0]?.values.length === 2 && (
        <p class="legend"><span data-side="others">{columns[0]}</span> <span data-side="own">{columns[1]}</span></p>
      )}
      <details>
        <summary>{t.table}</summary>
        <table>
          <thead>
            <tr><th scope="col">{first}</th>{columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key}><th scope="row"><bdi>{row.label}</bdi></th>{row.shown.map((value, n) => <td key={n}>{value}</td>)}</tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
