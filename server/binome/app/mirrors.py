"""Mirrors of dialogue files, for the `mirror` command: read by the language layer first."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from binome.domain.mirror import Mirror, mirror_of, trend_of
from binome.errors import BadInput
from binome.language import minutes
from binome.wire.codec import to_json


@dataclass(frozen=True, slots=True)
class Mirrors:
    """Everybody's mirror of one dialogue, by participant."""

    by_person: Mapping[str, Mirror]

    def as_json(self) -> dict[str, Any]:
        """Return the mirrors ready to be written."""
        return {person: to_json(mirror) for person, mirror in self.by_person.items()}


def mirrors_of(source: Path, dialogue: Mapping[str, Any]) -> Mirrors:
    """Return the mirrors of a `binome.dialogue/1`. Raises `BadInput` naming the file."""
    try:
        read = minutes.read(dialogue)
        people = [str(person["id"]) for person in dialogue["participants"]]
        return Mirrors({person: mirror_of(dialogue, person, read) for person in people})
    except BadInput as problem:
        raise BadInput(f"{source}: {problem}") from problem
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise BadInput(f"{source}: this is not a binome.dialogue/1 ({problem})") from problem


def over_time(mirrors: Mapping[str, Mirrors]) -> dict[str, Any]:
    """Return several dialogues' mirrors, oldest first, and each person's trend (None: too few)."""
    people = sorted({person for each in mirrors.values() for person in each.by_person})
    trends = {}
    for person in people:
        named = [(n, m.by_person[person]) for n, m in mirrors.items() if person in m.by_person]
        trend = trend_of(named)
        trends[person] = None if trend is None else to_json(trend)
    return {"mirrors": {name: each.as_json() for name, each in mirrors.items()}, "trend": trends}
