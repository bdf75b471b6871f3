"""What a recap mail says, in its reader's language and order, ready for the templates.

Pure. A template only places these words; it decides nothing. The reader's own actions come first.
"""

from dataclasses import dataclass

from binome.domain.recap import Recap, RecapLine
from binome.domain.values import Language, Participant, Reached
from binome.domain.versions import Change
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
    settled: str
    """`fait` or `plus nécessaire` in words; empty = still open."""


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item with both durations in words; `over` when it took clearly longer."""

    title: str
    planned: str
    actual: str
    over: bool
    reached: str
    """Whether its aim was reached, in words; empty = not said."""


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
    version: int
    changes: tuple[str, ...]
    """Of a correction: each difference from the version before, as a sentence."""


_OVER = 60.0
"""Seconds beyond the time box from which it counts as longer (a short box: twice itself)."""


_REACHED: dict[Language, dict[Reached, str]] = {
    "fr": {"yes": "objectif atteint", "partly": "en partie atteint", "no": "pas atteint"},
    "en": {"yes": "aim reached", "partly": "partly reached", "no": "not reached"},
}
_SETTLED: dict[Language, dict[str, str]] = {
    "fr": {"open": "", "done": "fait", "dropped": "plus nécessaire"},
    "en": {"open": "", "done": "done", "dropped": "no longer needed"},
}
_CHANGES: dict[Language, dict[str, str]] = {
    "fr": {
        "added": "Ajouté : « {after} »",
        "removed": "Retiré : « {before} »",
        "changed": "Modifié : « {before} » devient « {after} »",
        "aims": "Les objectifs atteints ont été revus",
        "next_session": "La prochaine séance a changé",
    },
    "en": {
        "added": "Added: “{after}”",
        "removed": "Removed: “{before}”",
        "changed": "Changed: “{before}” is now “{after}”",
        "aims": "Which aims were reached was revised",
        "next_session": "The next session has changed",
    },
}


def page_for(
    recap: Recap, reader: Participant, link: str, changes: tuple[Change, ...] = ()
) -> Page:
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
                _REACHED[language][item.reached] if item.reached else "",
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
        version=recap.version,
        changes=tuple(_change(change, recap, language) for change in changes),
    )


def _change(change: Change, recap: Recap, language: Language) -> str:
    told = {
        side: _brief(line, recap, language) if line else ""
        for side, line in (("before", change.before), ("after", change.after))
    }
    return _CHANGES[language][change.kind].format(**told)


def _brief(line: RecapLine, recap: Recap, language: Language) -> str:
    """Return a line with whom it binds and its date: what a correction is usually about."""
    shown = _line(line, recap, language)
    about = [part for part in (shown.who if line.kind == "action" else "", shown.due) if part]
    return f"{shown.text} ({', '.join(about)})" if about else shown.text


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
        settled=_SETTLED[language][line.outcome],
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
