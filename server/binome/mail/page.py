"""What a recap mail says, in its reader's language and order, ready for the templates.

Pure. A template only places these words; it decides nothing. The reader's own actions come first.
"""

from dataclasses import dataclass

from binome.domain.recap import Recap, RecapLine
from binome.domain.values import Language, Participant
from binome.mail import words
from binome.mail.words import one_line


@dataclass(frozen=True, slots=True)
class Line:
    """An agreement or an action. `who` e.g. `Léa → Karim`; `due` in words; empty = not known."""

    text: str
    kind: str
    who: str
    due: str
    due_words: str
    quote: str
    said_at: str
    confirmed: str
    carried_over: bool


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item with both durations in words; `over` when it took clearly longer."""

    title: str
    planned: str
    actual: str
    over: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The whole mail in words."""

    language: Language
    reader: str
    others: str
    title: str
    day: str
    duration: str
    agreements: tuple[Line, ...]
    actions: tuple[Line, ...]
    to_clarify: tuple[Line, ...]
    agenda: tuple[Item, ...]
    next_day: str
    next_hour: str
    next_zone: str
    next_place: str
    approved: bool
    approved_by: str
    rehearsal: bool
    demo: bool
    link: str


_OVER = 60.0
"""Seconds beyond the time box from which it counts as longer (a short box: twice itself)."""


def page_for(recap: Recap, reader: Participant, link: str) -> Page:
    """Return the recap as `reader` will read it; `link` leads to the recap page."""
    language = reader.language
    lines = [(line, _line(line, recap, language)) for line in _in_order(recap, reader)]
    next_session = recap.next_session
    start = next_session and words.local_start(next_session)
    return Page(
        language=language,
        reader=one_line(reader.name),
        others=words.names([n for i, n in _names(recap).items() if i != reader.id], language),
        title=one_line(recap.title, 120),
        day=words.session_day(recap.opened_at, recap.timezone, language),
        duration=words.duration(recap.duration),
        agreements=tuple(w for line, w in lines if w.kind == "agreement" and not line.to_clarify),
        actions=tuple(w for line, w in lines if w.kind == "action" and not line.to_clarify),
        to_clarify=tuple(w for line, w in lines if line.to_clarify),
        agenda=tuple(
            Item(
                one_line(item.title, 120),
                words.duration(item.planned),
                words.duration(item.actual),
                item.actual > item.planned + min(_OVER, item.planned),
            )
            for item in recap.agenda
        ),
        next_day=words.day(start.date(), language) if start else "",
        next_hour=words.hour(start, language) if start else "",
        next_zone=next_session.timezone if start and next_session else "",
        next_place=one_line(next_session.place, 200) if start and next_session else "",
        approved=recap.approved_by_all,
        approved_by=words.names(
            [name for id, name in _names(recap).items() if id in recap.approved_by], language
        ),
        rehearsal=recap.rehearsal,
        demo=recap.demo,
        link=link,
    )


def _in_order(recap: Recap, reader: Participant) -> list[RecapLine]:
    lines = [line for line in (*recap.agreements, *recap.actions) if line.text.strip()]
    return sorted(lines, key=lambda line: line.owner != reader.id)


def _line(line: RecapLine, recap: Recap, language: Language) -> Line:
    names = _names(recap)
    return Line(
        text=one_line(line.text, 400),
        kind=line.kind,
        who=_direction(line, names, language),
        due=words.iso_day(line.due, language) if line.due else "",
        due_words=one_line(line.due_words or "", 120),
        quote=one_line(line.quote or "", 400),
        said_at="" if line.at is None else words.moment(line.at),
        confirmed=words.names([n for i, n in names.items() if i in line.confirmed_by], language),
        carried_over=line.carried_over,
    )


def _direction(line: RecapLine, names: dict[str, str], language: Language) -> str:
    """Return who owes it to whom: a promise must never be read the wrong way round."""
    if line.owner == "both":
        return words.names(list(names.values()), language)
    if line.owner not in names:
        return ""
    others = [name for id, name in names.items() if id != line.owner]
    return f"{names[line.owner]} → {words.names(others, language)}" if others else names[line.owner]


def _names(recap: Recap) -> dict[str, str]:
    return {person.id: one_line(person.name) for person in recap.participants}
