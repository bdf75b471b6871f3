"""English deadlines: a closed grammar over folded words, relative to the session's day.

The same contract and the same rules as `dates_fr`: a bare weekday is the next one strictly after
the session, a fortnight is 14 days, next week is shown as its Friday, "Friday week" adds seven.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from binome.language import due
from binome.language.due import Due
from binome.language.fold import listed
from binome.language.numbers import english

WEEKDAYS = {
    name: n
    for n, name in enumerate(listed("monday tuesday wednesday thursday friday saturday sunday"))
}
MONTHS = {
    name: n + 1
    for n, name in enumerate(
        listed(
            "january february march april may june july august september october november december"
        )
    )
}
_DAY_PARTS = ("morning", "afternoon", "evening", "night", "lunchtime", "noon", "midday")
_LEADS = (
    ("by",),
    ("before",),
    ("on",),
    ("until",),
    ("till",),
    ("no", "later", "than"),
    ("for",),
    ("at", "the", "latest", "by"),
    ("come",),
    ("over",),
    ("within",),
    ("sometime",),
    ("first", "thing"),
)
_FIRM = ("by", "before", "no", "until", "till", "within", "at")
_TODAY = (
    "today",
    "tonight",
    "this evening",
    "this afternoon",
    "this morning",
    "later today",
    "end of the day",
    "the end of the day",
    "end of today",
    "close of play",
    "close of business",
    "end of play",
    "right after this",
    "right after the call",
    "straight after this",
    "as soon as we hang up",
    "this lunchtime",
    "end of day",
    "when we hang up",
    "when i hang up",
    "as soon as we are done",
    "as soon as i am off this call",
    "when we are done here",
    "after this call",
    "after the call",
    "straight after",
    "over the night",
    "overnight",
    "the minute we hang up",
    "the same evening",
    "before midnight",
    "by midnight",
    "this arvo",
)
_SESSION = ("session", "meeting", "call", "time", "chat", "catch-up", "one", "conversation")
_FEASTS = {
    "christmas": (12, 25),
    "christmas day": (12, 25),
    "new year": (1, 1),
    "halloween": (10, 31),
    "boxing day": (12, 26),
}
_TODAY_BY_FIRST = {
    first: tuple(p for p in (tuple(t.split()) for t in _TODAY) if p[0] == first)
    for first in {t.split()[0] for t in _TODAY}
}
_OPENERS = (
    frozenset(lead[0] for lead in _LEADS)
    | frozenset(_TODAY_BY_FIRST)
    | frozenset(WEEKDAYS)
    | frozenset(MONTHS)
    | frozenset(feast.split()[0] for feast in _FEASTS)
    | frozenset(
        listed(
            """
