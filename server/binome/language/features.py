"""What the trained layer sees of a turn: its words, what the rules found, and its neighbours.

A feature is a short string; the same ones are made when training and when reading. Dates and
numbers are masked, so that a model learns "je t'envoie ça <date>" and not the date.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from binome.language.reading import Reading


@dataclass(frozen=True, slots=True)
class Heard:
    """One turn as the trained layer needs it; `share` is its place in the talk, 0..1."""

    reading: Reading
    speaker: str
    is_mentor: bool
    share: float
    item: str
    closing: bool


@lru_cache(maxsize=16384)
def masked(reading_norms: tuple[str, ...], spans: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    """Return the words with every deadline and number as one mark."""
    out: list[str] = []
    at = 0
    starts = dict(spans)
    while at < len(reading_norms):
        if at in starts:
            out.append("<date>")
            at = starts[at]
            continue
        word = reading_norms[at]
        out.append("<num>" if word[:1].isdecimal() else word)
        at += 1
    return tuple(out)


def words_of(reading: Reading) -> tuple[str, ...]:
    """Return a reading's masked words without full stops and commas."""
    found = masked(reading.norms, tuple((d.first, d.end) for d in reading.dues))
    return tuple(w for w in found if w not in (",", ".", ":"))


def of_turn(talk: Sequence[Heard], at: int) -> list[str]:
    """Return the features of a turn in its talk."""
    here = talk[at]
    out = list(_words(words_of(here.reading)))
    out += _rules("c", here.reading)
    if at:
        out += _beside("p", talk[at - 1], here)
        out += _echo("p", here.reading, talk[at - 1].reading)
    if at > 1:
        out += _beside("o", talk[at - 2], here, with_words=False)
        out += _echo("o", here.reading, talk[at - 2].reading)
    if at + 1 < len(talk):
        out += _beside("n", talk[at + 1], here)
        out += _echo("n", talk[at + 1].reading, here.reading)
    if at + 2 < len(talk):
        out += _beside("m", talk[at + 2], here, with_words=False)
    out += _place(talk, at)
    return out


def _words(words: Sequence[str]) -> Iterator[str]:
    seen = set()
    for n, word in enumerate(words):
        for feature in (
            f"w {word}",
            f"b {word} {words[n + 1] if n + 1 < len(words) else '$'}",
            f"t {word} {words[n + 1]} {words[n + 2]}" if n + 2 < len(words) else "",
        ):
            if feature and feature not in seen:
                seen.add(feature)
                yield feature
    for n in range(min(len(words), 2)):
        yield f"s{n} {words[n]}"
    if words:
        yield f"e {words[-1]}"


def _rules(place: str, reading: Reading) -> Iterator[str]:
    for move in reading.moves:
        alive = "dead" if move.reasons else "live"
        yield f"{place} move {move.kind}"
        yield f"{place} {alive} {move.kind} {'date' if move.dues else ''}"
        if place == "c":
            yield f"name {move.name} {alive}"
            yield f"lemma {move.lemma}"
        for reason in move.reasons:
            yield f"{place} why {move.kind} {reason}"
    if not reading.moves:
        yield f"{place} no move"
    yield f"{place} answer {reading.answer}"
    yield f"{place} dates {min(len(reading.dues), 3)}"
    if reading.loose_dues:
        yield f"{place} loose"
    if reading.dues and reading.dues[0].first <= 1:
        yield f"{place} date first"
    if any(d.is_deadline for d in reading.dues):
        yield f"{place} deadline"
    if any(d.anchor for d in reading.dues):
        yield f"{place} anchored"
    for flag in reading.flags:
        yield f"{place} flag {flag}"
    yield f"{place} size {min(len(reading.norms) // 4, 8)}"
    if "?" in reading.norms:
        yield f"{place} asked"


def _beside(place: str, other: Heard, here: Heard, *, with_words: bool = True) -> Iterator[str]:
    yield f"{place} same {other.speaker == here.speaker}"
    yield from _rules(place, other.reading)
    if with_words:
        words = words_of(other.reading)
        for word in set(words):
            yield f"{place}w {word}"
        for n in range(min(2, len(words))):
            yield f"{place}s {' '.join(words[: n + 1])}"


def _echo(place: str, later: Reading, before: Reading) -> Iterator[str]:
    days = {d.day for d in later.dues if d.day} & {d.day for d in before.dues if d.day}
    if days:
        yield f"{place} same day"
    mine, theirs = set(words_of(later)), set(words_of(before))
    common = {w for w in mine & theirs if len(w) > 4}
    yield f"{place} echo {min(len(common), 3)}"


def _place(talk: Sequence[Heard], at: int) -> Iterator[str]:
    here = talk[at]
    yield f"role {'mentor' if here.is_mentor else 'mentee'}"
    yield f"tenth {int(here.share * 10)}"
    if here.closing:
        yield "closing"
    yield f"off {here.item == 'off'}"
    yield "any"
