// The same figures from session to session, from three on, beside one's own median and nobody else's.

import { useEffect, useState } from "preact/hooks";
import { failed, trend as ask } from "../../api.ts";
import { day, number, percent } from "../../i18n/format.ts";
import { language, text } from "../../i18n/index.ts";
import type { Room } from "../../room.ts";
import type { Series, Trend as TrendOf } from "../../types.ts";
import { Figure } from "../Figure.tsx";
import { Bars } from "./Bars.tsx";

type Measure = Series["measure"];

const SHARES: ReadonlySet<Measure> = new Set(["talk_share", "open_share"]);

export function Trend({ room }: { readonly room: Room }) {
  const t = text().mirror.trend;
  const [trend, setTrend] = useState<TrendOf | null>(null);
  useEffect(() => {
    void ask(room.token).then((answer) => { if (!failed(answer)) setTrend(answer.trend); });
  }, [room]);
  return (
    <Figure title={t.title} formula="trend" facts={[trend === null ? t.tooFew : t.said]}>
      {trend?.series.map((series) => <Line key={series.measure} series={series} />)}
    </Figure>
  );
}

function Line({ series }: { readonly series: Series }) {
  const t = text().mirror;
  const said = language.value;
  const value = (it: number): string => (SHARES.has(series.measure) ? percent(it, said) : number(it, said, 1));
  const title = t.trend.measures[series.measure];
  const lowest = Math.min(0, ...series.points.map((point) => point.value ?? 0));
  return (
    <div>
      <h3>{title}</h3>
      <p>{t.trend.median(value(series.median))}</p>
      <Bars first={t.trend.session} columns={[title]} rows={series.points.flatMap((point, n) => point.value === null ? [] : [{
        key: `${n}`, label: day(point.session, said), values: [lowest < 0 ? point.value - 1.2 * lowest : point.value],
        shown: [value(point.value)], said: `${day(point.session, said)}, ${value(point.value)}`,
      }])} />
    </div>
  );
}
