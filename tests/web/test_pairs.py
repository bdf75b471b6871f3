"""Sessions of the same two people follow each other; each keeps a memo; versions can be read."""

from dataclasses import replace
from typing import Any

import pytest

from tests.helpers.pair import seats, session_record
from tests.helpers.web import TOKENS, Browser, Site, served

pytestmark = pytest.mark.anyio

WANTED: dict[str, Any] = {
    "language": "fr",
    "timezone": "Europe/Paris",
    "mentor": {"name": "Claire", "email": "Claire@Example.org"},
    "mentee": {"name": "Karim", "email": "karim@example.org"},
}


async def make(site: Site, **changes: Any) -> tuple[str, dict[str, str]]:
    """Make a session; return its id and the link tokens."""
    made = (await site.post("/api/sessions", WANTED | changes)).json()
    links = {link["participant"]: link["url"].partition("#")[2] for link in made["links"]}
    return made["session"], links


async def hold(site: Site, tokens: dict[str, str], *texts: str) -> None:
    """Hold a session in which Karim promises each of these, and hang up."""
    async with site.live() as karim:
        await karim.hello(tokens["mentee"])
        await karim.say("enter")
        for number, text in enumerate(texts, 1):
            await karim.do(number, "add_commitment", kind="action", text=text, owner="mentee")
        assert (await karim.do(99, "hang_up"))["type"] == "done"


async def carried(site: Site, token: str) -> list[tuple[str, str]]:
    async with site.live() as page:
        view = (await page.hello(token))["view"]
    return [(x["current"]["text"], x["outcome"]) for x in view["commitments"] if x["carried_over"]]


async def test_the_same_two_addresses_in_the_same_roles_are_one_pair() -> None:
    async with served() as site:
        _, first = await make(site)
        await hold(site, first, "Lire le guide", "Appeler l\u2019école")
        _, second = await make(site, mentor={"name": "Mme Morel", "email": "claire@example.ORG"})
        assert await carried(site, second["mentor"]) == [
            ("Lire le guide", "open"),
            ("Appeler l\u2019école", "open"),
        ]
        swapped = {"mentor": WANTED["mentee"], "mentee": WANTED["mentor"]}
        for strangers in (swapped, {"mentee": {"name": "Karim"}}):
            _, others = await make(site, **strangers)
            assert await carried(site, others["mentor"]) == []


async def test_what_is_ticked_before_the_call_is_gone_from_the_session_after_it() -> None:
    async with served() as site:
        _, first = await make(site)
        await hold(site, first, "Lire le guide")
        site.house.clock.advance(3600.0)
        _, second = await make(site)
        async with site.live() as claire:
            view = (await claire.hello(second["mentor"]))["view"]
            line = view["commitments"][0]["current"]["id"]
            done = await claire.do(1, "settle_commitment", commitment=line, outcome="done")
            assert done["type"] == "done"
        await hold(site, second, "Écrire un plan")
        _, third = await make(site)
        assert await carried(site, third["mentee"]) == [("Écrire un plan", "open")]


async def test_a_note_in_the_lobby_keeps_no_promise_out() -> None:
    async with served() as site:
        _, first = await make(site)
        _, second = await make(site)
        async with site.live() as claire:
            await claire.hello(second["mentor"])
            written = await claire.do(1, "write_note", item="subjects", text="Penser au CV")
            assert written["type"] == "done"
            site.house.clock.advance(3600.0)
            await hold(site, first, "Lire le guide")
            await claire.say("enter")
            brought = await claire.hear("event")
            assert [line["text"] for line in brought["event"]["carried_over"]] == ["Lire le guide"]
        assert await carried(site, second["mentee"]) == [("Lire le guide", "open")]


async def test_a_pair_without_addresses_says_which_session_it_follows() -> None:
    nameless = {"mentor": {"name": "Claire"}, "mentee": {"name": "Karim"}}
    async with served() as site:
        session, first = await make(site, **nameless)
        await hold(site, first, "Lire le guide")
        _, second = await make(site, **nameless, follows=session)
        assert await carried(site, second["mentor"]) == [("Lire le guide", "open")]
        refused = await site.post("/api/sessions", WANTED | {"follows": "nothing"})
        assert (refused.status_code, refused.json()["code"]) == (422, "bad_input")


