"""The live socket as browsers meet it: hello, picture, resume, second tabs, bad links, garbage."""

import asyncio
import json
from contextlib import suppress
from dataclasses import replace

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from binome.domain.commands import GiveConsent
from binome.domain.values import Participant
from binome.service.audience import RelayState
from binome.service.ports import Seat
from binome.wire.media import PeerState, SlotsChanged
from tests.helpers.pair import seats, session_record
from tests.helpers.service import words
from tests.helpers.web import TOKENS, served

pytestmark = pytest.mark.anyio


async def test_hello_brings_the_picture_and_commands_come_back_as_events() -> None:
    async with served() as site, site.live() as claire, site.live() as karim:
        picture = await claire.hello(TOKENS["mentor"])
        assert picture["type"] == "snapshot"
        assert picture["you"] == "mentor"
        assert picture["slots"] == 1
        assert [p["name"] for p in picture["view"]["participants"]] == [
            "Claire Morel",
            "Karim Haddad",
        ]
        await karim.hello(TOKENS["mentee"])
        await claire.say("enter")
        await claire.hear("snapshot")
        assert (await claire.do(1, "give_consent", text_version="2026-11-1"))["type"] == "done"
        await karim.hear("snapshot")
        assert (await karim.hear("event"))["event"]["type"] == "consent_given"


async def test_a_page_that_comes_back_gets_exactly_what_it_missed() -> None:
    async with served() as site:
        async with site.live() as claire:
            await claire.hello(TOKENS["mentor"])
            await claire.say("enter")
            seq = (await claire.hear("snapshot"))["seq"]
        async with site.live() as karim:
            await karim.hello(TOKENS["mentee"])
            await karim.do(1, "open_closing")
        async with site.live() as claire:
            first = await claire.hello(TOKENS["mentor"], after=seq)
            assert first["type"] == "captions"
            events = [await claire.hear("event") for _ in range(2)]
            assert [one["seq"] for one in events] == [seq + 1, seq + 2]


async def test_a_page_ahead_of_the_log_gets_a_new_picture() -> None:
    async with served() as site, site.live() as claire:
        assert (await claire.hello(TOKENS["mentor"], after=99))["type"] == "snapshot"


async def test_a_second_tab_is_told_and_may_take_over() -> None:
    async with served() as site, site.live() as first, site.live() as second:
        await first.hello(TOKENS["mentor"])
        goodbye = await second.hello(TOKENS["mentor"])
        assert goodbye["reason"] == "seat_taken"
        assert await second.closed() == 4409
        async with site.live() as third:
            assert (await third.hello(TOKENS["mentor"], takeover=True))["type"] == "snapshot"
            assert (await first.hear("goodbye"))["reason"] == "replaced"
            assert await first.closed() == 4410
            await third.say("ping", sent=5)
            assert (await third.hear("pong"))["sent"] == 5


async def test_fifty_people_with_one_link_get_one_seat() -> None:
    async with served() as site:

        async def try_it(results: list[str], held: asyncio.Event) -> None:
            async with site.live() as browser:
                answer = await browser.hello(TOKENS["mentor"])
                results.append(answer.get("reason", answer["type"]))
                await held.wait()

        results: list[str] = []
        held = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            for _ in range(50):
                tasks.create_task(try_it(results, held))
            async with asyncio.timeout(20):
                while len(results) < 50:  # noqa: ASYNC110 - fifty answers, no one event
                    await asyncio.sleep(0.01)
            held.set()
        assert sorted(results) == ["seat_taken"] * 49 + ["snapshot"]


async def test_a_third_person_finds_the_room_full_and_the_call_goes_on() -> None:
    async with served() as site:
        guest = Participant("guest-1", "mentee", "Zoé")
        record = replace(session_record("s2"), participants=(*session_record().participants, guest))
        seat = Seat("s2", guest, None, False, "2026-12-24T15:00:00.000Z")
        await site.house.sessions.create(record, [*seats("s2"), (seat, "token-of-zoe")])
        async with site.live() as claire, site.live() as karim, site.live() as zoe:
            await claire.hello("token-of-mentor-in-s2")
            await karim.hello("token-of-mentee-in-s2")
            goodbye = await zoe.hello("token-of-zoe")
            assert goodbye["reason"] == "room_full"
            await claire.say("ping", sent=1)
            await claire.hear("pong")


