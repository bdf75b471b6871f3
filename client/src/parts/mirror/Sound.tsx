// How one's own voice sounded, in signal terms, minute by minute beside one's own median.

import { clock, number } from "../../i18n/format.ts";
import { language, text } from "../../i18n/index.ts";
import type { Mirror } from "../../types.ts";
import { Figure } from "../Figure.tsx";
import { Bars } from "./Bars.tsx";

const NONE = "–";

export function Sound({ mirror: { sound } }: { readonly mirror: Mirror }) {
  const t = text().mirror;
  const plain = (value: number): string => number(value, language.value, 1);
  const beside = (value: number | null, unit: string): string =>
    value === null ? NONE : `${value >= 0.05 ? "+" : ""}${plain(value)}\u00a0${unit}`;
  const range = (value: number | null): string => (value === null ? NONE : `${plain(value)}\u00a0${t.sound.semitones}`);
  return (
    <Figure title={t.sound.title} formula="sound"
      facts={[
        sound === null && t.sound.none,
        sound !== null && sound.loudness !== null && t.sound.loudness(plain(sound.loudness)),
        sound !== null && sound.pitch_range !== null && t.sound.range(plain(sound.pitch_range)),
      ]}>
      <Bars first={t.when} columns={[t.sound.columns.range, t.sound.columns.loudness, t.sound.columns.pitch]}
        rows={(sound?.timeline ?? []).map((point) => {
          const shown = [range(point.pitch_range), beside(point.loudness, "LU"), beside(point.pitch, t.sound.semitones)] as const;
          return {
            key: `${point.at}`, label: t.at(clock(point.at)), values: [point.pitch_range ?? 0], shown,
            brief: t.sound.brief(...shown),
            said: `${t.at(clock(point.at))}, ${t.sound.bar(...shown)}`,
          };
        })} />
    </Figure>
  );
}
