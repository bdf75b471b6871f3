"""After the hang-up: who gets the recap, when, and only once."""

from dataclasses import replace
from email.message import EmailMessage

import pytest

from binome.domain.events import CommitmentNoticed, RecapReopened, RecapSealed, RecapSent
from binome.domain.values import Commitment, Participant
from binome.errors import Unavailable
from binome.service.ports import Seat
from binome.service.wrapup import Letter, WrapUp, due_in, moment, pauses, sent_to
from tests.helpers.letterbox import Letterbox, short_mail
from tests.helpers.pair import CLOSED_AT, closed, opened, seats, session_record
from tests.helpers.store import MemoryEventLog, MemorySessions

pytestmark = pytest.mark.anyio
HOUR = 3600.0


class Evening:
    """A session that just ended, and everything a wrap-up needs."""

    def __init__(self, post: Letterbox, **changes: bool) -> None:
        self.log = MemoryEventLog()
        self.sessions = MemorySessions(self.log)
        self.post = post
        self.letters: list[Letter] = []
        self.wrap_up = WrapUp(
            self.log,
            self.sessions,
            post,
            self.log.append,
            self.seal,
            self.compose,
            mail_domain="example.org",
            **changes,
        )

    async def seal(self, session: str, version: int) -> None:
        await self.log.append(session, [RecapSealed(HOUR, version)])

    def compose(self, letter: Letter) -> EmailMessage:
        self.letters.append(letter)
        return short_mail(letter)

    async def begin(self, *more: tuple[Seat, str]) -> WrapUp:
        await self.sessions.create(session_record(), [*seats(), *more])
        await self.log.append("s1", [opened(), closed()])
        return self.wrap_up


async def test_each_gets_the_recap_once_however_often_it_is_asked_for() -> None:
    evening = Evening(Letterbox())
    wrap_up = await evening.begin()
    assert await wrap_up.owed("s1", 1) == ["mentor", "mentee"]
    for person in ("mentor", "mentee", "mentor", "mentee"):
        message_id = await wrap_up.deliver("s1", person)
        await wrap_up.note_sent("s1", person, message_id, CLOSED_AT)
    assert evening.post.addresses == ["mentor@example.org", "mentee@example.org"]
    assert [mail["Message-ID"] for mail in evening.post.mails] == [
        "<recap-s1-mentor@example.org>",
        "<recap-s1-mentee@example.org>",
    ]
    assert await wrap_up.owed("s1", 1) == []
    assert len(evening.log.events["s1"]) == 4


async def test_a_mail_that_left_before_the_disk_filled_does_not_leave_again() -> None:
    evening = Evening(Letterbox())
    wrap_up = await evening.begin()
    message_id = await wrap_up.deliver("s1", "mentor")
    evening.log.full = True
    with pytest.raises(Unavailable):
        await wrap_up.note_sent("s1", "mentor", message_id, CLOSED_AT)
    await wrap_up.deliver("s1", "mentor")
    assert evening.post.addresses == ["mentor@example.org"]


async def test_a_mail_that_could_not_leave_leaves_the_next_time() -> None:
    evening = Evening(Letterbox(Unavailable("the post is closed")))
    wrap_up = await evening.begin()
    with pytest.raises(Unavailable):
        await wrap_up.deliver("s1", "mentor")
    assert await wrap_up.owed("s1", 1) == ["mentor", "mentee"]
    await wrap_up.deliver("s1", "mentor")
    assert evening.post.addresses == ["mentor@example.org"]


async def test_observers_and_revoked_seats_get_no_recap() -> None:
    evening = Evening(Letterbox(), everybody_has_mail=True)
    watcher = Participant("observer", "observer", "Ana")
    seat = Seat("s1", watcher, "ana@example.org", False, CLOSED_AT)
    wrap_up = await evening.begin((seat, "token-of-ana"))
    await evening.sessions.revoke("s1", "mentee")
    assert await wrap_up.owed("s1", 1) == ["mentor"]


