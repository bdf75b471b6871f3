"""Which of two languages a person speaks: that of the invitation, until two turns say otherwise.

Asked once a turn, of a reading with enough speech; a new language holds from the next turn on.
Guessing for each sentence would translate, misspell and invent. Pure; one `Tongue` a listener.
"""

from collections.abc import Mapping

from binome.domain.values import Language


class Tongue:
    """One person's language."""

    SURE = 0.8
    """Probability, between the two languages, of the other one."""
    TURNS = 2
    """Turns in a row."""
    LEAST = 2.0
    """Seconds of audio a reading must have to be asked."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._asked = ""
        self._votes = 0

    def asks(self, turn: str, seconds: float) -> bool:
        """Whether a reading of this turn is to be asked for its language."""
        return turn != self._asked and seconds >= self.LEAST

    def hear(self, turn: str, odds: Mapping[Language, float]) -> None:
        """Take the probabilities of one reading of the turn; they need not sum to 1."""
        if turn == self._asked:
            return
        self._asked = turn
        other: Language = "en" if self.language == "fr" else "fr"
        total = odds.get("fr", 0.0) + odds.get("en", 0.0)
        if total <= 0 or odds.get(other, 0.0) / total <= self.SURE:
            self._votes = 0
            return
        self._votes += 1
        if self._votes == self.TURNS:
            self.language, self._votes = other, 0
