"""Dialogues for the language room, written as lines of talk."""

from typing import Any

from binome.language.minutes import read

PEOPLE = [
    {"id": "mentor", "role": "mentor", "name": "Claire"},
    {"id": "mentee", "role": "mentee", "name": "Yanis"},
]
PEOPLE_EN = [
    {"id": "mentor", "role": "mentor", "name": "Ana"},
    {"id": "mentee", "role": "mentee", "name": "Sam"},
]
SPEAKERS = {"M": "mentor", "E": "mentee"}


def dialogue(
    *lines: str,
    lang: str = "fr",
    day: str = "2026-11-24",
    agenda: list[dict[str, Any]] | None = None,
    known_next_session: str | None = None,
) -> dict[str, Any]:
    """Return a dialogue of lines "M: …" (mentor) and "E: …" (mentee), turn ids from 1."""
    turns: list[dict[str, Any]] = []
    at = 0.0
    for number, line in enumerate(lines, start=1):
        who, _, text = line.partition(":")
        seconds = max(len(text) / 15, 0.3)
        turns.append(
            {
                "id": number,
                "speaker": SPEAKERS[who],
                "start": at,
                "end": at + seconds,
                "text": text.strip(),
            }
        )
        at += seconds + 0.3
    return {
        "schema": "binome.dialogue/1",
        "id": "talk",
        "lang": lang,
        "title": "",
        "session": {"date": day, "known_next_session": known_next_session},
        "participants": PEOPLE if lang == "fr" else PEOPLE_EN,
        "agenda": agenda or [],
        "turns": turns,
    }


def minutes(*lines: str, **more: Any) -> dict[str, Any]:
    """Return the minutes of such a dialogue as the rules alone write them."""
    return read(dialogue(*lines, **more), rules_alone=True)


def actions(*lines: str, **more: Any) -> list[tuple[str, str, str | None]]:
    """Return owner, line and due date of each action of such a dialogue."""
    found = minutes(*lines, **more)["actions"]
    return [(a["owner"], a["text"], a["due"]) for a in found]


def agreements(*lines: str, **more: Any) -> list[tuple[str, str | None]]:
    """Return line and due date of each agreement of such a dialogue."""
    return [(a["text"], a["due"]) for a in minutes(*lines, **more)["agreements"]]