async def test_a_corrupt_link_is_told_so() -> None:
    async with served() as site:
        for token in ("", "nope", "token-of-mentor-in-s1 ", "x" * 5000):
            async with site.live() as browser:
                assert (await browser.hello(token))["reason"] == "bad_link"
                assert await browser.closed() == 4401


async def test_expired_and_revoked_links_are_told_so() -> None:
    async with served() as site:
        site.house.clock.advance(40 * 86400)
        async with site.live() as browser:
            assert (await browser.hello(TOKENS["mentor"]))["reason"] == "expired_link"
        await site.house.sessions.revoke("s1", "mentor")
        async with site.live() as browser:
            assert (await browser.hello(TOKENS["mentor"]))["reason"] == "bad_link"


async def test_another_protocol_version_is_told_to_reload() -> None:
    async with served() as site, site.live() as browser:
        await browser.say("hello", protocol=99, token=TOKENS["mentor"])
        assert (await browser.next())["reason"] == "protocol"


async def test_garbage_is_refused_and_the_socket_lives() -> None:
    frames = ["", "nonsense", "[]", "{}", '{"type":"what"}', "[" * 3000, '{"type":"ping"}', "\x00"]
    async with served() as site, site.live() as claire:
        await claire.hello(TOKENS["mentor"])
        for frame in frames:
            await claire.socket.send(frame)
            refused = await claire.next()
            assert (refused["type"], refused["code"]) == ("refused", "bad_input"), frame
        await claire.socket.send(b"\x00\xff")
        assert (await claire.next())["code"] == "bad_input"
        bad = {"type": "do", "id": 3, "command": {"type": "start_item", "item": 5}}
        await claire.socket.send(json.dumps(bad))
        assert (await claire.next())["id"] == 3
        await claire.say("ping", sent=1)
        assert (await claire.next())["type"] == "pong"


async def test_an_oversized_frame_ends_the_socket_in_words_and_a_huge_one_without() -> None:
    async with served() as site, site.live() as claire, site.live() as karim:
        await karim.hello(TOKENS["mentee"])
        await claire.hello(TOKENS["mentor"])
        await claire.say("offer", id=1, sdp="v=0" + "x" * 70_000)
        assert (await claire.hear("goodbye"))["reason"] == "too_big"
        assert await claire.closed() == 1009
        async with site.live() as again:
            await again.hello(TOKENS["mentor"], takeover=True)
            with suppress(ConnectionClosed):
                await again.socket.send("x" * 20_000_000)
            assert await again.closed() == 1009
        await karim.say("ping", sent=1)
        await karim.hear("pong")


async def test_a_socket_that_never_says_hello_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("binome.web.live.HELLO_WITHIN", 0.05)
    async with served() as site, site.live() as browser:
        assert (await browser.next())["reason"] == "protocol"
        assert await browser.closed() == 4400


async def test_pages_of_other_sites_cannot_open_the_socket() -> None:
    async with served() as site:
        for origin in (None, "null", "https://evil.example", "http://127.0.0.1:1"):
            with pytest.raises(InvalidStatus) as refused:
                async with site.live(origin):
                    pass
            assert refused.value.response.status_code == 403
            assert b"foreign_origin" in (refused.value.response.body or b"")


async def test_an_offer_is_answered_or_refused() -> None:
    async with served() as site, site.live() as claire:
        await claire.hello(TOKENS["mentor"])
        await claire.say("enter")
        await claire.hear("snapshot")
        await claire.say("offer", id=1, sdp="v=0 mine")
        assert (await claire.hear("answer"))["sdp"] == "v=0 answer"
        await claire.say("offer", id=2, sdp="v=1 garbage")
        refused = await claire.hear("refused")
        assert (refused["id"], refused["code"]) == (2, "bad_input")
        await claire.say("offer", id=3, sdp="v=0" + "a" * 40_000)
        assert (await claire.hear("refused"))["id"] == 3


