"""What the synthetic pair does besides speaking: follow the agenda, tick, hang up, approve.

Both follow the rules of the page: they accept the agenda's suggestions, tick what was clearly
promised, fix the next session when one was agreed, hang up, approve the recap.
"""

import asyncio
from collections.abc import Awaitable
from datetime import datetime
from zoneinfo import ZoneInfo

from binome.domain.commands import (
    ApproveRecap,
    ConfirmCommitment,
    HangUp,
    OpenClosing,
    SetNextSession,
    StartItem,
)
from binome.domain.values import CLEAR, NextSession
from binome.errors import BinomeError
from binome.rehearsal.line import Message
from binome.rehearsal.person import Person
from binome.rehearsal.script import Script


class Notes:
    """What a person remembers of the messages received, enough to act on."""

    def __init__(self) -> None:
        self.item: str | None = None
        self.suggested: str | None = None
        self.phase = "live"
        self.lines: dict[str, Message] = {}
        self.ticked: set[str] = set()
        self.sent: set[str] = set()
        self.consents: set[str] = set()
        self.talking: set[str] = set()
        self.open_turns: set[int] = set()

    def take(self, message: Message, _: float) -> None:
        """Remember one message of the live connection."""
        if message["type"] != "event":
            return
        event = message["event"]
        match event["type"]:
            case "consent_given":
                self.consents.add(event["participant"])
            case "agenda_item_started":
                self.item, self.suggested = event["item"], None
            case "agenda_item_suggested":
                self.suggested = event["item"]
            case "closing_opened":
                self.phase = "closing"
            case "session_closed":
                self.phase = "closed"
            case "commitment_noticed":
                self.lines[event["commitment"]["id"]] = event["commitment"]
            case "commitment_retracted" | "commitment_dismissed":
                self.lines.pop(event["commitment"], None)
            case "words_committed":
                mark = self.open_turns.discard if event["ends_turn"] else self.open_turns.add
                mark(event["turn"])
            case "recap_sent":
                self.sent.add(event["to"])

    def clear_lines(self) -> list[str]:
        """Return the ids of lines clear enough to tick, not ticked yet."""
        return [
            line["id"]
            for line in self.lines.values()
            if line["confidence"] >= CLEAR and line["id"] not in self.ticked
        ]


async def follow_agenda(person: Person, notes: Notes, script: Script, zero: float) -> None:
    """Keep the agenda with the talk: accept what is suggested, else move when the script does.

    `zero` is the session time at which the recordings started. Runs until cancelled.
    """
    order = [item.id for item in script.agenda]
    patience = 6.0
    while True:
        await asyncio.sleep(0.5)
        now = person.at() - zero
        wanted = notes.suggested or script.item_at(now - patience)
        if wanted is None or wanted not in order or wanted == notes.item:
            continue
        if notes.item in order and order.index(wanted) < order.index(notes.item):
            continue
        await _unless_refused(person.do(StartItem(wanted)))


async def close_together(mentor: Person, mentee: Person, notes: Notes, zone: str) -> None:
    """Open the closing view if the clock has not, tick what is clear, fix the next session."""
    if notes.phase == "live":
        await _unless_refused(mentor.do(OpenClosing()))
    await tick(mentor, mentee, notes)
    if meeting := _next_session(notes, zone):
        await _unless_refused(mentor.do(SetNextSession(meeting)))


async def tick(mentor: Person, mentee: Person, notes: Notes) -> None:
    """Both tick every clear line."""
    for line in notes.clear_lines():
        for person in (mentor, mentee):
            await _unless_refused(person.do(ConfirmCommitment(line)))
        notes.ticked.add(line)


async def hang_up_and_approve(mentor: Person, mentee: Person, notes: Notes) -> None:
    """End the call, tick what the last words brought, approve on both sides, await the mails."""
    await mentor.do(HangUp())
    await mentor.until(lambda: notes.phase == "closed", 45, "the end of the session")
    await tick(mentor, mentee, notes)
    for person in (mentor, mentee):
        await person.do(ApproveRecap())
    wanted = {mentor.you, mentee.you}
    await mentor.until(lambda: wanted <= notes.sent, 60, "both recaps to be sent")


def _next_session(notes: Notes, zone: str) -> NextSession | None:
    dated = [x for x in notes.lines.values() if x["kind"] == "agreement" and x["due"]]
    if not dated:
        return None
    now = datetime.now(ZoneInfo(zone))
    return NextSession(f"{dated[-1]['due']}T{now:%H:%M}", zone, "Binôme")


async def _unless_refused(asking: Awaitable[None]) -> None:
    """Do it; a refusal (the other was quicker, say) changes nothing for a rehearsal."""
    try:
        await asking
    except BinomeError:
        return