async def test_either_prepares_the_next_session_and_each_finds_only_the_own_place() -> None:
    async with served() as site:
        _, first = await make(site, agenda=[{"title": "Point d\u2019étape", "minutes": 12}])
        early = await site.post("/api/next-session", {}, authorization=f"Bearer {first['mentor']}")
        assert (early.status_code, early.json()["reason"]) == (409, "next_after_call")
        async with site.live() as claire, site.live() as karim:
            await claire.hello(first["mentor"])
            await karim.hello(first["mentee"])
            await hold_open(karim, "Lire le guide")
            ask = {"authorization": f"Bearer {first['mentor']}"}
            made = (
                await site.post("/api/next-session", {"starts_at": "2026-12-08T14:00"}, **ask)
            ).json()
            for page in (claire, karim):
                while (told := await page.hear("event"))["event"][
                    "type"
                ] != "next_session_prepared":
                    pass
                assert told["event"]["by"] == "mentor"
        again = (await site.post("/api/next-session", {}, **ask)).json()
        theirs = (await site.get("/api/next-session", first["mentee"])).json()
        assert made == again
        assert made["starts_at"] == "2026-12-08T13:00:00.000+00:00"
        assert theirs["session"] == made["session"]
        own = {
            who: place["url"].partition("#")[2]
            for who, place in (("mentor", made), ("mentee", theirs))
        }
        assert own["mentor"] != own["mentee"]
        for who, name in (("mentor", "Claire"), ("mentee", "Karim")):
            seat = (await site.get("/api/seat", own[who])).json()
            assert seat["you"]["name"] == name
            assert await carried(site, own[who]) == [("Lire le guide", "open")]
        async with site.live() as claire:
            view = (await claire.hello(own["mentor"]))["view"]
        assert [item["title"] for item in view["agenda"]["items"]] == ["Point d\u2019étape"]


async def hold_open(karim: Browser, text: str) -> None:
    """Hold a session with one promise on a page that stays."""
    await karim.say("enter")
    await karim.do(1, "add_commitment", kind="action", text=text, owner="mentee")
    await karim.do(2, "hang_up")


async def test_an_own_memo_comes_back_in_the_pairs_next_session_and_can_be_taken_away() -> None:
    async with served() as site:
        _, first = await make(site)
        await site.put("/api/memo", {"text": " Deux filles\nvélo\u202e "}, first["mentor"])
        _, second = await make(site)
        memo = (await site.get("/api/memo", second["mentor"])).json()
        assert (memo["text"], [one["text"] for one in memo["earlier"]]) == (
            "", ["Deux filles\nvélo"],
        )  # fmt: skip
        assert (await site.get("/api/memo", second["mentee"])).json()["earlier"] == []
        assert (await site.put("/api/memo", {"text": ""}, first["mentor"])).json() == {
            "written_at": None
        }
        assert (await site.get("/api/memo", second["mentor"])).json()["earlier"] == []
        too_long = await site.put("/api/memo", {"text": "x" * 4001}, first["mentor"])
        assert too_long.status_code == 422


async def test_the_versions_of_a_recap_can_be_read_once_there_is_one() -> None:
    async with served() as site:
        assert (await site.get("/api/versions", TOKENS["mentor"])).status_code == 404
        async with site.live() as karim:
            await karim.hello(TOKENS["mentee"])
            await karim.say("enter")
            await karim.do(1, "hang_up")
            await site.house.conductors.seal("s1", 1)
            await karim.do(2, "add_commitment", kind="action", text="Lire", owner="mentee")
        first, second = (await site.get("/api/versions", TOKENS["mentor"])).json()
        assert (first["number"], first["by"], first["changes"]) == (1, None, [])
        assert (second["by"], second["sealed_at"]) == ("mentee", None)
        assert [change["after"]["text"] for change in second["changes"]] == ["Lire"]


async def test_a_recap_is_exported_as_pdf() -> None:
    async with served() as site:
        record = replace(session_record("s3"), title="<b>#panic()</b>")
        three = [(seat, f"{token}!") for seat, token in seats("s3")]
        await site.house.sessions.create(record, three)
        tokens = {seat.participant.id: token for seat, token in three}
        await hold(site, tokens, "Lire")
        answer = await site.get("/api/export?format=pdf", tokens["mentor"])
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
