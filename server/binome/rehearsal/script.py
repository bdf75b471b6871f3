"""What the two synthetic people say: the bundled script, or any two recordings.

A `Script` has one recording per person on a common start, the agenda, and, for the bundled one,
the reference words with their times. Driven by `binome.rehearsal.commands`.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from binome import resources
from binome.domain.values import AgendaItem, Language, Participant
from binome.errors import BadInput


@dataclass(frozen=True, slots=True)
class Line:
    """One scripted turn; `start`/`end` in seconds from the recordings' common start."""

    speaker: str
    item: str
    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Script:
    """A call to be held: who, on what agenda, with which recording per participant id."""

    title: str
    language: Language
    people: tuple[Participant, ...]
    agenda: tuple[AgendaItem, ...]
    tracks: dict[str, Path]
    lines: tuple[Line, ...] = ()

    def item_at(self, seconds: float) -> str | None:
        """Return the agenda item the script is on at `seconds`, None without reference lines."""
        begun = [line.item for line in self.lines if line.start <= seconds]
        return begun[-1] if begun else None


def bundled(language: Language, *, short: bool = False) -> Script:
    """Return the script that ships with Binôme, its time boxes shrunk to the recording's length.

    Raises `Unavailable` when this installation does not hold the recordings.
    """
    folder = resources.model("rehearsal")
    name = f"{language}-short" if short else language
    page = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    lines = tuple(
        Line(turn["speaker"], turn["item"], turn["text"], turn["start"], turn["end"])
        for turn in page["turns"]
    )
    people = tuple(
        Participant(person["id"], person["role"], person["name"], language)
        for person in page["participants"]
    )
    tracks = {person.id: folder / f"{name}-{person.id}.opus" for person in people}
    script = Script(page["title"], language, people, (), tracks, lines)
    return replace(script, agenda=_boxes_of(page["agenda"], lines))


def _boxes_of(points: list[dict[str, Any]], lines: tuple[Line, ...]) -> tuple[AgendaItem, ...]:
    """Give each agenda point the time the script really spends on it (seconds).

    Points the script never reaches are left out; the last one is the closing item.
    """
    reached = [point for point in points if any(line.item == point["id"] for line in lines)]
    starts = [next(line.start for line in lines if line.item == p["id"]) for p in reached]
    ends = [*starts[1:], lines[-1].end]
    return tuple(
        AgendaItem(point["id"], point["title"], round(end - start, 1), point is reached[-1])
        for point, start, end in zip(reached, starts, ends, strict=True)
    )


def from_recordings(tracks: tuple[Path, ...], agenda: Path | None, language: Language) -> Script:
    """Return a script made of two recordings (mentor first) and an optional agenda file.

    The agenda file is JSON: `[{"title": "…", "minutes": 10}, …]` or `{"agenda": […]}`; an item
    may carry an `id`, and participants may be named in `{"participants": [{"role", "name"}]}`.
    Raises `BadInput` saying which file is wrong and how.
    """
    if len(tracks) != 2:
        raise BadInput(f"--tracks takes two recordings, mentor then mentee; {len(tracks)} given")
    for track in tracks:
        if not track.is_file():
            raise BadInput(f"{track}: there is no such file")
    page = _agenda_page(agenda) if agenda else {}
    names = {p["role"]: p["name"] for p in page.get("participants", ())}
    people = (
        Participant("mentor", "mentor", names.get("mentor", "Mentor"), language),
        Participant("mentee", "mentee", names.get("mentee", "Mentoré·e"), language),
    )
    title = page.get("title") or ("Répétition" if language == "fr" else "Rehearsal")
    recordings = dict(zip(("mentor", "mentee"), tracks, strict=True))
    return Script(title, language, people, _items_of(page, agenda), recordings)


def _agenda_page(path: Path) -> dict[str, Any]:
    try:
        page = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise BadInput(f"{path}: {problem.strerror}") from problem
    except ValueError as problem:
        raise BadInput(f"{path}: not JSON ({problem})") from problem
    return page if isinstance(page, dict) else {"agenda": page}


def _items_of(page: dict[str, Any], path: Path | None) -> tuple[AgendaItem, ...]:
    points = page.get("agenda", [])
    try:
        return tuple(
            AgendaItem(
                str(point.get("id", f"item-{place}")),
                str(point["title"]),
                float(point["minutes"]) * 60,
                place == len(points),
            )
            for place, point in enumerate(points, 1)
        )
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise BadInput(f"{path}: each agenda point needs a title and minutes") from problem
