"""The input, `binome.dialogue/1`, parsed at the door: what is wrong and where, in one line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from binome.errors import BadInput
from binome.language.normalise import Lang

MOST_TURNS = 20_000
MOST_CHARACTERS = 20_000
"""Per turn; a turn longer than that is no speech."""


@dataclass(frozen=True, slots=True)
class DialogueTurn:
    """One turn; `start` and `end` in seconds."""

    id: int
    speaker: str
    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """One item of the agenda."""

    id: str
    title: str
    minutes: float


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A whole or growing dialogue of two people. `names` maps participant id to first name."""

    id: str
    lang: Lang
    day: date
    known_next_session: date | None
    names: Mapping[str, str]
    agenda: tuple[Point, ...]
    turns: tuple[DialogueTurn, ...]


def parse(raw: object) -> Dialogue:
    """Return the dialogue, or raise `BadInput` saying what is wrong and where."""
    if not isinstance(raw, Mapping):
        raise BadInput("the dialogue is not a JSON object")
    schema = raw.get("schema", "binome.dialogue/1")
    if schema != "binome.dialogue/1":
        raise BadInput(f"schema: expected “binome.dialogue/1”, found {_short(schema)}")
    lang = raw.get("lang")
    if lang not in ("fr", "en"):
        raise BadInput(f"lang: expected “fr” or “en”, found {_short(lang)}")
    session = raw.get("session")
    if not isinstance(session, Mapping):
        raise BadInput("session: missing, needs at least a date")
    names = _names(raw.get("participants"))
    return Dialogue(
        id=str(raw.get("id", "")),
        lang=lang,
        day=_day(session.get("date"), "session.date"),
        known_next_session=_known(session.get("known_next_session")),
        names=names,
        agenda=_agenda(raw.get("agenda", [])),
        turns=_turns(raw.get("turns"), names),
    )


def _known(value: object) -> date | None:
    return None if value in (None, "") else _day(value, "session.known_next_session")


def _day(value: object, where: str) -> date:
    if not isinstance(value, str):
        raise BadInput(f"{where}: expected a date YYYY-MM-DD, found {_short(value)}")
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        raise BadInput(f"{where}: “{value[:30]}” is not a date YYYY-MM-DD") from None
    if not 1970 <= day.year <= 2200:
        raise BadInput(f"{where}: the year {day.year} is out of range")
    return day


def _names(rows: object) -> dict[str, str]:
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not rows:
        raise BadInput("participants: expected a list of the two people")
    out: dict[str, str] = {}
    for n, row in enumerate(rows):
        if not isinstance(row, Mapping) or not isinstance(row.get("id"), str):
            raise BadInput(f"participants[{n}]: needs an id")
        if row["id"] in out:
            raise BadInput(f"participants[{n}].id: “{row['id'][:30]}” is given twice")
        name = row.get("name") or ""
        out[row["id"]] = str(name).split(" ")[0]
    return out


def _agenda(rows: object) -> tuple[Point, ...]:
    if rows is None:
        return ()
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise BadInput("agenda: expected a list of items")
    out = []
    for n, row in enumerate(rows):
        if not isinstance(row, Mapping) or not isinstance(row.get("id"), str):
            raise BadInput(f"agenda[{n}]: needs an id")
        minutes = _number(row.get("minutes", 0), f"agenda[{n}].minutes")
        out.append(Point(row["id"], str(row.get("title", "")), max(minutes, 0.0)))
    return tuple(out)


def _turns(rows: object, names: Mapping[str, str]) -> tuple[DialogueTurn, ...]:
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise BadInput("turns: expected a list")
    if len(rows) > MOST_TURNS:
        raise BadInput(f"turns: {len(rows)} is more than the {MOST_TURNS} that can be read")
    out: list[DialogueTurn] = []
    for n, row in enumerate(rows):
        turn = _turn(row, n, names)
        if out and turn.id <= out[-1].id:
            raise BadInput(f"turns[{n}].id: {turn.id} does not come after {out[-1].id}")
        out.append(turn)
    return tuple(out)


def _turn(row: Any, n: int, names: Mapping[str, str]) -> DialogueTurn:
    if not isinstance(row, Mapping):
        raise BadInput(f"turns[{n}]: expected an object")
    number, speaker, text = row.get("id"), row.get("speaker"), row.get("text")
    if not isinstance(number, int) or isinstance(number, bool):
        raise BadInput(f"turns[{n}].id: expected a whole number, found {_short(number)}")
    if not isinstance(speaker, str) or speaker not in names:
        raise BadInput(f"turns[{n}].speaker: {_short(speaker)} is not among the participants")
    if not isinstance(text, str):
        raise BadInput(f"turns[{n}].text: expected text, found {_short(text)}")
    if len(text) > MOST_CHARACTERS:
        raise BadInput(f"turns[{n}].text: longer than {MOST_CHARACTERS} characters")
    start = _number(row.get("start"), f"turns[{n}].start")
    end = _number(row.get("end"), f"turns[{n}].end")
    return DialogueTurn(number, speaker, start, max(start, end), text)


def _number(value: object, where: str) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not abs(value) < 1e9:
        raise BadInput(f"{where}: expected a number, found {_short(value)}")
    return float(value)


def _short(value: object) -> str:
    text = repr(value)
    return "nothing" if value is None else text if len(text) <= 40 else text[:37] + "…"
