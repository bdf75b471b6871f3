"""How captions felt: delays from a word's end to its first display and to its commitment. Pure.

Fed with the messages of the live path and the moment each came out; used by `binome transcribe`,
the rehearsal's report and the benchmark. Seconds everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from binome.domain.values import Language, Word
from binome.speech.live import Message
from binome.speech.normalise import key
from binome.wire.understanding import Tail, VoiceEnded, Words


@dataclass(slots=True)
class _Shown:
    committed: int = 0
    words: list[tuple[str, float]] = field(default_factory=list)
    """(key, moment of first display) of every word on the screen, committed ones first."""


@dataclass(slots=True)
class CaptionMetrics:
    """Collects delays; `figures` sums them up."""

    language: Language = "fr"
    words: int = 0
    revisions: int = 0
    """Displayed words that were later replaced or taken away."""
    speech: float = 0.0
    """Seconds of voice."""
    first_display: list[float] = field(default_factory=list)
    commit: list[float] = field(default_factory=list)
    _turns: dict[tuple[str, str], _Shown] = field(default_factory=dict)

    def hear(self, message: Message, now: float) -> None:
        """Take one message that came out at `now`."""
        match message:
            case VoiceEnded(since=since, at=at):
                self.speech += at - since
            case Tail(participant=who, turn=turn, text=text):
                shown = self._turns.setdefault((who, turn), _Shown())
                self._display(shown, shown.committed, [*map(self._key, text.split())], now)
            case Words(participant=who, turn=turn, words=words):
                self._commit(self._turns.setdefault((who, turn), _Shown()), words, now)
            case _:
                pass

    def _key(self, text: str) -> str:
        return key(text, self.language)

    def _display(self, shown: _Shown, since: int, keys: Sequence[str], now: float) -> None:
        """Replace what is shown from word `since` on."""
        before = shown.words[since:]
        same = 0
        while same < min(len(before), len(keys)) and before[same][0] == keys[same]:
            same += 1
        self.revisions += len(before) - same
        shown.words[since + same :] = [(name, now) for name in keys[same:]]

    def _commit(self, shown: _Shown, words: Sequence[Word], now: float) -> None:
        names = [self._key(word.text) for word in words]
        later = [name for name, _ in shown.words[shown.committed + len(words) :]]
        self._display(shown, shown.committed, [*names, *later], now)
        for word, (_, displayed) in zip(words, shown.words[shown.committed :], strict=False):
            self.first_display.append(displayed - word.end)
            self.commit.append(now - word.end)
        shown.committed += len(words)
        self.words += len(words)

    def figures(self) -> dict[str, float | int | None]:
        """Return the sums: percentiles in seconds, None where nothing was heard."""
        return {
            "words": self.words,
            "speech_s": round(self.speech, 3),
            "first_display_p50_s": percentile(self.first_display, 50),
            "first_display_p95_s": percentile(self.first_display, 95),
            "commit_p50_s": percentile(self.commit, 50),
            "commit_p95_s": percentile(self.commit, 95),
            "commit_max_s": percentile(self.commit, 100),
            "revisions_per_word": round(self.revisions / self.words, 4) if self.words else None,
        }


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the value below which `share` per cent of the values lie (nearest rank), or None."""
    if not values:
        return None
    ordered = sorted(values)
    rank = min(len(ordered) - 1, max(0, round(share / 100 * len(ordered) + 0.5) - 1))
    return round(ordered[rank], 3)
