"""Turn the talks of `talks/` into dialogues and labels, and their recogniser-like copies.

    python models/commitments/corpus/build.py OUT [--split dev]

A talk is written to be read: `== ITEM` opens an agenda item, `M:` and `E:` are the mentor's and the
mentee's turns, and `<…>` after a turn labels it: `q=` kinds of its questions, `b` backchannel,
`k=` commitments it is a core turn of, `r=` commitments it repeats, `d=` type of distractor.
The block `gold` then words each commitment (`?` = optional, `DROP` = refused or cancelled).
"""

import argparse
import json
import random
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2]))

from models.commitments.corpus.heard import as_heard  # noqa: E402

WORDS_PER_SECOND = 2.8
OVERLAPPED, INTERRUPTED = 0.7, 0.08
"""Shares of the receipts, and of the other turns, that begin before the turn before them ends."""
SPLITS = ("train", "dev", "test")


def main() -> None:
    """Write dialogues, labels and recogniser-like copies of the chosen splits to a folder."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("out", type=Path, help="folder to write to (not kept in the repository)")
    options.add_argument("--split", choices=SPLITS, action="append")
    chosen = options.parse_args()
    for split in chosen.split or SPLITS:
        for dialogue, gold in talks(split):
            write(chosen.out / split / "dialogues", dialogue)
            write(chosen.out / split / "dialogues_asr", as_heard(dialogue))
            write(chosen.out / split / "gold", gold)


def write(folder: Path, content: dict) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    (folder / f"{content['id']}.json").write_text(text, encoding="utf-8")


def talks(split: str) -> list[tuple[dict, dict]]:
    """Return each dialogue of a split with its labels, by name."""
    return [read_talk(path) for path in sorted((HERE / "talks" / split).glob("*.txt"))]


def read_talk(path: Path) -> tuple[dict, dict]:
    """Return a talk's dialogue and its labels."""
    head, _, rest = path.read_text(encoding="utf-8").partition("\nturns\n")
    body, _, tail = rest.partition("\ngold\n")
    fields = dict(line.split(" ", 1) for line in head.splitlines())
    day, start = fields["date"].split()
    mentor, mentee = (name.strip() for name in fields["people"].split("|"))
    agenda = []
    for row in fields["agenda"].split("|"):
        item, minutes, title = row.strip().split(" ", 2)
        agenda.append({"id": item, "title": title, "minutes": int(minutes)})
    turns, labels = read_turns(body, random.Random(path.stem))
    dialogue = {
        "schema": "binome.dialogue/1",
        "id": path.stem,
        "lang": fields["lang"],
        "title": fields["title"],
        "session": {
            "date": day,
            "start": start,
            "timezone": "Europe/Paris" if fields["lang"] == "fr" else "Europe/London",
            "type": "mentoring",
            "known_next_session": fields.get("next"),
        },
        "participants": [
            {"id": "mentor", "role": "mentor", "name": mentor},
            {"id": "mentee", "role": "mentee", "name": mentee},
        ],
        "agenda": agenda,
        "turns": turns,
    }
    return dialogue, {"id": path.stem, "lang": fields["lang"], **gold_of(tail, turns, labels)}


def read_turns(body: str, rng: random.Random) -> tuple[list[dict], list[dict]]:
    """Return the turns with invented but plausible times, and what each is labelled with."""
    turns, labels, item, at = [], [], "", 0.0
    for line in body.splitlines():
        if line.startswith("=="):
            item = line[2:].strip()
            continue
        if not line.strip():
            continue
        who, _, text = line.partition(":")
        text, _, marks = text.strip().partition("<")
        text = text.strip()
        found = {"item": item}
        for mark in marks.rstrip("> ").split(";"):
            key, _, value = mark.strip().partition("=")
            found[key] = [v.strip() for v in value.split(",") if v.strip()]
        seconds = max(len(text.split()) / WORDS_PER_SECOND, 0.4)
        overlaps = rng.random() < (OVERLAPPED if "b" in found else INTERRUPTED)
        gap = -rng.uniform(0.3, 1.0) if overlaps else rng.uniform(0.1, 0.9)
        begin = max(at + gap, turns[-1]["start"] + 0.1 if turns else 0.0)
        turns.append(
            {
                "id": len(turns) + 1,
                "speaker": {"M": "mentor", "E": "mentee"}[who.strip()],
                "start": round(begin, 2),
                "end": round(begin + seconds, 2),
                "text": text,
            }
        )
        at = max(at, begin + seconds)
        labels.append(found)
    return turns, labels


def gold_of(tail: str, turns: list[dict], labels: list[dict]) -> dict:
    def those(key: str, name: str) -> list[int]:
        return [
            t["id"] for t, found in zip(turns, labels, strict=True) if name in found.get(key, [])
        ]

    actions, agreements, dropped = [], [], []
    for line in tail.splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "DROP":
            dropped.append(rest.strip())
            continue
        name, rest = rest.split(" ", 1)
        owner = None
        if kind.startswith("ACTION"):
            owner, rest = rest.split(" ", 1)
        due, rest = rest.split(" ", 1)
        days = [None if d in ("-", "null") else d for d in due.split(",")]
        texts = [t.strip() for t in rest.split("|")]
        core, recap = those("k", name), those("r", name)
        if not core:
            raise SystemExit(f"{name}: no core turn")
        row = {"id": name, "optional": kind.endswith("?")}
        if owner:
            row["owner"] = owner
        row |= {
            "text": texts[0],
            "alt": texts[1:],
            "turns": sorted({*core, *recap}),
            "core": core,
            "recap": recap,
            "due": days[0],
            "due_accept": [d for d in days if d] if days[0] else [],
        }
        (actions if owner else agreements).append(row)
    known = {x["id"] for x in actions + agreements} | set(dropped)
    used = {v for found in labels for key in "kr" for v in found.get(key, [])}
    if used - known:
        raise SystemExit(f"not worded in gold: {sorted(used - known)}")
    distractors = [
        {"id": f"d{n}", "type": kind, "turns": [t["id"]], "text": t["text"]}
        for n, (t, found) in enumerate(zip(turns, labels, strict=True))
        for kind in found.get("d", [])
    ]
    spoken = {
        w: sum(t["end"] - t["start"] for t in turns if t["speaker"] == w)
        for w in ("mentor", "mentee")
    }
    total = sum(spoken.values())
    return {
        "agreements": agreements,
        "actions": actions,
        "distractors": distractors,
        "agenda": [
            {"turn": t["id"], "item": f["item"]} for t, f in zip(turns, labels, strict=True)
        ],
        "questions": [
            {"turn": t["id"], "kind": kind, "text": t["text"]}
            for t, found in zip(turns, labels, strict=True)
            for kind in found.get("q", [])
        ],
        "questions_ignored": [
            {"turn": t["id"]} for t, f in zip(turns, labels, strict=True) if f.get("q") == []
        ],
        "backchannels": [t["id"] for t, f in zip(turns, labels, strict=True) if "b" in f],
        "speaking_time": {
            "mentor_s": spoken["mentor"],
            "mentee_s": spoken["mentee"],
            "mentor_share": spoken["mentor"] / total,
            "total_s": total,
        },
    }


if __name__ == "__main__":
    main()
