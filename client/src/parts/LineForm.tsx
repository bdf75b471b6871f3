// Writing or rewriting a line: text, owner, due date.

import { text } from "../i18n/index.ts";
import { speakers, type Room } from "../room.ts";
import type { CommitmentKind, CommitmentView, SessionView } from "../types.ts";
import { Dialog } from "./Dialog.tsx";

interface LineFormProps {
  readonly kind: CommitmentKind;
  /** The line to rewrite; null for a new one. */
  readonly line: CommitmentView | null;
  readonly room: Room;
  readonly view: SessionView;
  readonly onClose: () => void;
}

export function LineForm({ kind, line, room, view, onClose }: LineFormProps) {
  const t = text();
  const before = line?.current;
  const owner = before ? (before.owner ?? "") : room.seat.you.id;
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const said = (name: string): string => String(form.get(name) ?? "").trim();
    const content = { text: said("text"), owner: said("owner") || null, due: said("due") || null };
    const outcome = await room.do(
      before
        ? { type: "correct_commitment", commitment: before.id, ...content }
        : { type: "add_commitment", kind, ...content },
    );
    if (outcome.ok) onClose();
  };
  return (
    <Dialog title={before ? t.closing.editTitle : t.closing.addTitle[kind]} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <label class="field">
          <span>{t.closing.lineText}</span>
          <textarea name="text" rows={3} maxLength={500} required defaultValue={before?.text ?? ""} />
        </label>
        {kind === "action" && (
          <label class="field">
            <span>{t.closing.owner}</span>
            <select name="owner">
              {speakers(view).map(({ id, name }) => <option key={id} value={id} selected={owner === id}>{name}</option>)}
              <option value="both" selected={owner === "both"}>{t.people.both}</option>
              <option value="" selected={owner === ""}>{t.closing.ownerUnknown}</option>
            </select>
          </label>
        )}
        {kind === "agreement" && <input type="hidden" name="owner" value={before?.owner ?? "both"} />}
        <label class="field">
          <span>{t.closing.due}</span>
          <input type="date" name="due" defaultValue={before?.due ?? ""} />
        </label>
        <div class="row row-end">
          <button type="button" onClick={onClose}>{t.app.cancel}</button>
          <button type="submit" class="primary">{t.app.save}</button>
        </div>
      </form>
    </Dialog>
  );
}
