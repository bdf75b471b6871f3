"""What a rehearsal measured: word error rate, how soon words were seen, what was promised.

Pure: folds the messages one person's page received, each with the session time of its arrival.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from binome.domain.view import SessionView
from binome.rehearsal.script import Script
from binome.speech.normalise import word_errors
from binome.speech.normalise import words as spelled


@dataclass(slots=True)
class CaptionTimes:
    """When each word of each running turn was first on the page, in session seconds."""

    shown: dict[str, list[float]] = field(default_factory=dict)
    first_display: list[float] = field(default_factory=list)
    commit: list[float] = field(default_factory=list)

    def tail(self, participant: str, text: str, arrived: float) -> None:
        """Note that the light tail now shows `text` after the turn's committed words."""
        self._see(participant, self._committed(participant) + len(text.split()), arrived)

    def committed(
        self, participant: str, words: Sequence[dict[str, Any]], ends: bool, arrived: float
    ) -> None:
        """Note committed words (each with `end`, session seconds) and the end of the turn."""
        before = self._committed(participant)
        self._see(participant, before + len(words), arrived)
        times = self.shown[participant]
        for place, word in enumerate(words, before):
            self.first_display.append(max(0.0, times[place] - word["end"]))
            self.commit.append(max(0.0, arrived - word["end"]))
        self._counts[participant] = before + len(words)
        if ends:
            self.shown[participant], self._counts[participant] = [], 0

    _counts: dict[str, int] = field(default_factory=dict)

    def _committed(self, participant: str) -> int:
        return self._counts.get(participant, 0)

    def _see(self, participant: str, words: int, arrived: float) -> None:
        times = self.shown.setdefault(participant, [])
        times.extend([arrived] * (words - len(times)))


def percentile(values: Iterable[float], share: float) -> float | None:
    """Return the nearest-rank percentile (`share` 0..1), None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3)


def word_error_rate(script: Script, view: SessionView) -> float | None:
    """Return WER over both people's words, None without a reference.

    Each person's turns are concatenated; substitutions, insertions and deletions over reference
    words, after the normalisation that the live agreement uses too.
    """
    if not script.lines:
        return None
    errors = total = 0
    for person in script.people:
        said = " ".join(line.text for line in script.lines if line.speaker == person.id)
        heard = " ".join(w.text for t in view.turns if t.participant == person.id for w in t.words)
        reference = spelled(said, script.language)
        errors += word_errors(reference, spelled(heard, script.language))
        total += len(reference)
    return round(errors / total, 4)


def report_of(script: Script, view: SessionView, times: CaptionTimes) -> dict[str, Any]:
    """Return the rehearsal's report, JSON-ready; seconds."""
    lines = [line for line in view.commitments if line.dismissed_by is None]
    return {
        "wer": word_error_rate(script, view),
        "first_display_p50_s": percentile(times.first_display, 0.5),
        "first_display_p95_s": percentile(times.first_display, 0.95),
        "commit_p50_s": percentile(times.commit, 0.5),
        "commit_p95_s": percentile(times.commit, 0.95),
        "actions": [_line(line) for line in lines if line.current.kind == "action"],
        "agreements": [_line(line) for line in lines if line.current.kind == "agreement"],
        "mails": len(view.sent_to),
    }


def _line(line: Any) -> dict[str, Any]:
    current = line.current
    return {
        "text": current.text,
        "owner": current.owner,
        "due": current.due,
        "confidence": current.confidence,
        "confirmed_by": list(line.confirmed_by),
    }
