"""Who is in which receive slot of whom; pure, driven by the room.

A slot, once given, stays: when somebody reloads the page the others see the same place go dark
and light up again. Only leaving frees it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from binome.errors import BadInput

MOST_WATCHERS = 8
"""People who only watch, beside those of the call."""


@dataclass(slots=True)
class _Place:
    publishes: bool
    slots: list[str | None] = field(default_factory=list)


class Seating:
    """The places of one room."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._places: dict[str, _Place] = {}

    def slots_of(self, participant: str) -> tuple[str | None, ...]:
        """Return who is in each receive slot of this person."""
        return tuple(self._places[participant].slots)

    def take(self, participant: str, slots: int, *, publishes: bool) -> None:
        """Give the person a place, or renew it after a reload.

        Raises `BadInput` when the room is full.
        """
        others = [p for name, p in self._places.items() if name != participant]
        taken = sum(place.publishes == publishes for place in others)
        if taken >= (self.size if publishes else MOST_WATCHERS):
            raise BadInput(f"the room is full: {taken} people are in it")
        known = self._places.get(participant)
        kept = known.slots[:slots] if known is not None else []
        place = _Place(publishes, kept + [None] * (slots - len(kept)))
        self._places[participant] = place
        for name, other in self._places.items():
            if name != participant:
                _seat(place, name, visible=other.publishes)
                _seat(other, participant, visible=publishes)

    def free(self, participant: str) -> None:
        """Take the person out of the room and out of everybody's slots; may be called twice."""
        self._places.pop(participant, None)
        for place in self._places.values():
            place.slots = [None if name == participant else name for name in place.slots]
        # Somebody who had found no slot may take the freed one.
        for name, place in self._places.items():
            for other, theirs in self._places.items():
                if other != name:
                    _seat(place, other, visible=theirs.publishes)

    def picture(self) -> Mapping[str, tuple[str | None, ...]]:
        """Return everybody's slots."""
        return {name: tuple(place.slots) for name, place in self._places.items()}


def _seat(place: _Place, name: str, *, visible: bool) -> None:
    if not visible:
        place.slots = [None if seated == name else seated for seated in place.slots]
    elif name not in place.slots and None in place.slots:
        place.slots[place.slots.index(None)] = name
