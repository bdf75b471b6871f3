// The session's times, planned and actual, and the promises kept by both.

import { duration } from "../../i18n/format.ts";
import { text } from "../../i18n/index.ts";
import type { Mirror, Punctuality } from "../../types.ts";
import { Figure } from "../Figure.tsx";
import { Bars } from "./Bars.tsx";

const NOTICEABLE = 30;

export function Times({ mirror: m }: { readonly mirror: Mirror }) {
  const t = text().mirror;
  const { punctuality: times, promises } = m;
  return (
    <>
      <Figure title={t.times.title} formula="punctuality" facts={[overrun(times), began(times)]}>
        <Bars first={t.share.item} columns={[t.times.planned, t.times.actual]} rows={times.items.map((item) => ({
          key: item.item, label: item.title, values: [item.planned, item.actual],
          shown: [duration(item.planned), duration(item.actual)],
          said: t.times.bar(item.title, duration(item.planned), duration(item.actual)),
        }))} />
      </Figure>
      {promises && (
        <Figure title={t.promises.title} formula="promises"
          facts={[t.promises.said(promises.own_kept, promises.own_due), t.promises.others(promises.others_kept, promises.others_due)]} />
      )}
    </>
  );
}

function overrun({ overrun: seconds }: Punctuality): string | false {
  const t = text().mirror.times;
  if (seconds === null) return false;
  if (Math.abs(seconds) < NOTICEABLE) return t.exact;
  return seconds > 0 ? t.over(duration(seconds)) : t.under(duration(-seconds));
}

function began({ start_delay: seconds }: Punctuality): string | false {
  const t = text().mirror.times;
  if (seconds === null) return false;
  return seconds >= 0 ? t.late(duration(seconds)) : t.early(duration(-seconds));
}
