"""A mirror as rows, for a spreadsheet: one line a figure, one line a passage."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from binome.domain.mirror.passages import Passage
from binome.domain.mirror.whole import Mirror


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `value` None where there was nothing to count; `unit` "" for a share or a count.

    `about` = the agenda item, or what the passage shows; `at` in seconds, with its `quote`.
    """

    figure: str
    measure: str
    value: float | None
    unit: str = ""
    about: str = ""
    at: float | None = None
    quote: str = ""


def rows_of(mirror: Mirror) -> list[Row]:
    """Return the mirror's figures and passages, figure by figure."""
    return [
        *_talk(mirror),
        *_asking(mirror),
        *_answering(mirror),
        *_telling(mirror),
        *_times(mirror),
    ]


def _passages(figure: str, passages: Iterable[tuple[str, Passage]]) -> Iterator[Row]:
    for about, passage in passages:
        yield Row(figure, "passage", None, "", about, passage.start, passage.quote)


def _talk(m: Mirror) -> Iterator[Row]:
    for share in (m.talk_share.whole, *m.talk_share.by_item):
        about = share.title or ""
        yield Row("talk_share", "own", share.own, "s", about)
        yield Row("talk_share", "others", share.others, "s", about)
        yield Row("talk_share", "share", share.share, "", about)
    yield Row("long_runs", "count", m.long_runs.count)
    for run in m.long_runs.runs:
        at, quote = run.passage.start, run.passage.quote
        yield Row("long_runs", "run", run.seconds, "s", "", at, quote)
    for name, cuts in (("own", m.interruptions.mine), ("others", m.interruptions.theirs)):
        yield Row("interruptions", name, len(cuts))
        yield from _passages("interruptions", ((name, cut.came_in) for cut in cuts))


def _asking(m: Mirror) -> Iterator[Row]:
    asked, pauses = m.questions, m.thinking_time
    for kind, count in (("open", asked.open), ("closed", asked.closed), ("tag", asked.tag)):
        yield Row("questions", kind, count)
    yield Row("questions", "per_ten_minutes", asked.per_ten_minutes)
    yield Row("questions", "open_share", asked.open_share)
    yield Row("questions", "stacked", len(asked.stacked))
    yield from _passages("questions", ((each.kind, each.passage) for each in asked.asked))
    yield Row("thinking_time", "median", pauses.median, "s", "after_own_question")
    yield Row("thinking_time", "long_share", pauses.long_share, "", "after_own_question")
    yield Row("thinking_time", "went_on_myself", pauses.went_on_myself)
    for pause in pauses.pauses:
        at, quote = pause.passage.end, pause.passage.quote
        yield Row("thinking_time", "pause", pause.seconds, "s", pause.ended_by, at, quote)
    after = pauses.after_the_other
    yield Row("thinking_time", "median", after.median, "s", "after_the_other")
    yield Row("thinking_time", "long_share", after.long_share, "", "after_the_other")
    yield Row("thinking_time", "count", after.count, "", "after_the_other")


def _answering(m: Mirror) -> Iterator[Row]:
    said_back = m.reformulations
    yield Row("reformulations", "marked", len(said_back.marked))
    yield from _passages("reformulations", (("marked", each) for each in said_back.marked))
    yield Row("reformulations", "uptakes", len(said_back.uptakes))
    yield Row("reformulations", "answers", said_back.answers)
    taken = ((" ".join(each.words), each.passage) for each in said_back.uptakes)
    yield from _passages("reformulations", taken)


def _telling(m: Mirror) -> Iterator[Row]:
    for figure, measure, passages in (
        ("advice", "given", m.advice.given),
        ("advice", "permissions", m.advice.permissions),
        ("encouragement", "tied", m.encouragement.tied),
        ("encouragement", "bare", m.encouragement.bare),
    ):
        yield Row(figure, measure, len(passages))
        yield from _passages(figure, ((measure, passage) for passage in passages))
    yield Row("fillers", "at_least", m.fillers.at_least)
    yield Row("fillers", "per_minute", m.fillers.per_minute)
    for filler in m.fillers.words:
        yield Row("fillers", "count", filler.count, "", filler.word)
    yield Row("pace", "words_per_minute", m.pace.words_per_minute)
    yield Row("pace", "median", m.pace.median)
    for point in m.pace.timeline:
        yield Row("pace", "window", point.words_per_minute, "", "", point.at)
    yield from _sound(m)


def _sound(m: Mirror) -> Iterator[Row]:
    if m.sound is None:
        return
    yield Row("sound", "loudness", m.sound.loudness, "LUFS")
    yield Row("sound", "pitch_range", m.sound.pitch_range, "st")
    for point in m.sound.timeline:
        yield Row("sound", "loudness", point.loudness, "LU", "beside_median", point.at)
        yield Row("sound", "pitch", point.pitch, "st", "beside_median", point.at)
        yield Row("sound", "pitch_range", point.pitch_range, "st", "", point.at)


def _times(m: Mirror) -> Iterator[Row]:
    yield Row("punctuality", "start_delay", m.punctuality.start_delay, "s")
    yield Row("punctuality", "overrun", m.punctuality.overrun, "s")
    for item in m.punctuality.items:
        yield Row("punctuality", "planned", item.planned, "s", item.title)
        yield Row("punctuality", "actual", item.actual, "s", item.title)
    if m.promises is not None:
        yield Row("promises", "own_kept", m.promises.own_kept)
        yield Row("promises", "own_due", m.promises.own_due)
        yield Row("promises", "others_kept", m.promises.others_kept)
        yield Row("promises", "others_due", m.promises.others_due)
