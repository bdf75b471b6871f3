"""A live session through its conductor: what is stored, told, heard, erased and handed over."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from binome.domain import commands as c
from binome.domain.events import WordsCommitted
from binome.errors import BadInput, IllegalMove, NotAllowed, Unavailable
from binome.service.attendance import LOST_AFTER
from binome.service.audience import Picture
from binome.service.conductor import Conductor
from binome.service.ports import Recorded
from binome.wire.understanding import EngineStatus, Tail, VoiceStarted
from tests.helpers.pair import CLAIRE, KARIM, seats, session_record
from tests.helpers.service import GONE, House, Page, live_house, words

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def call(house: House) -> AsyncIterator[tuple[Conductor, Page, Page]]:
    """Claire and Karim in the call, agreed to the transcription."""
    await house.sessions.create(session_record(), seats())
    conductor = await house.conductors.get("s1")
    pages = Page(CLAIRE), Page(KARIM)
    for page in pages:
        assert conductor.admit(page, replaces=False) is None
    for person in (CLAIRE, KARIM):
        await conductor.enter(person)
        await conductor.do(person, c.GiveConsent("2026-11-1"))
    yield conductor, *pages


async def test_opening_the_link_stores_nothing_and_entering_starts_the_clock() -> None:
    async with live_house() as house:
        await house.sessions.create(session_record(), seats())
        conductor = await house.conductors.get("s1")
        page = Page(CLAIRE)
        conductor.admit(page, replaces=False)
        assert conductor.picture().seq == 0
        assert house.event_types() == []
        house.clock.advance(600)
        await conductor.enter(CLAIRE)
        assert house.event_types() == ["session_opened", "participant_joined"]
        assert conductor.now() == 0.0
        picture = page.told[0]
        assert isinstance(picture, Picture)
        assert picture.seq == 2


async def test_both_pages_are_told_every_event_once_and_in_order() -> None:
    async with live_house() as house, call(house) as (conductor, claire, karim):
        await conductor.do(CLAIRE, c.StartItem("subjects"))
        assert claire.seqs == karim.seqs == [2, *range(3, len(house.log.events["s1"]) + 1)]


async def test_an_event_that_could_not_be_stored_is_told_to_nobody() -> None:
    async with live_house() as house, call(house) as (conductor, claire, _):
        told = len(claire.told)
        house.log.full = True
        with pytest.raises(Unavailable, match="disk is full"):
            await conductor.do(CLAIRE, c.StartItem("subjects"))
        assert len(claire.told) == told
        house.log.full = False
        await conductor.do(CLAIRE, c.StartItem("subjects"))
        assert claire.events[-1] == "agenda_item_started"


async def test_a_forbidden_command_is_refused_and_the_session_goes_on() -> None:
    async with live_house() as house, call(house) as (conductor, _, _):
        with pytest.raises(IllegalMove):
            await conductor.do(CLAIRE, c.ApproveRecap())
        await conductor.do(CLAIRE, c.OpenClosing())
        assert "closing_opened" in house.event_types()


async def test_nobody_is_listened_to_before_both_agreed() -> None:
    async with live_house() as house:
        await house.sessions.create(session_record(), seats())
        conductor = await house.conductors.get("s1")
        for person in (CLAIRE, KARIM):
            await conductor.enter(person)
        await conductor.do(CLAIRE, c.GiveConsent("2026-11-1"))
        assert house.relay.listening == set()
        await conductor.do(KARIM, c.GiveConsent("2026-11-1"))
        assert house.relay.listening == {"mentor", "mentee"}
        assert house.understanding.told == [
            ("follow", (("mentor", "fr"), ("mentee", "fr")), "configured")
        ]


async def test_hors_micro_stops_listening_and_forgets_what_was_not_written_yet() -> None:
    async with live_house() as house, call(house) as (conductor, claire, _):
        house.clock.advance(5)
        await conductor.do(KARIM, c.PauseTranscription())
        assert house.relay.listening == set()
        assert house.understanding.told[-1] == ("forget", 5.0)
        conductor.hear(Tail("s1", "mentor", "mentor@4", "secret"))
        conductor.hear(words("mentor", "secret aussi", 4.0))
        await conductor.settled()
        assert not any(isinstance(one, Tail) for one in claire.told)
        await conductor.do(KARIM, c.ResumeTranscription())
        assert house.relay.listening == {"mentor", "mentee"}


async def test_a_withdrawal_does_not_queue_behind_the_captions_it_is_about() -> None:
    async with live_house() as house, call(house) as (conductor, claire, _):
        for number in range(50):
            conductor.hear(words("mentee", f"mot {number}", 1.0 + number))
        await conductor.do(KARIM, c.WithdrawConsent())
        await conductor.settled()
        assert "words_committed" not in house.event_types()
        assert "consent_withdrawn" in claire.events


async def test_heard_words_are_stored_and_shown_and_tails_are_only_shown() -> None:
    async with live_house() as house, call(house) as (conductor, claire, karim):
        house.clock.advance(3)
        conductor.hear(VoiceStarted("s1", "mentor", 1.0))
        conductor.hear(Tail("s1", "mentor", "mentor@1.0", "bonjour Ka"))
        conductor.hear(words("mentor", "Bonjour Karim", 1.0))
        await conductor.settled()
        assert house.event_types()[-2:] == ["speech_started", "words_committed"]
        assert any(isinstance(one, Tail) for one in karim.told)
        assert "words_committed" in claire.events


async def test_words_wait_for_a_full_disk_and_none_is_lost() -> None:
    async with live_house() as house, call(house) as (conductor, _, _):
        house.clock.advance(9)
        house.log.full = True
        conductor.hear(words("mentor", "un", 1.0))
        conductor.hear(words("mentee", "deux", 2.0))
        with pytest.raises(Unavailable):
            await conductor.do(CLAIRE, c.OpenClosing())
        house.log.full = False
        conductor.hear(words("mentor", "trois", 3.0))
        await conductor.settled()
        said = [e.words[0].text for e in house.log.events["s1"] if isinstance(e, WordsCommitted)]
        assert said == ["un", "deux", "trois"]


async def test_erasing_takes_the_words_out_of_the_log() -> None:
    async with live_house() as house, call(house) as (conductor, _, _):
        house.clock.advance(30)
        conductor.hear(words("mentor", "canari jaune", 25.0))
        await conductor.do(CLAIRE, c.EraseLast(10))
        assert house.event_types()[-1] == "passage_erased"
        assert "canari" not in repr(house.log.events)
        assert "canari" not in repr(conductor.missed(1))
        assert ("forget", 20.0) in house.understanding.told


async def test_an_erasure_that_could_not_be_done_is_done_later() -> None:
    async with live_house() as house, call(house) as (conductor, _, _):
        house.clock.advance(30)
        conductor.hear(words("mentor", "canari jaune", 25.0))
        house.log.cannot_erase = True
        await conductor.do(CLAIRE, c.EraseLast(10))
        assert "canari" in repr(house.log.events)
        house.log.cannot_erase = False
        await conductor.settled()
        assert "canari" not in repr(house.log.events)


async def test_a_turn_that_ends_has_the_dialogue_read_and_actions_noticed() -> None:
    async with live_house() as house, call(house) as (conductor, claire, _):
        house.clock.advance(10)
        house.understanding.minutes = minutes_with_an_action()
        conductor.hear(words("mentee", "je vous envoie le CV", 5.0))
        await house.understanding.until_read(1)
        await until(conductor, lambda: "commitment_noticed" in claire.events)
        dialogue = house.understanding.dialogues[0]
        assert dialogue["session"]["date"] == "2026-11-24"
        assert dialogue["session"]["start"] == "15:00"


async def test_a_reading_begun_before_an_erasure_does_not_count() -> None:
    import asyncio

    async with live_house() as house, call(house) as (conductor, claire, _):
        house.clock.advance(10)
        house.understanding.minutes = minutes_with_an_action()
        house.understanding.hold = asyncio.Event()
        conductor.hear(words("mentee", "je vous envoie le CV", 5.0))
        await house.understanding.until_read(1)
        await conductor.do(KARIM, c.EraseLast(10))
        house.understanding.hold.set()
        await conductor.settled()
        assert "commitment_noticed" not in claire.events


async def test_hanging_up_finishes_the_words_reads_once_more_and_hands_the_recap_over() -> None:
    async with live_house() as house, call(house) as (conductor, _, _):
        house.clock.advance(10)
        last = words("mentee", "je vous envoie le CV", 5.0)
        house.understanding.last_words = lambda: conductor.hear(last)
        house.understanding.minutes = minutes_with_an_action()
        await conductor.do(CLAIRE, c.HangUp())
        await house.jobs.until_asked("closed")
        types = house.event_types()
        assert types.index("session_closed") < types.index("words_committed")
        assert types[-1] == "commitment_noticed"
        assert ("close_room", "s1") in house.relay.told
        assert house.relay.listening == set()


async def test_the_jobs_look_at_the_recap_at_hang_up_and_at_each_approval() -> None:
    async with live_house() as house, call(house) as (conductor, _, _):
        await conductor.do(CLAIRE, c.HangUp())
        await house.jobs.until_asked("closed")
        assert "approved" not in house.jobs.asked
        for person in (CLAIRE, KARIM):
            await conductor.do(person, c.ApproveRecap())
            await house.jobs.until_asked("approved")


async def test_the_clock_warns_by_itself() -> None:
    async with live_house() as house, call(house) as (conductor, claire, _):
        house.clock.advance(480)
        conductor.poke()
        await conductor.settled()
        assert claire.events[-1] == "time_box_warned"


async def test_a_person_whose_connection_breaks_is_lost_after_a_while_and_may_come_back() -> None:
    async with live_house() as house, call(house) as (conductor, claire, karim):
        conductor.release(karim)
        house.clock.advance(LOST_AFTER - 1)
        conductor.poke()
        await conductor.settled()
        assert "participant_left" not in claire.events
        house.clock.advance(2)
        conductor.poke()
        await conductor.settled()
        assert claire.events[-1] == "participant_left"
        again = Page(KARIM)
        assert conductor.admit(again, replaces=True) is None
        await conductor.enter(KARIM)
        assert claire.events[-1] == "participant_joined"


async def test_a_refresh_within_that_while_goes_unnoticed() -> None:
    async with live_house() as house, call(house) as (conductor, claire, karim):
        conductor.release(karim)
        conductor.admit(Page(KARIM), replaces=True)
        house.clock.advance(LOST_AFTER + 1)
        conductor.poke()
        await conductor.settled()
        assert "participant_left" not in claire.events


async def test_a_second_tab_is_turned_away_unless_it_takes_over() -> None:
    async with live_house() as house, call(house) as (conductor, claire, _):
        second = Page(CLAIRE)
        assert conductor.admit(second, replaces=False) == "seat_taken"
        assert conductor.admit(second, replaces=True) is None
        assert claire.farewell == "replaced"
        conductor.release(claire)
        assert conductor.attendance.audience.holds("mentor")


async def test_a_restarted_process_goes_on_where_it_was() -> None:
    async with live_house() as house, call(house) as (conductor, _, _):
        house.clock.advance(60)
        conductor.hear(words("mentor", "avant la panne", 50.0))
        await conductor.settled()
    house.clock.advance(12)
    async with live_house(house.log, house.sessions, house.clock) as after:
        again = await after.conductors.get("s1")
        await again.settled()
        assert again.now() == pytest.approx(72.0)
        assert after.relay.listening == {"mentor", "mentee"}
        assert after.event_types()[-1] == "transcription_interrupted"
        page = Page(KARIM)
        again.admit(page, replaces=True)
        missed = again.missed(2)
        assert missed is not None
        assert [one.seq for one in missed] == list(range(3, len(house.log.events["s1"]) + 1))


@pytest.mark.parametrize("hours", [1, -1])
async def test_a_wall_clock_that_jumps_moves_no_timer_and_nothing_goes_back_in_time(
    hours: int,
) -> None:
    async with live_house() as house, call(house) as (conductor, _, _):
        house.clock.advance(300.0)
        await conductor.do(CLAIRE, c.StartItem("subjects"))
        deadline = conductor.picture().view.agenda.items[1].started_at
        house.clock.began += timedelta(hours=hours)
        house.clock.advance(60.0)
        assert conductor.now() == 360.0
        assert conductor.picture().view.agenda.items[1].started_at == deadline
        await conductor.do(CLAIRE, c.WriteNote("subjects", "après le saut"))
    async with live_house(house.log, house.sessions, house.clock) as later:
        again = await later.conductors.get("s1")
        assert again.now() >= 360.0
        await again.do(CLAIRE, c.StartItem("welcome"))
    times = [event.at for event in house.log.events["s1"]]
    assert times == sorted(times)


async def test_a_restart_of_ours_that_the_recogniser_lived_through_loses_no_word() -> None:
    async with live_house() as house, call(house) as (conductor, _, _):
        house.clock.advance(60)
        conductor.hear(words("mentor", "je disais", 50.0, turn="mentor@50", ends=False))
        await conductor.settled()
    house.clock.advance(6)
    async with live_house(house.log, house.sessions, house.clock) as after:
        after.understanding.kept_listening = True
        after.conductors.heard(words("mentor", "donc", 51.0, turn="mentor@50"))
        again = await after.conductors.get("s1")
        await again.settled()
        assert "transcription_interrupted" not in after.event_types()
        (turn,) = again.picture().view.turns
        assert [word.text for word in turn.words] == ["je", "disais", "donc"]


async def test_a_dead_recogniser_ends_what_it_left_open_and_says_what_may_be_missing() -> None:
    async with live_house() as house, call(house) as (conductor, claire, _):
        house.clock.advance(20)
        conductor.hear(VoiceStarted("s1", "mentor", 10.0))
        conductor.hear(words("mentor", "je disais", 10.0, ends=False))
        await conductor.settled()
        await house.conductors.worker_back(house.clock.monotonic() - 4.0)
        assert "transcription_interrupted" in claire.events
        view = conductor.picture().view
        assert view.turns[0].ended
        assert view.participants[0].speaking_since is None


async def test_a_mail_that_left_is_shown_to_whoever_is_still_looking() -> None:
    from binome.domain.events import RecapSent

    async with live_house() as house, call(house) as (conductor, claire, _):
        await conductor.do(CLAIRE, c.HangUp())
        await house.conductors.note("s1", [RecapSent(9.0, "mentor", "<m@x>")])
        assert claire.events[-1] == "recap_sent"


async def test_what_somebody_else_wrote_into_the_log_is_picked_up() -> None:
    from binome.domain.events import NextSessionSet

    async with live_house() as house, call(house) as (conductor, claire, _):
        await house.log.append("s1", [NextSessionSet(1.0, "mentor", None)])
        await conductor.do(CLAIRE, c.OpenClosing())
        assert claire.seqs == [2, *range(3, len(house.log.events["s1"]) + 1)]


async def test_an_observer_cannot_act_and_an_offer_is_answered() -> None:
    async with live_house() as house, call(house) as (conductor, _, _):
        assert await conductor.offer(CLAIRE, "v=0 offer") == "v=0 answer"
        assert ("join", "mentor", True) in house.relay.told
        with pytest.raises(BadInput):
            await conductor.offer(KARIM, "garbage")
        house.relay.answer = GONE
        with pytest.raises(Unavailable):
            await conductor.offer(KARIM, "v=0 offer")
        await conductor.do(CLAIRE, c.HangUp())
        with pytest.raises(IllegalMove):
            await conductor.offer(CLAIRE, "v=0 offer")


async def test_captions_of_the_right_model_are_told() -> None:
    async with live_house() as house, call(house) as (_, claire, _):
        house.conductors.engine_changed(EngineStatus("ready", "demo", True))
        house.conductors.engine_changed(EngineStatus("unavailable", "small", False))
        told = [one for one in claire.told if isinstance(one, EngineStatus)]
        assert [one.model for one in told] == ["small"]


async def test_a_recogniser_that_restarts_says_so_by_a_code_pages_can_translate() -> None:
    async with live_house() as house, call(house) as (_, claire, _):
        house.conductors.engine_changed(EngineStatus("ready", "small", False))
        house.conductors.worker_gone()
        told = [one for one in claire.told if isinstance(one, EngineStatus)]
        assert (told[-1].state, told[-1].code) == ("loading", "recogniser_restarting")


async def test_a_session_nobody_looks_at_is_put_away_and_read_again() -> None:
    async with live_house() as house, call(house) as (conductor, claire, karim):
        for person, page in ((CLAIRE, claire), (KARIM, karim)):
            await conductor.leave(person)
            conductor.release(page)
        await conductor.settled()
        house.clock.advance(2000)
        conductor.poke()
        await until(conductor, lambda: conductor.resting)
        again = await house.conductors.get("s1")
        assert again is not conductor
        assert again.picture().seq == len(house.log.events["s1"])


async def test_an_unknown_session_is_bad_input() -> None:
    async with live_house() as house:
        with pytest.raises(BadInput):
            await house.conductors.get("nope")


async def test_events_missed_beyond_the_log_need_a_new_picture() -> None:
    async with live_house() as house, call(house) as (conductor, claire, _):
        assert conductor.missed(None) is None
        assert conductor.missed(10_000) is None
        everything = conductor.missed(0)
        assert everything is not None
        assert isinstance(everything[0], Recorded)
        assert conductor.missed(claire.seqs[-1]) == []


def minutes_with_an_action() -> dict[str, object]:
    action = {
        "id": "a1",
        "text": "Envoyer le CV",
        "owner": "mentee",
        "due": None,
        "due_words": None,
        "turns": [1],
        "quote": "je vous envoie le CV",
        "start": 5.0,
        "end": 7.4,
        "confidence": 0.9,
    }
    return {"schema": "binome.minutes/1", "agreements": [], "actions": [action]}


async def until(conductor: Conductor, condition: object) -> None:
    """Let the conductor's other tasks run until the condition holds."""
    import asyncio

    assert callable(condition)
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - no event tells that other tasks had their turn
            await asyncio.sleep(0)


def test_not_allowed_is_a_refusal() -> None:
    assert NotAllowed.code == "not_allowed"