async def test_signals_reach_whom_they_concern() -> None:
    async with served() as site, site.live() as claire, site.live() as karim:
        await claire.hello(TOKENS["mentor"])
        await karim.hello(TOKENS["mentee"])
        site.house.conductors.media_changed(SlotsChanged("s1", "mentor", ("mentee",)))
        site.house.conductors.media_changed(PeerState("s1", "mentee", "stalled"))
        assert (await claire.next())["type"] == "slots"
        assert (await claire.next())["state"] == "stalled"
        assert (await karim.next())["type"] == "peer"


async def test_an_observer_watches_and_cannot_act() -> None:
    async with served() as site:
        observer = Participant("observer", "observer", "Observateur")
        record = replace(
            session_record("s3"),
            rehearsal=True,
            participants=(*session_record().participants, observer),
        )
        seat = Seat("s3", observer, None, False, "2026-12-24T15:00:00.000Z")
        await site.house.sessions.create(record, [*seats("s3"), (seat, "token-of-observer")])
        async with site.live() as watching, site.live() as claire:
            picture = await watching.hello("token-of-observer")
            assert picture["slots"] == 2
            await claire.hello("token-of-mentor-in-s3")
            await claire.say("enter")
            await watching.say("enter")
            assert (await watching.hear("refused"))["code"] == "not_allowed"
            assert (await watching.do(1, "hang_up"))["code"] == "not_allowed"
            await watching.say("offer", id=2, sdp="v=0 watch")
            assert (await watching.hear("answer"))["id"] == 2
            assert ("join", "observer", False) in site.house.relay.told


async def test_a_browser_that_reads_nothing_is_let_go_and_misses_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("binome.web.connection.WAITING", 8)
    async with served() as site, site.live() as claire:
        await claire.hello(TOKENS["mentor"])
        await claire.say("enter")
        await claire.hear("snapshot")
        conductor = await site.house.conductors.get("s1")
        for person in session_record().participants:
            await conductor.do(person, GiveConsent("2026-11-1"))
        for n in range(40):
            conductor.hear(words("mentor", "encore", n / 100))
        site.house.clock.advance(30)
        goodbye = await claire.hear("goodbye")
        assert goodbye["reason"] == "shutting_down"
        assert await claire.closed() == 1012
        async with site.live() as again:
            await again.hello(TOKENS["mentor"], after=2)
            last = len(site.house.log.events["s1"])
            missed = [(await again.hear("event"))["seq"] for _ in range(last - 2)]
            assert missed == list(range(3, last + 1))


async def test_a_step_of_plan_b_is_told_to_both_and_to_whoever_comes_later() -> None:
    async with served() as site, site.live() as claire:
        await claire.hello(TOKENS["mentor"])
        await claire.say("enter")
        async with site.live() as karim:
            await karim.hello(TOKENS["mentee"])
            for rung in ("low", "audio", "text"):
                await claire.say("sending", rung=rung)
                for browser in (claire, karim):
                    told = await browser.hear("carried")
                    assert (told["participant"], told["rung"]) == ("mentor", rung)
            await claire.say("sending", rung="smoke")
            assert (await claire.hear("refused"))["code"] == "bad_input"
        async with site.live() as karim:
            await karim.hello(TOKENS["mentee"], after=0)
            assert (await karim.hear("carried"))["rung"] == "text"
            await claire.say("sending", rung="video")
            assert (await karim.hear("carried"))["rung"] == "video"
        assert "carried" not in site.house.event_types()


async def test_written_lines_pass_while_the_relay_is_down_and_not_off_the_record() -> None:
    async with served() as site, site.live() as claire, site.live() as karim:
        for browser, who in ((claire, "mentor"), (karim, "mentee")):
            await browser.hello(TOKENS[who])
            await browser.say("enter")
            await browser.do(1, "give_consent", text_version="2026-11-1")
        site.house.conductors.relay_changed(RelayState("down"))
        assert (await karim.hear("media"))["state"] == "down"
        line = "Le lien : https://exemple.fr/guide"
        assert (await claire.do(2, "write_message", text=line))["type"] == "done"
        while (told := await karim.hear("event"))["event"]["type"] != "message_written":
            pass
        assert told["event"]["text"] == line
        await karim.do(3, "pause_transcription")
        refused = await claire.do(4, "write_message", text="hors micro")
        assert (refused["type"], refused["code"]) == ("refused", "illegal_move")
        assert "hors micro" not in str(site.house.log.events)
