"""Which words are final: local agreement of two readings, pure and never taking a word back.

Two consecutive readings of overlapping audio must begin with the same (normalised) words before
those are committed; the last reading of a turn commits everything. Driven by `live`, one
`Agreement` a turn. A property test holds it to its promise: committed words never change.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from binome.domain.values import Language, Word
from binome.speech.normalise import key


@dataclass(frozen=True, slots=True)
class Step:
    """What one reading changed: words that are now final, and the light tail to show after."""

    committed: tuple[Word, ...]
    tail: tuple[Word, ...]


class Agreement:
    """The committed words of one turn and the last reading beyond them."""

    GATE = 0.7
    """The tail is shown only up to the first word less probable than this."""
    EDGE = 0.8
    """The same for the last word of a reading, which the end of the audio may have cut."""
    RARE = 0.5
    """Both, where the next reading is seconds away: late is then worse than unsteady."""
    SURE = 0.4
    """A word less probable than this needs three readings that agree."""
    SETTLED = 1.0
    """Seconds of audio after a word from which on one reading of it is enough, if asked for."""
    SEAM = 3
    """Words at a cut that may be heard twice and are then dropped."""
    CONTEXT = 24
    """Words before a cut that the next window may be told."""
    NEAR = 0.3
    """Seconds after a cut in which a word may be one heard before it."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.committed: list[Word] = []
        self.before_the_cut = ""
        """The last committed words before a window that began with a cut; for the next reading."""
        self.beyond: list[Word] = []
        """What the last reading said after the committed words."""
        self._inside: list[str] = []
        """Keys of the committed words whose audio still lies in the window."""
        self._seam: list[str] = []
        self._cut_at = 0.0
        self._last: list[str] = []
        self._before: list[str] = []
        """What the reading before the last one said beyond the committed words."""

    @property
    def still_inside(self) -> list[Word]:
        """The committed words that still lie in the window."""
        return self.committed[-len(self._inside) :] if self._inside else []

    @property
    def may_commit(self) -> bool:
        """Whether a reading that is not the last can commit words: one came before it."""
        return len(self._last) > 0

    def hear(
        self, reading: Sequence[Word], *, final: bool = False, until: float | None = None
    ) -> Step:
        """Take a reading of the whole window; `final` commits all of it.

        `until`, where the audio of the reading ended (seconds): words well before it are committed
        although nobody heard them twice. For readings that are seconds apart.
        """
        spoken = [(word, key(word.text, self.language)) for word in reading]
        spoken = [(word, name) for word, name in spoken if name]
        keys = [name for _, name in spoken]
        known = self._known(keys, [word for word, _ in spoken])
        beyond, keys = [word for word, _ in spoken[known:]], keys[known:]
        agreed = len(beyond) if final else self._agreed(beyond, keys)
        if not final and until is not None:
            agreed = max(agreed, self._settled(beyond, until - self.SETTLED))
        fresh = self._in_order(beyond[:agreed])
        self.committed += fresh
        self._inside += keys[:agreed]
        self.beyond = beyond[agreed:]
        self._before, self._last = self._last[agreed:], keys[agreed:]
        tail = [] if final else self._shown(beyond[agreed:], rare=until is not None)
        return Step(tuple(fresh), tuple(tail))

    def rest(self) -> None:
        """The window now begins in silence, after everything that was committed."""
        self._inside, self._seam, self._last, self._before = [], [], [], []
        self.before_the_cut = ""

    def cut(self, kept: int, at: float) -> None:
        """The window now begins inside speech at `at` (seconds), after all committed words but
        the last `kept`."""
        self._cut_at = at
        gone = self._inside[: len(self._inside) - kept]
        self._seam = (self._seam + gone)[-self.SEAM :]
        self._inside = self._inside[len(self._inside) - kept :]
        known = self.committed[: len(self.committed) - kept][-self.CONTEXT :]
        self.before_the_cut = " ".join(word.text for word in known)

    def _known(self, keys: list[str], heard: Sequence[Word]) -> int:
        """How many leading words of a reading only repeat what is committed."""
        if self._inside:
            return self._covering(keys, heard)
        near = sum(word.start < self._cut_at + self.NEAR for word in heard)
        for count in range(min(self.SEAM, len(self._seam), near), 0, -1):
            if keys[:count] == self._seam[-count:]:
                return count
        if near and self._seam and self._seam[-1].endswith(keys[0]) and heard[0].p < 0.6:
            return 1  # the end of a word that the cut went through
        return 0

    def _covering(self, keys: list[str], heard: Sequence[Word]) -> int:
        """How many words cover the committed ones; among equals, the one that ends like them,
        then the one that ends when they end."""
        lengths = _prefixes_covering(self._inside, keys)
        exact = [length for length in lengths if length and keys[length - 1] == self._inside[-1]]
        if exact:
            return exact[-1]
        end = self.committed[-1].end
        return min(lengths, key=lambda length: abs((heard[length - 1].end if length else 0) - end))

    def _agreed(self, beyond: Sequence[Word], keys: list[str]) -> int:
        """How many words of a reading that is not the last may be committed.

        Never its very last word: it may be cut, and its full stop is a guess.
        """
        twice = min(_common(self._last, keys), len(keys) - 1)
        thrice = _common(self._before, keys)
        for index in range(max(0, twice)):
            if beyond[index].p < self.SURE and index >= thrice:
                return index
        return max(0, twice)

    def _settled(self, beyond: Sequence[Word], until: float) -> int:
        """How many leading words are likely and ended by `until`."""
        for index, word in enumerate(beyond):
            if word.end > until or word.p < self.GATE:
                return index
        return len(beyond)

    def _in_order(self, fresh: list[Word]) -> list[Word]:
        """Keep times monotone: a word never starts before the one committed before it ended."""
        ordered: list[Word] = []
        floor = self.committed[-1].end if self.committed else 0.0
        for word in fresh:
            start = max(word.start, floor)
            floor = max(word.end, start)
            ordered.append(replace(word, start=start, end=floor))
        return ordered

    def _shown(self, tail: list[Word], *, rare: bool) -> list[Word]:
        """The sure beginning of the tail; where readings are rare, more of it."""
        shown: list[Word] = []
        for index, word in enumerate(tail, 1):
            edge = self.EDGE if index == len(tail) else self.GATE
            if word.p < (self.RARE if rare else edge):
                break
            shown.append(word)
        return shown


def _common(before: Sequence[str], now: Sequence[str]) -> int:
    count = 0
    for one, other in zip(before, now, strict=False):
        if one != other:
            break
        count += 1
    return count


def _prefixes_covering(committed: Sequence[str], keys: Sequence[str]) -> list[int]:
    """Lengths of the prefixes of `keys` that are closest to `committed` in edits."""
    row = list(range(len(keys) + 1))
    for index, expected in enumerate(committed, 1):
        previous, row[0] = row[0], index
        for column, heard in enumerate(keys, 1):
            replaced = previous + (expected != heard)
            previous = row[column]
            row[column] = min(replaced, row[column] + 1, row[column - 1] + 1)
    best = min(row)
    return [length for length, cost in enumerate(row) if cost == best]
