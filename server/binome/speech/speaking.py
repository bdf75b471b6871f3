"""What one person is saying: turns, the stretches of them to be read, and where voice was."""

from collections import deque
from dataclasses import dataclass, field

from binome.domain.values import Word
from binome.speech.agreement import Agreement
from binome.speech.clock import RATE
from binome.speech.second import Piece


@dataclass(slots=True)
class Turn:
    """A running or finished turn; positions in samples."""

    key: str
    agreement: Agreement
    window: int
    """Where the window begins."""
    open: bool = True
    """False once the hard end came."""
    pieces: list[Piece] = field(default_factory=list)
    shown: str = ""
    """The tail now on the screens."""
    ended: bool = False


@dataclass(slots=True)
class Stretch:
    """Audio of a turn that must be read for good."""

    turn: Turn
    start: int
    end: int
    closes: bool = False
    in_silence: bool = True


class Voiced:
    """Remembers where voice was and what must be forgotten, to check words against both."""

    REACH = 0.3
    """Seconds a word may lie beside the voice it belongs to."""

    def __init__(self) -> None:
        self.unvoiced = 0
        """Words dropped because nobody spoke where they were heard."""
        self._spans: deque[tuple[int, int]] = deque(maxlen=400)
        self._forgotten: list[tuple[float, float]] = []

    def add(self, since: int, until: int) -> None:
        """Voice was heard between these samples."""
        self._spans.append((since, until))

    def forget(self, since: float, until: float) -> None:
        """No word between these seconds may come out any more."""
        self._forgotten.append((since, until))

    def holds(self, word: Word, running: tuple[int, int] | None) -> bool:
        """Whether the word lies by voice (`running`: the voice now heard) and is not forgotten."""
        if any(since < word.end and word.start < until for since, until in self._forgotten):
            return False
        spans = [*self._spans, running] if running else self._spans
        low, high = (word.start - self.REACH) * RATE, (word.end + self.REACH) * RATE
        if any(since < high and low < until for since, until in spans):
            return True
        self.unvoiced += 1
        return False
