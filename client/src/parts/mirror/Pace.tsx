// How fast one's own words came, window by window, beside one's own median.

import { clock, number, percent } from "../../i18n/format.ts";
import { language, text } from "../../i18n/index.ts";
import type { Mirror } from "../../types.ts";
import { Figure } from "../Figure.tsx";
import { Bars } from "./Bars.tsx";

export function Pace({ mirror: { pace } }: { readonly mirror: Mirror }) {
  const t = text().mirror;
  const rate = (value: number): string => number(value, language.value, 0);
  return (
    <Figure title={t.pace.title} formula="pace"
      facts={[
        pace.words_per_minute === null ? t.pace.none : t.pace.said(rate(pace.words_per_minute)),
        pace.median !== null && t.pace.median(rate(pace.median)),
      ]}>
      <Bars first={t.when} columns={[t.pace.rate, t.pace.relative]} rows={pace.timeline.map((point) => {
        const [shown, relative] = [rate(point.words_per_minute), percent(point.relative, language.value)];
        return {
          key: `${point.at}`, label: t.at(clock(point.at)), values: [point.words_per_minute], shown: [shown, relative],
          said: `${t.at(clock(point.at))}, ${t.pace.bar(shown, relative)}`,
        };
      })} />
    </Figure>
  );
}