@pytest.mark.parametrize(("outbox", "owed"), [(True, ["mentor", "guest-1"]), (False, ["mentor"])])
async def test_somebody_without_address_gets_a_mail_only_in_the_file_outbox(
    outbox: bool, owed: list[str]
) -> None:
    evening = Evening(Letterbox(), everybody_has_mail=outbox)
    guest = Participant("guest-1", "mentee", "Ana")
    wrap_up = await evening.begin((Seat("s1", guest, None, False, CLOSED_AT), "token-of-ana"))
    await evening.sessions.revoke("s1", "mentee")
    assert await wrap_up.owed("s1", 1) == owed
    await wrap_up.deliver("s1", "guest-1")
    assert evening.post.addresses == ["guest-1@no-address.invalid"]


async def test_a_rehearsal_is_marked_as_heard_by_the_demonstration_model() -> None:
    evening = Evening(Letterbox())
    wrap_up = await evening.begin()
    evening.log.events["s1"][0] = replace(opened(), rehearsal=True)
    await wrap_up.deliver("s1", "mentor")
    (letter,) = evening.letters
    assert letter.recap.demo


async def test_a_correction_is_mailed_to_both_again_with_what_changed_and_never_before() -> None:
    evening = Evening(Letterbox())
    wrap_up = await evening.begin()
    await wrap_up.seal("s1", 1)
    await wrap_up.deliver("s1", "mentor", 1)
    await wrap_up.note_sent("s1", "mentor", "<m>", CLOSED_AT, 1)
    line = Commitment("h1", "action", "Lire le guide", "mentee", None, None, None, 1.0, "mentee")
    await evening.log.append(
        "s1", [RecapReopened(HOUR, "mentee", 2), CommitmentNoticed(HOUR, line)]
    )
    assert await wrap_up.owed("s1", 1) == ["mentee"]
    assert await wrap_up.owed("s1", 2) == ["mentor", "mentee"]
    await wrap_up.deliver("s1", "mentee", 1)
    await wrap_up.seal("s1", 2)
    await wrap_up.deliver("s1", "mentee", 2)
    texts = [[line.text for line in letter.recap.actions] for letter in evening.letters]
    assert texts == [[], [], ["Lire le guide"]]
    assert [len(letter.changes) for letter in evening.letters] == [0, 0, 1]
    assert [mail["Message-ID"] for mail in evening.post.mails] == [
        "<recap-s1-mentor@example.org>",
        "<recap-s1-mentee@example.org>",
        "<recap-s1-mentee-v2@example.org>",
    ]


def test_a_corrected_recap_is_due_its_delay_after_it_was_reopened() -> None:
    events = [opened(), closed(HOUR), RecapReopened(30 * HOUR, "mentor", 2)]
    assert due_in(events, 24 * HOUR, "2026-11-24T21:00:00Z") == 24 * HOUR


def test_the_recap_is_due_a_set_time_after_the_hang_up() -> None:
    events = [opened(), closed(HOUR)]
    assert due_in(events, 24 * HOUR, CLOSED_AT) == 24 * HOUR
    assert due_in(events, 24 * HOUR, "2026-11-24T10:00:00.000+00:00") == 6 * HOUR
    assert due_in(events, 24 * HOUR, "2027-01-01T00:00:00Z") == 0.0
    assert due_in([opened()], 24 * HOUR, CLOSED_AT) is None


def test_the_moment_of_sending_is_on_the_sessions_own_clock() -> None:
    events = [opened(), closed(HOUR)]
    assert moment(events, "2026-11-23T17:30:00Z") == 2.5 * HOUR
    assert moment(events, "2026-11-23T15:10:00Z") == HOUR  # a wall clock set back
    assert sent_to([*events, RecapSent(HOUR, "mentor", "<m>")]) == {"mentor"}


def test_a_closed_post_is_tried_again_for_three_days_ever_more_rarely() -> None:
    waits = pauses(72 * HOUR)
    assert waits[:4] == [5.0, 10.0, 20.0, 40.0]
    assert max(waits) == HOUR
    assert 72 * HOUR <= sum(waits) < 73 * HOUR
