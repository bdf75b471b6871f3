"""Holds one rehearsal call from the first hello to the recap in both outboxes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from binome.domain.commands import GiveConsent
from binome.domain.recap import recap_of
from binome.domain.view import SessionView
from binome.errors import Unavailable
from binome.rehearsal import manners
from binome.rehearsal.line import Message, read_log
from binome.rehearsal.manners import Notes
from binome.rehearsal.peer import Pcm, speech_of
from binome.rehearsal.person import Person, connected
from binome.rehearsal.report import CaptionTimes, report_of
from binome.rehearsal.script import Script
from binome.web.protocol import EventMessage as Stored
from binome.wire.codec import from_json, to_json

Say = Callable[[str], None]
"""Tells whoever started the rehearsal what is happening, one line at a time."""


Witness = Callable[[Message, float], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rehearsal leaves: the session's events, its recap, the report, all JSON-ready."""

    events: list[Message]
    recap: dict[str, Any]
    report: dict[str, Any]


async def hold_call(
    server: str,
    tokens: dict[str, str],
    script: Script,
    zone: str,
    say: Say,
    witness: Witness | None = None,
) -> Outcome:
    """Let the two people of `script` hold their call; `tokens` by participant id.

    `witness` is told every message of the mentor's connection with its session time.

    Raises `Unavailable` naming what did not come in time.
    """
    notes, times = Notes(), CaptionTimes()
    speech = await asyncio.to_thread(_decoded, script)
    async with (
        connected(server, tokens["mentor"]) as mentor,
        connected(server, tokens["mentee"]) as mentee,
    ):
        mentor.heard += [notes.take, _captions_into(times)]
        if witness is not None:
            mentor.heard.append(witness)
        people = (mentor, mentee)
        for person in people:
            await person.do(GiveConsent("rehearsal"))
            await person.enter()
        say("both are connected and agreed to the transcription")
        await mentor.until(
            lambda: mentor.captions["state"] != "loading", 90, "the speech model to load"
        )
        if mentor.captions["state"] == "unavailable":
            say(f"captions are off: {mentor.captions['reason']}")
        await _talk(mentor, mentee, notes, script, speech, say)
        await manners.close_together(mentor, mentee, notes, zone)
        say("the call is over; both read the recap")
        await manners.hang_up_and_approve(mentor, mentee, notes)
    say("the recap is sent to both")
    events, snapshot = await read_log(server, tokens["mentor"])
    view = from_json(SessionView, snapshot["view"])
    logged = [from_json(Stored, message).event for message in events]
    return Outcome(events, to_json(recap_of(logged)), report_of(script, view, times))


def _decoded(script: Script) -> dict[str, Pcm]:
    return {person: speech_of(track) for person, track in script.tracks.items()}


async def _talk(
    mentor: Person,
    mentee: Person,
    notes: Notes,
    script: Script,
    speech: dict[str, Pcm],
    say: Say,
) -> None:
    """Play both recordings on a common start and wait for the last words to be written."""
    for person in (mentor, mentee):
        await person.voice.flowing()
    async with asyncio.TaskGroup() as tasks:
        zero = mentor.at()
        for person in (mentor, mentee):
            person.voice.say(speech[person.you])
        say("they are talking")
        following = tasks.create_task(manners.follow_agenda(mentor, notes, script, zero))
        await mentor.voice.said()
        await mentee.voice.said()
        try:
            await mentor.until(lambda: not notes.open_turns, 20, "the last words")
        except Unavailable as late:
            say(str(late))
        following.cancel()


def _captions_into(times: CaptionTimes) -> Callable[[Message, float], None]:
    def take(message: Message, at: float) -> None:
        if message["type"] == "tail":
            times.tail(message["participant"], message["text"], at)
        elif message["type"] == "event" and message["event"]["type"] == "words_committed":
            event = message["event"]
            times.committed(event["participant"], event["words"], event["ends_turn"], at)

    return take
