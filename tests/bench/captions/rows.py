"""The rows that the benchmark answers for, with their peers, floors and goals, in one place.

A row that a run did not measure is printed all the same, without a value: nothing is made up.
"""

from collections.abc import Mapping

from tests.bench.captions.report import Measure

_R = Measure
ROWS = (
    _R("CPU per live window, padded call / ours, base", None, "×", 1.0, 5.0, 8.0, "higher"),
    _R("CPU per live window, padded call / ours, small", None, "×", 1.0, 5.0, 8.0, "higher"),
    _R("the same for the windows of one room, base", None, "×", 1.0, 5.0, 8.0, "higher"),
    _R("the same for the windows of one room, small", None, "×", 1.0, 5.0, 8.0, "higher"),
    _R("CPU-s per speech-s, one room, base", None, "s/s", None, 0.45, 0.25, "lower"),
    _R("CPU-s per speech-s, one room, small", None, "s/s", None, 1.2, 0.75, "lower"),
    _R("CPU-s per speech-s, peer / ours, base", None, "×", 1.0, 1.3 / 0.45, 1.3 / 0.25, "higher"),
    _R("CPU-s per speech-s, peer / ours, small", None, "×", 1.0, 4.33 / 1.2, 4.33 / 0.75, "higher"),
    _R("tracks per core, first display p95 < 2 s, base", None, "tracks", 1, 6, 12, "higher"),
    _R("the same at the facts' prices", None, "tracks", 1, 6, 12, "higher"),
    _R("revisions per word", None, "1", None, 0.15, 0.06, "lower"),
    _R("last word of turn lost", None, "%", None, 2.0, 1.0, "lower"),
    _R("words on silence", None, "words", None, 0, 0, "lower"),
    _R("words on a fan", None, "words", None, 0, 0, "lower"),
    _R("words on typing", None, "words", None, 0, 0, "lower"),
    _R("words on music", None, "words", None, 0, 0, "lower"),
    _R("p95 lag at twice the capacity", None, "s", None, 6.0, 4.0, "lower"),
    _R("slope of that lag", None, "s/min", None, 0.1, 0.02, "lower"),
    _R("fairness (Jain) there", None, "1", None, 0.9, 0.95, "higher"),
    _R("WER live − offline", None, "points", None, 3.0, 1.0, "lower"),
    _R("speaking-time error", None, "%", None, 2.0, 1.0, "lower"),
    _R("overlap error", None, "s", None, 0.1, 0.064, "lower"),
    _R("engine killed: until it reads again", None, "s", None, 5.0, 2.0, "lower"),
    _R("memory gained in a soak", None, "MB/h", None, 20.0, 5.0, "lower"),
)
"""CPU-s per speech-s of the peers on the facts' machine: 1.30 (base), 4.33 (small)."""


def row(name: str, value: float | None, peer: float | None = None) -> Measure:
    """Return the row of this name with its value, and with what a peer came to in this run."""
    (one,) = (one for one in ROWS if one.name == name)
    peer = one.peer if peer is None else peer
    return Measure(name, value, one.unit, peer, one.floor, one.goal, one.better)


def complete(found: list[Measure]) -> list[Measure]:
    """Return every row in order: as found, or without a value."""
    known: Mapping[str, Measure] = {one.name: one for one in found}
    return [known.get(one.name, one) for one in ROWS]
