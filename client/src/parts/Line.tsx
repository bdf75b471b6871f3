// One agreement or action: who owes what to whom, by when, the words that prove it, and where the
// pair stands on it.

import { clock, day, list } from "../i18n/format.ts";
import { language, text } from "../i18n/index.ts";
import { everybody, nameOf, speakers, type Room } from "../room.ts";
import { CLEAR, type Commitment, type CommitmentView, type SessionView } from "../types.ts";
import { Icon } from "./Icon.tsx";
import { Settle } from "./Promises.tsx";

interface LineProps {
  readonly line: CommitmentView;
  readonly room: Room;
  readonly view: SessionView;
  readonly editable: boolean;
  readonly onEdit: () => void;
}

export function Line({ line, room, view, editable, onEdit }: LineProps) {
  const t = text();
  const { current } = line;
  const ticked = line.confirmed_by.includes(room.seat.you.id);
  const tick = async (box: HTMLInputElement): Promise<void> => {
    const type = ticked ? "unconfirm_commitment" : "confirm_commitment";
    const outcome = await room.do({ type, commitment: current.id });
    if (!outcome.ok) box.checked = ticked;
  };
  return (
    <li class="line" data-owner={current.owner ?? "unknown"} data-standing={standing(line, view)}>
      <div class="line-main">
        {editable && <input type="checkbox" checked={ticked} onChange={(event) => void tick(event.currentTarget)} aria-label={t.closing.tick(current.text)} />}
        <div>
          <p class="line-text"><bdi>{current.text}</bdi></p>
          <p class="line-facts">
            {current.kind === "action" && <Direction owner={current.owner} view={view} />}
            {(current.due || current.kind === "action") && (
              <span>{current.due ? t.closing.dueOn(day(current.due, language.value)) : t.closing.dueNone}</span>
            )}
            <Standing line={line} view={view} />
            {line.outcome !== "open" && <strong class="badge" data-kind="agreed">{t.promises[line.outcome]}</strong>}
          </p>
          <Proof line={line} view={view} />
          {editable && current.kind === "action" && view.phase === "closed" && (
            <Settle id={current.id} said={current.text} outcome={line.outcome} room={room} />
          )}
        </div>
      </div>
      {editable && (
        <div class="line-commands">
          <button type="button" class="plain icon-only" aria-label={t.closing.editOf(current.text)} onClick={onEdit}><Icon name="pencil" /></button>
          <button type="button" class="plain icon-only" aria-label={t.closing.dismissOf(current.text)}
            onClick={() => void room.do({ type: "dismiss_commitment", commitment: current.id })}><Icon name="cross" /></button>
        </div>
      )}
    </li>
  );
}

/** "Léa → Karim": the owner owes it to the other person. */
export function Direction({ owner, view }: { readonly owner: Commitment["owner"]; readonly view: SessionView }) {
  const t = text();
  const people = speakers(view);
  if (owner === null) return <span class="badge" data-kind="unclear">{t.closing.ownerUnknown}</span>;
  const names = people.map((person) => person.name);
  if (owner === "both") return <strong class="direction">{list(names, language.value)}</strong>;
  const others = people.filter((person) => person.id !== owner).map((person) => person.name);
  return <strong class="direction" data-role={owner}>{t.closing.toward(nameOf(view, owner), list(others, language.value))}</strong>;
}

function Proof({ line: { current, extracted }, view }: { readonly line: CommitmentView; readonly view: SessionView }) {
  const t = text();
  const proof = current.evidence;
  return (
    <>
      {proof && (
        <p class="line-proof"><q>{proof.quote}</q> <span class="faint">{t.closing.quoteAt(clock(proof.start))}</span></p>
      )}
      {extracted && extracted.text !== current.text && <p class="line-proof faint">{t.closing.heard(extracted.text)}</p>}
      {current.author !== "extractor" && !extracted && (
        <p class="line-proof faint">{t.closing.byHand(nameOf(view, current.author))}</p>
      )}
    </>
  );
}

function Standing({ line, view }: { readonly line: CommitmentView; readonly view: SessionView }) {
  const t = text();
  const state = standing(line, view);
  const names = list(line.confirmed_by.map((id) => nameOf(view, id)), language.value);
  return (
    <>
      {line.carried_over && <span class="badge">{t.closing.carried}</span>}
      {!(line.carried_over && state === "proposed") && <span class="badge" data-kind={state}>
        {state === "agreed" ? t.closing.agreed : state === "half" ? t.closing.confirmedBy(names)
          : state === "unclear" ? t.closing.unclear : t.closing.proposed}
      </span>}
    </>
  );
}

type Stand = "agreed" | "half" | "unclear" | "proposed";

function standing(line: CommitmentView, view: SessionView): Stand {
  if (everybody(view, line.confirmed_by)) return "agreed";
  if (line.confirmed_by.length > 0) return "half";
  return line.current.confidence < CLEAR ? "unclear" : "proposed";
}
