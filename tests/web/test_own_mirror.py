"""The mirror as its subject meets it: off until chosen, private figures, trend, promises."""

from dataclasses import replace

import pytest

from binome.domain.mirror.sound import SoundWindow
from binome.wire.media import RoundTrip
from binome.wire.understanding import Sounded
from tests.helpers.pair import opened, said, seats, session_record
from tests.helpers.web import TOKENS, Site, served

pytestmark = pytest.mark.anyio

MINUTE = SoundWindow(0.0, 30.0, -23.0, 10.0, 14.0, 20.0)
MENTOR, MENTEE = TOKENS["mentor"], TOKENS["mentee"]


async def choose(site: Site, person: str, on: bool) -> None:
    answer = await site.put("/api/mirror/choice", {"on": on}, TOKENS[person])
    assert answer.status_code == 200


async def test_without_a_choice_nothing_is_worked_out_and_the_answer_says_so() -> None:
    async with served() as site:
        await site.house.log.append("s1", [opened(), said("mentor", "Tu devrais dormir", 1.0)])
        assert (await site.get("/api/mirror/choice", MENTOR)).json() == {"on": False}
        for path in ("/api/mirror", "/api/mirror/export", "/api/mirror/trend"):
            answer = await site.get(path, MENTOR)
            assert (answer.status_code, answer.json()["code"]) == (409, "mirror_off")
        assert site.house.understanding.dialogues == []
        assert (await site.get("/api/my-data", MENTOR)).json()["mirror"] is None
        await choose(site, "mentor", True)
        assert (await site.get("/api/mirror", MENTOR)).json()["advice"]["given"]
        assert (await site.get("/api/mirror", MENTEE)).status_code == 409


async def test_only_those_who_chose_are_measured_from_the_moment_they_choose() -> None:
    async with served() as site, site.live() as claire, site.live() as karim:
        await choose(site, "mentor", True)
        for browser, person in ((claire, "mentor"), (karim, "mentee")):
            await browser.hello(TOKENS[person])
            await browser.say("enter")
            await browser.do(1, "give_consent", text_version="2026-11-1")
        house = site.house
        assert house.understanding.measured == {"mentor"}
        await choose(site, "mentee", True)
        assert house.understanding.measured == {"mentor", "mentee"}
        await choose(site, "mentee", False)
        assert house.understanding.measured == {"mentor"}


async def test_how_it_sounded_reaches_its_subject_and_nobody_else() -> None:
    async with served() as site, site.live() as claire:
        await choose(site, "mentor", True)
        await choose(site, "mentee", True)
        await claire.hello(MENTOR)
        await claire.say("enter")
        await claire.do(1, "give_consent", text_version="2026-11-1")
        site.house.conductors.heard(Sounded("s1", "mentor", MINUTE))
        await claire.do(2, "hang_up")
        own = (await site.get("/api/mirror", MENTOR)).json()["sound"]
        assert own["loudness"] == pytest.approx(-23.0)
        assert own["pitch_range"] == 10.0
        assert (await site.get("/api/mirror", MENTEE)).json()["sound"] is None
        assert (await site.get("/api/my-data", MENTOR)).json()["sound"][0]["low"] == 10.0
        assert (await site.get("/api/my-data", MENTEE)).json()["sound"] == []
        exported = (await site.get("/api/export?format=json", MENTEE)).text
        assert "loudness" not in exported
        await choose(site, "mentor", False)
        await choose(site, "mentor", True)
        assert (await site.get("/api/mirror", MENTOR)).json()["sound"] is None


async def test_what_was_measured_of_an_erased_passage_does_not_come_in_late() -> None:
    async with served() as site, site.live() as claire, site.live() as karim:
        await choose(site, "mentor", True)
        for browser, token in ((claire, MENTOR), (karim, MENTEE)):
            await browser.hello(token)
            await browser.say("enter")
            await browser.do(1, "give_consent", text_version="2026-11-1")
        site.house.clock.advance(100)
        await claire.do(2, "erase_last", seconds=120)
        site.house.conductors.heard(Sounded("s1", "mentor", MINUTE))
        await claire.do(3, "hang_up")
        assert (await site.get("/api/mirror", MENTOR)).json()["sound"] is None


async def test_half_of_both_ways_is_taken_off_thinking_time() -> None:
    async with served() as site, site.live() as claire:
        await choose(site, "mentor", True)
        await claire.hello(MENTOR)
        await claire.say("enter")
        for person, seconds in (("mentor", 0.1), ("mentee", 0.2), ("mentee", 0.3), ("mentee", 9.0)):
            site.house.conductors.media_changed(RoundTrip("s1", person, seconds))
        await claire.do(1, "hang_up")
        removed = (await site.get("/api/mirror", MENTOR)).json()["thinking_time"]["delay_removed"]
        assert removed == pytest.approx((0.1 + 0.3) / 2)


async def test_three_sessions_of_the_pair_make_a_trend_and_their_promises_are_counted() -> None:
    async with served() as site:
        house = site.house
        for number in (1, 2, 3):
            session = f"p{number}"
            house.clock.advance(3 * 86400)
            record = replace(session_record(session), pair="the pair")
            await house.sessions.create(record, seats(session))
            token = f"token-of-mentor-in-{session}"
            await site.put("/api/mirror/choice", {"on": True}, token)
            async with site.live() as claire:
                await claire.hello(token)
                await claire.say("enter")
                fields = {"kind": "action", "text": "Appeler", "owner": "mentor"}
                await claire.do(1, "add_commitment", due="2026-11-20", **fields)
                await claire.do(2, "hang_up")
            answer = (await site.get("/api/mirror/trend", token)).json()["trend"]
            assert (answer is None) == (number < 3)
        assert answer["series"][0]["points"]
        mirror = (await site.get("/api/mirror", token)).json()
        assert mirror["promises"] is not None
        assert (mirror["promises"]["own_due"], mirror["promises"]["own_kept"]) == (3, 0)
