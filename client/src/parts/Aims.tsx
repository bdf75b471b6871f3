// Were the aims reached? One answer per agenda item, the same on both screens, said by whoever says it.

import { text } from "../i18n/index.ts";
import { nameOf, type Room } from "../room.ts";
import type { AgendaItemView, Reached, SessionView } from "../types.ts";

const ANSWERS: readonly Reached[] = ["yes", "partly", "no"];

export function Aims({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  const t = text().closing;
  const items = view.agenda.items.filter((item) => !item.is_closing);
  return (
    <section class="aims" aria-labelledby="aims">
      <h3 id="aims">{t.aims}</h3>
      <ul>{items.map((item) => <Aim key={item.id} item={item} room={room} view={view} />)}</ul>
    </section>
  );
}

interface AimProps {
  readonly item: AgendaItemView;
  readonly room: Room;
  readonly view: SessionView;
}

function Aim({ item, room, view }: AimProps) {
  const t = text().closing;
  const check = (reached: Reached): void =>
    void room.do({ type: "check_aim", item: item.id, reached: item.reached === reached ? null : reached });
  return (
    <li>
      <fieldset class="aim">
        <legend><bdi>{item.title}</bdi></legend>
        {ANSWERS.map((answer) => (
          <button key={answer} type="button" class="plain" aria-pressed={item.reached === answer} disabled={room.watching} onClick={() => check(answer)}>
            {t.reached[answer]}
          </button>
        ))}
        {item.reached_by && <span class="faint">{t.saidBy(nameOf(view, item.reached_by))}</span>}
      </fieldset>
    </li>
  );
}
