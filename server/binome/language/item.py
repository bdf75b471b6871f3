"""A commitment while the talk goes on: open, agreed, or dead, with all that proves it."""

from dataclasses import dataclass, field
from typing import Literal

from binome.language.due import Due
from binome.language.fold import dice, overlap, stems

Status = Literal["open", "agreed", "dead"]


@dataclass(slots=True)
class Item:
    """One possible agreement or action. `at` counts turns from 0; `core`, `recap` hold turn ids."""

    id: str
    kind: Literal["agreement", "action"]
    owner: str
    """A participant id or "both"."""
    proposer: str
    lemma: str
    text: str
    object: str
    quote: str
    status: Status
    at: int
    """The turn (index) that last spoke of it."""
    core: list[int]
    recap: list[int] = field(default_factory=list)
    due: Due | None = None
    strength: float = 0.5
    accepted: Literal["no", "weak", "strong"] = "no"
    is_soft: bool = False
    """Advice or a wish: only an explicit promise makes it a commitment."""
    is_meeting: bool = False
    """An agreement about when the pair meets again."""
    has_object: bool = True
    is_feedback: bool = False
    """It only says that the other will hear of something ("je te fais un retour")."""
    name: str = ""
    doubts: frozenset[str] = frozenset()
    word: int = -1
    """The word of the first core turn that names it: its verb, or the first of its clause."""
    touched: int = 0
    """The turn (index) that last mentioned it in any way."""

    @property
    def stems(self) -> frozenset[str]:
        """Return the content stems of its line, owner-independent."""
        return stems(f"{self.text} {self.object}")

    @property
    def object_stems(self) -> frozenset[str]:
        """Return the content stems of what it is about."""
        return stems(self.object)

    def prove(self, turn: int, *, recap: bool) -> None:
        """Add a turn to the evidence."""
        if turn in self.core or turn in self.recap:
            return
        (self.recap if recap else self.core).append(turn)

    def reword(self, text: str, about: str, lemma: str, *, has_object: bool) -> None:
        """Show the item in newer words."""
        self.text, self.object, self.lemma, self.has_object = text, about, lemma, has_object
        self.is_feedback = False

    def turns(self) -> list[int]:
        """Return the evidence, core turns first, at most eight."""
        return [*self.core, *self.recap][:8]


_NUMERALS = stems("deux trois quatre cinq six sept huit neuf dix two three four five six 2 3 4 5 6")


def likeness(item: Item, text: str, about: str, lemma: str) -> float:
    """Return how likely a wording speaks of this item, 0..1."""
    other, other_object = stems(f"{text} {about}"), stems(about)
    mine, mine_object = item.stems, item.object_stems
    mine_object, other_object = mine_object - _NUMERALS, other_object - _NUMERALS
    score = dice(mine, other)
    if mine_object and other_object:
        score = max(
            score, 0.8 * overlap(mine_object, other_object) if mine_object & other_object else 0
        )
        if lemma == item.lemma and mine_object & other_object:
            score = max(score, 0.6)
    return score
