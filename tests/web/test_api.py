"""REST as pages and other sites meet it: sessions, seats, mirrors, exports, limits, headers."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from binome.domain.audit import Act
from binome.domain.events import SpeechEnded, SpeechStarted
from binome.errors import Unavailable
from tests.helpers.pair import opened, said, seats, session_record
from tests.helpers.web import TOKENS, Site, served

pytestmark = pytest.mark.anyio

NEW = {
    "language": "fr",
    "timezone": "Europe/Paris",
    "mentor": {"name": "Claire", "email": "claire@example.org"},
    "mentee": {"name": "Karim", "language": "en"},
}


async def hold_a_call(site: Site) -> None:
    async with site.live() as claire, site.live() as karim:
        for browser, person in ((claire, "mentor"), (karim, "mentee")):
            await browser.hello(TOKENS[person])
            await browser.say("enter")
            await browser.do(1, "give_consent", text_version="2026-11-2")
        await claire.do(2, "add_commitment", kind="action", text="Envoyer le CV", owner="mentee")
        await claire.do(3, "hang_up")


async def test_a_new_session_gives_each_person_an_own_link() -> None:
    async with served() as site:
        made = (await site.post("/api/sessions", NEW)).json()
        links = {link["participant"]: link["url"] for link in made["links"]}
        assert set(links) == {"mentor", "mentee"}
        tokens = [url.split("/s#")[1] for url in links.values()]
        assert all(len(token) >= 43 for token in tokens)
        assert tokens[0] != tokens[1]
        seat = (await site.get("/api/seat", tokens[1])).json()
        assert seat["you"]["name"] == "Karim"
        assert [other["name"] for other in seat["others"]] == ["Claire"]
        assert seat["phase"] == "live"
        assert "end-to-end" in " ".join(seat["consent_text"]["paragraphs"])


async def test_the_consent_text_speaks_french_to_the_french() -> None:
    async with served() as site:
        text = (await site.get("/api/seat", TOKENS["mentor"])).json()["consent_text"]
        said = " ".join(text["paragraphs"])
        for promise in ("tous les deux", "30 jours", "refuser", "Hors micro", "bout en bout"):
            assert promise in said


async def test_the_consent_text_says_that_messages_are_kept() -> None:
    async with served() as site:
        text = (await site.get("/api/seat", TOKENS["mentor"])).json()["consent_text"]
        assert any("messages" in paragraph.lower() for paragraph in text["paragraphs"])
        assert text["version"].startswith("2026-11-2")


async def test_the_consent_text_names_the_days_the_operator_chose() -> None:
    async with served(transcript_days=7) as site:
        text = (await site.get("/api/seat", TOKENS["mentor"])).json()["consent_text"]
        assert "7 jours" in " ".join(text["paragraphs"])
        assert text["version"] == "2026-11-2-7d"


NONSENSE: list[tuple[dict[str, object], str]] = [
    ({"timezone": "Mars/Olympus"}, "timezone"),
    ({"timezone": "../../etc/passwd"}, "timezone"),
    ({"starts_at": "tomorrow"}, "starts_at"),
    ({"mentor": {"name": ""}}, "mentor.name"),
    ({"mentor": {"name": "\u202e\u200b"}}, "mentor.name"),
    ({"mentor": {"name": "A", "email": "a@b,c@d"}}, "mentor.email"),
    ({"mentor": {"name": "A", "email": "a@b\r\nBcc: x@y"}}, "mentor.email"),
    ({"language": "de"}, "language"),
    ({"agenda": [{"title": "x", "minutes": -1}]}, "agenda.0.minutes"),
    ({"agenda": [{"title": "x", "minutes": 1, "id": "a"}] * 2}, "agenda"),
]


async def test_a_session_that_makes_no_sense_is_refused_naming_the_field() -> None:
    async with served() as site:
        for change, says in NONSENSE:
            answer = await site.post("/api/sessions", NEW | change)
            assert answer.status_code == 422, change
            assert answer.json()["code"] == "bad_input"
            assert says in answer.json()["message"]


async def test_names_lose_control_and_direction_characters() -> None:
    async with served() as site:
        mentor = {"name": "  Zoé\u202e \x07 Ab\u0301e\n"}
        made = (await site.post("/api/sessions", NEW | {"mentor": mentor})).json()
        assert made["links"][0]["name"] == "Zoé Ab\u0301e"


async def test_production_creates_sessions_with_the_operators_key_only() -> None:
    async with served(mode="production", operator_key="s3cret-key") as site:
        assert (await site.post("/api/sessions", NEW)).status_code == 403
        wrong = await site.post("/api/sessions", NEW, **{"x-operator-key": "nope"})
        assert wrong.status_code == 403
        right = await site.post("/api/sessions", NEW, **{"x-operator-key": "s3cret-key"})
        assert right.status_code == 201
        rehearsal = NEW | {"rehearsal": True}
        answer = await site.post("/api/sessions", rehearsal, **{"x-operator-key": "s3cret-key"})
        assert answer.status_code == 404


async def test_production_has_neither_outbox_nor_rehearsals() -> None:
    async with served(mode="production") as site:
        assert (await site.get("/api/outbox")).status_code == 404
        assert (await site.post("/api/rehearsal", {})).status_code == 404
        assert (await site.get("/api/about")).json()["can_create"] is False


async def test_without_a_good_link_nothing_is_told() -> None:
    async with served() as site:
        for path in ("/api/seat", "/api/mirror", "/api/export"):
            for token in ("", "nope"):
                answer = await site.get(path, token)
                assert (answer.status_code, answer.json()["code"]) == (401, "bad_link")
        site.house.clock.advance(40 * 86400)
        answer = await site.get("/api/mirror", TOKENS["mentor"])
        assert (answer.status_code, answer.json()["code"]) == (403, "expired_link")


async def want_mirrors(site: Site) -> None:
    for person in ("mentor", "mentee"):
        answer = await site.put("/api/mirror/choice", {"on": True}, TOKENS[person])
        assert answer.json() == {"on": True}


async def test_each_sees_the_own_mirror_only() -> None:
    async with served() as site:
        await want_mirrors(site)
        assert (await site.get("/api/mirror", TOKENS["mentor"])).status_code == 404
        await hold_a_call(site)
        for person in ("mentor", "mentee"):
            mirror = (await site.get("/api/mirror", TOKENS[person])).json()
            assert mirror["participant"] == person


async def test_the_mirror_counts_questions_as_the_language_layer_reads_them() -> None:
    async with served() as site:
        await want_mirrors(site)
        await hold_a_call(site)
        site.house.log.events["s1"].append(said("mentor", "Parle un peu de toi", 30.0, 7))
        site.house.understanding.minutes = {"questions": [{"turn": 7, "kind": "open"}]}
        mirror = (await site.get("/api/mirror", TOKENS["mentor"])).json()
        assert mirror["questions"]["open"] == 1
        assert len(site.house.understanding.dialogues) == 1
        await site.get("/api/mirror", TOKENS["mentor"])
        assert len(site.house.understanding.dialogues) == 1  # the same words are not read again
        site.house.log.events["s1"].append(said("mentor", "Encore un mot", 40.0, 8))
        site.house.understanding.minutes = Unavailable("the worker is restarting")
        mirror = (await site.get("/api/mirror", TOKENS["mentor"])).json()
        assert mirror["questions"]["open"] == 0


async def test_the_own_mirror_can_be_taken_away_as_csv_and_json() -> None:
    async with served() as site:
        await want_mirrors(site)
        await hold_a_call(site)
        site.house.log.events["s1"].append(said("mentor", "=SUM(A1) tu devrais dormir", 30.0, 7))
        file = await site.get("/api/mirror/export", TOKENS["mentor"])
        assert file.headers["content-type"].startswith("text/csv")
        assert 'filename="binome-s1-mirror.csv"' in file.headers["content-disposition"]
        rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
        given = [row for row in rows if (row["figure"], row["measure"]) == ("advice", "given")]
        assert [row["value"] for row in given] == ["1"]
        quotes = [row["quote"] for row in rows if row["figure"] == "advice" and row["quote"]]
        assert quotes == ["'=SUM(A1) tu devrais dormir"]
        document = (await site.get("/api/mirror/export?format=json", TOKENS["mentor"])).json()
        assert document["schema"] == "binome.mirror/1"
        assert document["mirror"]["participant"] == "mentor"
        assert (
            await site.get("/api/mirror/export?format=xml", TOKENS["mentor"])
        ).status_code == 422


async def test_the_recap_can_be_taken_away_as_json_and_markdown() -> None:
    async with served() as site:
        await hold_a_call(site)
        file = await site.get("/api/export?format=json", TOKENS["mentee"])
        assert file.json()["recap"]["actions"][0]["text"] == "Envoyer le CV"
        assert "attachment" in file.headers["content-disposition"]
        page = (await site.get("/api/export?format=md", TOKENS["mentee"])).text
        assert "- Envoyer le CV (Karim Haddad, à clarifier)" in page
        nothing_fixed = await site.get("/api/export?format=ics", TOKENS["mentee"])
        assert nothing_fixed.status_code == 422
        assert (await site.get("/api/export?format=exe", TOKENS["mentee"])).status_code == 422


async def test_the_recap_as_json_holds_the_readers_own_times_of_speech_only() -> None:
    async with served() as site:
        for person in ("mentor", "mentee"):
            times = [SpeechStarted(2.0, person), SpeechEnded(4.0, person, 2.0)]
            site.house.log.events.setdefault("s1", [opened()]).extend(times)
        await hold_a_call(site)
        for person in ("mentor", "mentee"):
            file = (await site.get("/api/export?format=json", TOKENS[person])).json()
            spoke = [e for e in file["events"] if e["type"].startswith("speech_")]
            assert [e["participant"] for e in spoke] == [person, person]


async def test_everybody_can_take_out_what_is_about_them_and_nothing_else() -> None:
    async with served() as site:
        await want_mirrors(site)
        assert (await site.get("/api/my-data", TOKENS["mentor"])).status_code == 404
        await site.house.log.append("s1", [opened(), said("mentor", "Mon secret à moi", 1.0)])
        await site.house.log.append("s1", [said("mentee", "Le sien", 9.0, turn=2)])
        await hold_a_call(site)
        file = await site.get("/api/my-data", TOKENS["mentee"])
        assert "attachment" in file.headers["content-disposition"]
        mine = file.json()
        assert mine["email"] == "mentee@example.org"
        assert [d["action"] for d in mine["decisions"]] == ["consent_given"]
        assert [line["text"] for line in mine["lines"]] == ["Envoyer le CV"]
        assert mine["mirror"]["participant"] == "mentee"
        assert "sien" in file.text
        assert "secret" not in file.text
        assert Act("s1", "mentee", "own_data_exported") in site.house.audit.acts


async def test_the_next_session_goes_into_a_calendar() -> None:
    async with served() as site:
        async with site.live() as claire:
            await claire.hello(TOKENS["mentor"])
            next_session = {"starts_at": "2026-12-08T14:00", "timezone": "Europe/Paris"}
            await claire.do(1, "set_next_session", next_session=next_session)
        calendar = (await site.get("/api/export?format=ics", TOKENS["mentor"])).text
        assert "BEGIN:VEVENT" in calendar
        assert "20261208T140000" in calendar


async def test_the_outbox_lists_and_shows_mails() -> None:
    async with served() as site:
        assert (await site.get("/api/outbox")).json() == []
        folder = site.settings.outbox
        await asyncio.to_thread(folder.mkdir, parents=True)
        mail = b"From: a@b.c\r\nTo: Karim <k@b.c>\r\nSubject: Recap\r\n\r\nBonjour\r\n"
        await asyncio.to_thread((folder / "one.eml").write_bytes, mail)
        assert [one["name"] for one in (await site.get("/api/outbox")).json()] == ["one.eml"]
        read = (await site.get("/api/outbox/one.eml")).json()
        assert read["headers"]["Subject"] == "Recap"
        assert read["text"].strip() == "Bonjour"
        for name in ("two.eml", "..%2Fone.eml", "%2e%2e%2fbinome.sqlite", "one.eml%00"):
            assert (await site.get(f"/api/outbox/{name}")).status_code == 404


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
async def test_other_sites_pages_may_not_change_anything(origin: str) -> None:
    async with served() as site:
        answer = await site.post("/api/sessions", NEW, origin=origin)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
        absent = await site.client.post("/api/sessions", json=NEW)
        assert absent.status_code == 403
        sneaky = await site.post("/api/sessions", NEW, **{"sec-fetch-site": "cross-site"})
        assert sneaky.status_code == 403
        assert len(site.house.sessions.records) == 1


async def test_a_name_that_is_not_ours_is_refused() -> None:
    async with served(public_url="https://binome.example.org") as site:
        assert (await site.get("/api/about", host="evil.example")).status_code == 400
        assert (await site.get("/api/about", host="binome.example.org")).status_code == 200


@pytest.mark.parametrize("says_its_length", [True, False])
async def test_a_body_of_20_megabytes_is_413(says_its_length: bool) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(320):
            yield b"x" * 65536

    body = b"x" * (20 * 1024 * 1024) if says_its_length else chunks()
    async with served() as site:
        headers = {"origin": site.address, "content-type": "application/json"}
        answer = await site.client.post("/api/sessions", content=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_big")
        assert (await site.get("/api/health")).status_code == 200


async def test_every_answer_carries_the_headers_that_protect_a_call() -> None:
    async with served() as site:
        for path in ("/", "/api/about", "/nowhere", "/api/nowhere"):
            headers = (await site.get(path)).headers
            assert "default-src 'none'" in headers["content-security-policy"]
            assert "unsafe" not in headers["content-security-policy"]
            assert "microphone=(self)" in headers["permissions-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
        assert (await site.get("/api/about")).headers["cache-control"] == "no-store"


async def test_half_a_request_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("binome.app.http_protocol.HEADERS_WITHIN", 0.1)
    async with served() as site:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.settings.port)
        writer.write(b"GET /api/health HTTP/1.1\r\nHost: loc")
        async with asyncio.timeout(5):
            with suppress(ConnectionResetError):
                assert await reader.read() == b""
        writer.close()


async def test_a_session_that_was_already_created_keeps_its_links() -> None:
    async with served() as site:
        assert session_record().id in site.house.sessions.records
        assert (await site.get("/api/seat", seats()[0][1])).status_code == 200
