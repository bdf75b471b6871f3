// Whether one wants the own mirror of this session: off until chosen, and one's own business.

import { useEffect, useId, useState } from "preact/hooks";
import { chooseMirror, failed, mirrorChoice } from "../../api.ts";
import { text } from "../../i18n/index.ts";
import { refusal, type Room } from "../../room.ts";

interface ChoiceProps {
  readonly room: Room;
  /** Told the choice once it is known, and whenever it changes. */
  readonly onChoice?: (on: boolean) => void;
}

export function MirrorChoice({ room, onChoice }: ChoiceProps) {
  const t = text().mirror.choice;
  const id = useId();
  const [on, setOn] = useState<boolean | null>(null);
  useEffect(() => {
    void mirrorChoice(room.token).then((answer) => { if (!failed(answer)) chosen(answer.on); });
  }, [room]);
  const chosen = (now: boolean): void => {
    setOn(now);
    onChoice?.(now);
  };
  if (on === null) return null;
  const choose = async (wanted: boolean): Promise<void> => {
    const answer = await chooseMirror(room.token, wanted);
    if (failed(answer)) return room.say(refusal(answer));
    chosen(answer.on);
  };
  return (
    <div class="hint-choice no-print">
      <label class="row">
        <input type="checkbox" checked={on} onChange={(event) => void choose(event.currentTarget.checked)} aria-describedby={id} />
        <span>{t.choose}</span>
      </label>
      <p id={id} class="faint">{t.explain} <a href="/formulas">{text().mirror.howAll}</a></p>
    </div>
  );
}