tomorrow tmrw the a an this next coming on in within about around end early late start beginning
mid later easter our my at for when
"""
        )
    )
)
"""Words that may begin a deadline; a number may as well."""


def opens(word: str, before: str) -> bool:
    """Return whether a deadline may begin at a word."""
    return (
        word in _OPENERS
        or word[:1].isdecimal()
        or before == "again"
        or english((word,), 0) is not None
        or english((word,), 0, ordinal=True) is not None
    )


def read(words: Sequence[str], at: int, today: date) -> Due | None:
    """Return the deadline whose expression starts at word `at`, or nothing."""
    for lead in _LEADS:
        if tuple(words[at : at + len(lead)]) == lead:
            bare = _bare(words, at + len(lead), today, lead[0])
            if bare is None and lead[0] == "first":
                bare = read(words, at + 2, today)
            firm = lead[0] in _FIRM
            if bare:
                return replace(bare, first=at, is_deadline=firm)
    if _word(words, at - 1) == "again":
        heard = _span(words, at, today, "within")  # "meet again [in] two weeks"
        if heard:
            return replace(heard, end=_tail(words, heard.end), confidence=0.6)
    return _bare(words, at, today)


def _bare(words: Sequence[str], at: int, today: date, led: str = "") -> Due | None:
    found = (
        _today(words, at, today)
        or _relative_day(words, at, today)
        or _weekday(words, at, today)
        or _span(words, at, today, led)
        or _week(words, at, today, led)
        or _month(words, at, today)
        or _calendar(words, at, today, led)
        or _anchored(words, at, led)
    )
    if not found:
        return None
    if _word(words, at - 1) in ("last", "since", "every", "each", "past"):
        return None
    return replace(found, end=_tail(words, found.end))


def _tail(words: Sequence[str], at: int) -> int:
    moved = True
    while moved:
        moved = False
        for phrase in (("at", "the", "latest"), ("latest",), ("if", "that", "works"), ("sharp",)):
            if (tuple(words[at : at + len(phrase)]) == phrase and len(phrase) < 3) or (
                tuple(words[at : at + 3]) == phrase and phrase[0] == "at"
            ):
                at, moved = at + len(phrase), True
        if _word(words, at) in _DAY_PARTS:
            at, moved = at + 1, True
        elif _word(words, at) == "first" and _word(words, at + 1) == "thing":
            at, moved = at + 2, True
        elif (
            _word(words, at) == "in"
            and _word(words, at + 1) == "the"
            and _word(words, at + 2) in _DAY_PARTS
        ):
            at, moved = at + 3, True
        hour = _hour(words, at)
        if hour:
            at, moved = hour, True
    return at


def _hour(words: Sequence[str], at: int) -> int | None:
    start = at
    if _word(words, at) in ("at", "by", "around"):
        at += 1
    word = _word(words, at)
    if at > start and word in ("noon", "midday", "lunchtime"):
        return at + 1
    if word[:-2].replace(":", "").replace(".", "").isdecimal() and word[-2:] in ("am", "pm"):
        return at + 1
    number = english(words, at)
    if number and 1 <= number[0] <= 24:
        after = _word(words, at + number[1])
        if after in ("o'clock", "am", "pm", "a.m", "p.m", "a.m.", "p.m."):
            return at + number[1] + 1
        if at > start and words[start] == "at":
            more = english(words, at + number[1])
            return at + number[1] + (more[1] if more and more[0] in (15, 30, 45) else 0)
    return None


def _today(words: Sequence[str], at: int, today: date) -> Due | None:
    for parts in _TODAY_BY_FIRST.get(_word(words, at), ()):
        if tuple(words[at : at + len(parts)]) == parts:
            return due.on(at, at + len(parts), today, 0.85)
    return None


def _relative_day(words: Sequence[str], at: int, today: date) -> Due | None:
    if _word(words, at) in ("tomorrow", "tmrw"):
        if _word(words, at + 1) == "week":
            return due.on(at, at + 2, today + timedelta(days=8), 0.8)
        return due.on(at, at + 1, today + timedelta(days=1), 0.95)
    lead = 1 if _word(words, at) == "the" else 0
    if list(words[at + lead : at + lead + 3]) == ["day", "after", "tomorrow"]:
        return due.on(at, at + lead + 3, today + timedelta(days=2), 0.95)
    return None


def _weekday(words: Sequence[str], at: int, today: date) -> Due | None:
    start = at
    if words[at : at + 3] == ["a", "week", "today"]:
        return due.on(at, at + 3, today + timedelta(weeks=1), 0.95)
    if words[at : at + 3] == ["a", "week", "tomorrow"]:
        return due.on(at, at + 3, today + timedelta(days=8), 0.95)
    if words[at : at + 3] == ["a", "week", "on"] and _word(words, at + 3) in WEEKDAYS:
        day = due.next_weekday(today, WEEKDAYS[words[at + 3]])
        return due.on(at, at + 4, day + timedelta(weeks=1), 0.95)
    if _word(words, at) in ("this", "next", "the", "coming", "on"):
        at += 1
    if _word(words, at) == "coming":
        at += 1
    weekday = WEEKDAYS.get(_word(words, at))
    if weekday is None:
        return None
    day = due.next_weekday(today, weekday)
    end = at + 1
    rank = _word(words, end)
    dated_at = end + 1 if rank == "the" else end
    dated = _day_of_month(words, dated_at, today)
    if dated:
        return replace(dated, first=start)
    part = end + 1 if _word(words, end) in _DAY_PARTS else end
    if _word(words, part) == "week" and _word(words, part + 1) != "after":
        return due.on(start, part + 1, day + timedelta(weeks=1), 0.95)
    if words[part : part + 3] == ["of", "next", "week"]:
        day = due.monday_after(today) + timedelta(days=weekday)
        return due.on(start, part + 3, day, 0.95)
    if words[part : part + 2] == ["next", "week"]:
        day = due.monday_after(today) + timedelta(days=weekday)
        return due.on(start, part + 2, day, 0.95)
    second = WEEKDAYS.get(_word(words, part + 1)) if _word(words, part) == "or" else None
    if second is not None:
        last = due.next_weekday(today, second)
        return due.between(start, part + 2, min(day, last), max(day, last), max(day, last))
    return due.on(start, part, day, 0.85 if words[start] == "next" else 0.9)


def _span(words: Sequence[str], at: int, today: date, led: str) -> Due | None:
    start = at
    if _word(words, at) in ("in", "within"):
        at += 1
    elif led not in ("within",) and not _from_now(words, at):
        return None
    at = at + 1 if _word(words, at) in ("about", "around", "the", "next") else at
    at = at + 1 if _word(words, at) == "next" else at
    number = english(words, at)
    count, used = number or ((1, 1) if _word(words, at) in ("a", "an") else (0, 0))
    if _word(words, at) == "a" and _word(words, at + 1) == "couple":
        count, used = 2, 3 if _word(words, at + 2) == "of" else 2
    if not used:
        return None
    unit = _word(words, at + used)
    end = at + used + 1
    if words[end : end + 2] in (["'", "time"], ["from", "now"], ["from", "today"]):
        end += 2
    elif _word(words, end) in ("time", "'"):
        end += 1
    if words[end : end + 2] == ["from", "tomorrow"]:
        end, today = end + 2, today + timedelta(days=1)
    if unit in ("day", "days", "day's", "days'"):
        return due.on(start, end, today + timedelta(days=count), 0.9)
    if unit in ("week", "weeks", "weeks'"):
        return due.on(start, end, today + timedelta(weeks=count), 0.9)
    if unit in ("fortnight", "fortnight's"):
        return due.on(start, end, today + timedelta(days=14 * count), 0.9)
    if unit in ("month", "months", "months'"):
        return due.on(start, end, due.add_months(today, count), 0.85)
    if unit in ("hours", "hour") and count >= 20:
        return due.on(start, end, today + timedelta(days=round(count / 24)), 0.85)
    if unit in ("hours", "hour", "minutes"):
        return due.on(start, end, today, 0.6)
    return None


def _from_now(words: Sequence[str], at: int) -> bool:
    tail = list(words[at + 1 : at + 6])
    return (
        "from" in tail
        and any(
            tail[n : n + 2] in (["from", "now"], ["from", "today"], ["from", "tomorrow"])
            for n in range(len(tail))
        )
        and (_word(words, at) in ("a", "an") or english(words, at) is not None)
    )


def _week(words: Sequence[str], at: int, today: date, led: str) -> Due | None:
    friday, monday = due.friday_of_this_week(today), due.monday_after(today)
    here = at
    part = ""
    for phrase in (
        ("the", "end", "of"),
        ("end", "of"),
        ("early",),
        ("late",),
        ("the", "start", "of"),
        ("start", "of"),
        ("the", "beginning", "of"),
        ("beginning", "of"),
        ("mid", "of"),
        ("early", "in"),
        ("later",),
        ("the", "middle", "of"),
    ):
        if tuple(words[at : at + len(phrase)]) == phrase:
            here = at + len(phrase)
            part = next(word for word in phrase if word != "the")
    if words[here : here + 2] == ["next", "week"]:
        shown = {"early": 1, "start": 1, "beginning": 1, "mid": 2, "middle": 2}.get(part, 4)
        last = monday + timedelta(days=shown)
        return due.between(at, here + 2, monday, last, last)
    if words[here : here + 2] in (["this", "week"], ["the", "week"]):
        if words[here] == "the" and words[here + 2 : here + 3] == ["of"]:
            lead = 4 if _word(words, here + 3) == "the" else 3
            dated = _day_of_month(words, here + lead, today)
            if dated and dated.day:
                first = dated.day - timedelta(days=dated.day.weekday())
                last = first + timedelta(days=4)
                return due.between(at, dated.end, first, last, last)
        if words[here] == "this" or part:
            return due.between(at, here + 2, today, friday, friday)
    if words[at : at + 2] in (["this", "weekend"], ["the", "weekend"], ["next", "weekend"]):
        sunday = due.sunday_of_this_week(today)
        if led in ("before", "by"):
            return due.on(at, at + 2, friday, 0.8)
        return due.between(at, at + 2, sunday - timedelta(days=1), sunday, sunday)
    return None


def _month(words: Sequence[str], at: int, today: date) -> Due | None:
    here = at + 1 if _word(words, at) in ("the", "at") else at
    here = here + 1 if _word(words, here) == "the" else here
    part = _word(words, here)
    if part in ("end", "start", "beginning", "middle", "mid", "early", "late"):
        after = here + 1
        after = after + 1 if _word(words, after) == "of" else after
        if (
            words[after : after + 2] in (["the", "month"], ["this", "month"])
            or _word(words, after) == "month"
        ):
            end = after + (1 if words[after] == "month" else 2)
            return _month_part(part, at, end, today.year, today.month, today)
        if words[after : after + 2] == ["next", "month"]:
            target = due.add_months(today.replace(day=1), 1)
            return _month_part(part, at, after + 2, target.year, target.month, today)
        if words[after : after + 2] in (["the", "year"], ["this", "year"]):
            return due.on(at, after + 2, date(today.year, 12, 31), 0.8)
        if _word(words, after) in MONTHS:
            month = MONTHS[words[after]]
            return _month_part(part, at, after + 1, due.coming_month(today, month), month, today)
    if words[at : at + 2] == ["next", "month"]:
        target = due.add_months(today.replace(day=1), 1)
        last = due.month_end(target.year, target.month)
        return due.between(at, at + 2, target, last, last, 0.7)
    if _word(words, at) == "in" and _word(words, at + 1) in MONTHS:
        month = MONTHS[words[at + 1]]
        year = due.coming_month(today, month)
        last = due.month_end(year, month)
        return due.between(at, at + 2, max(today, date(year, month, 1)), last, last, 0.6)
    if _word(words, at) == "easter":
        return due.on(at, at + 1, due.easter(today), 0.8)
    for feast, (month, day) in sorted(_FEASTS.items(), key=lambda f: -len(f[0])):
        parts = feast.split()
        found = due.coming_date(today, day, month)
        if list(words[at : at + len(parts)]) == parts and found:
            return due.on(at, at + len(parts), found, 0.8)
    return None


def _month_part(part: str, at: int, end: int, year: int, month: int, today: date) -> Due | None:
    last = due.month_end(year, month)
    if part in ("end", "late"):
        return due.between(at, end, last - timedelta(days=6), last, last, 0.85)
    day = date(year, month, 15 if part in ("mid", "middle") else 5)
    return due.between(at, end, day - timedelta(days=4), day, day, 0.6) if day >= today else None


def _calendar(words: Sequence[str], at: int, today: date, led: str) -> Due | None:
    start = at
    if _word(words, at) == "the":
        at += 1
    if _word(words, at) in MONTHS:
        month = MONTHS[words[at]]
        here = at + 2 if _word(words, at + 1) == "the" else at + 1
        rank = english(words, here, ordinal=True) or english(words, here)
        found = due.coming_date(today, rank[0], month) if rank else None
        return due.on(start, here + rank[1], found, 0.95) if rank and found else None
    dated = _day_of_month(words, at, today, bare=at > start or led in ("on", "by", "before"))
    return replace(dated, first=start) if dated else None


def _day_of_month(words: Sequence[str], at: int, today: date, *, bare: bool = True) -> Due | None:
    rank = english(words, at, ordinal=True)
    if not rank or not 1 <= rank[0] <= 31:
        return None
    end = at + rank[1]
    has_rank = not (words[at].isdecimal())
    month_at = end + 1 if _word(words, end) == "of" else end
    month = MONTHS.get(_word(words, month_at))
    if month:
        found = due.coming_date(today, rank[0], month)
        return due.on(at, month_at + 1, found, 0.95) if found else None
    after = _word(words, end)
    follows = after.isalpha() and after not in _AFTER_A_DAY and after not in _DAY_PARTS
    if not bare or not has_rank or (words[at].isalpha() and follows):
        return None
    found = due.coming_day(today, rank[0])
    return due.on(at, end, found, 0.8) if found else None


_AFTER_A_DAY = frozenset(
    listed(
        "of at and or if then works is for to same in so i you we it that would will as but ok yes "
        "please instead fine suits sounds by with next it's"
    )
)


def _anchored(words: Sequence[str], at: int, led: str) -> Due | None:
    here = at
    if _word(words, here) in ("at", "in", "for"):
        here += 1
    if _word(words, here) in ("our", "the", "my"):
        here += 1
    if _word(words, here) == "next" and _word(words, here + 1) in _SESSION:
        end = here + 2
        if _word(words, end) == "we" and _word(words, end + 1) in ("meet", "speak", "talk"):
            end += 2
        return Due(at, end, None, anchor="next_session", confidence=0.8)
    meets = ("meet", "speak", "talk", "chat", "catch")
    if led in ("before", "by", "until") or _word(words, at) == "when":
        subject = at + 1 if _word(words, at) == "when" else at
        verb = subject + 2 if _word(words, subject + 1) == "next" else subject + 1
        if _word(words, subject) == "we" and _word(words, verb) in meets:
            end = verb + 2 if _word(words, verb + 1) in ("next", "again", "up") else verb + 1
            return Due(at, end, None, anchor="next_session", confidence=0.7)
    if words[at : at + 3] == ["the", "day", "before"]:
        return Due(at, at + 3, None, anchor="next_session", offset=-1, confidence=0.7)
    if words[at : at + 3] == ["the", "night", "before"]:
        return Due(at, at + 3, None, anchor="next_session", offset=-1, confidence=0.7)
    number = english(words, at)
    if (
        number
        and _word(words, at + number[1]) in ("days", "day")
        and _word(words, at + number[1] + 1) in ("before", "beforehand")
    ):
        return Due(
            at, at + number[1] + 2, None, anchor="next_session", offset=-number[0], confidence=0.7
        )
    if led in ("before", "by") and _word(words, at) == "then":
        return Due(at, at + 1, None, anchor="next_session", confidence=0.6)
    return None


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""
