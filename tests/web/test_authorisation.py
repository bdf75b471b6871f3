"""Who may see and do what: every route and every live message, for every kind of visitor.

A route, a command or a message that is not in the tables below fails: whoever adds one says here
whom it is for.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import pytest
from fastapi.routing import APIWebSocketRoute
from pydantic import TypeAdapter

from binome.domain.commands import Command
from binome.domain.mirror import Mirror
from binome.domain.values import Participant
from binome.service.ports import Seat
from binome.web import protocol
from tests.helpers.pair import seats, session_record
from tests.helpers.web import Site, application_routes, served

pytestmark = pytest.mark.anyio

VISITORS = ("nobody", "stranger", "mentor", "mentee", "observer", "expired", "revoked")
Access = dict[str, int]


def tag(message: Any) -> str:
    """The `type` of a command or message class."""
    return str(message.__dataclass_fields__["type"].default)


def everybody(status: int) -> Access:
    return dict.fromkeys(VISITORS, status)


def holders(status: int, observer: int) -> Access:
    """A seat's own holder; a stranger is a holder too, of a seat in another session."""
    inside = {"stranger": status, "mentor": status, "mentee": status, "observer": observer}
    return {"nobody": 401, "expired": 403, "revoked": 401} | inside


@dataclass(frozen=True)
class Rule:
    """What a route answers to each visitor, in development and in production."""

    development: Access
    production: Access


def always(access: Access) -> Rule:
    return Rule(access, access)


def developers_only(status: int) -> Rule:
    return Rule(everybody(status), everybody(404))


RULES = {
    "GET /api/health": always(everybody(200)),
    "GET /api/about": always(everybody(200)),
    "POST /api/sessions": Rule(everybody(201), everybody(403)),
    "GET /api/seat": always(holders(200, observer=200)),
    "GET /api/ice": always(holders(200, observer=200)),
    "GET /api/mirror": always(holders(200, observer=403)),
    "GET /api/mirror/export": always(holders(200, observer=403)),
    "GET /api/mirror/choice": always(holders(200, observer=403)),
    "PUT /api/mirror/choice": always(holders(200, observer=403)),
    "GET /api/mirror/trend": always(holders(200, observer=403)),
    "GET /api/formulas": always(everybody(200)),
    "GET /api/export": always(holders(200, observer=200)),
    "GET /api/my-data": always(holders(200, observer=403)),
    "GET /api/versions": always(holders(200, observer=200)),
    "GET /api/memo": always(holders(200, observer=403)),
    "PUT /api/memo": always(holders(200, observer=403)),
    "GET /api/next-session": always(holders(404, observer=403)),
    "POST /api/next-session": always(holders(409, observer=403)),
    "POST /api/late-speech": always(holders(409, observer=403)),
    "GET /api/outbox": developers_only(200),
    "GET /api/outbox/{name}": developers_only(404),
    "POST /api/rehearsal": developers_only(503),
}
"""In production sessions are made with the operator's key, which nobody here sends."""
BODIES: dict[str, Any] = {
    "POST /api/sessions": {
        "language": "fr",
        "timezone": "Europe/Paris",
        "mentor": {"name": "Claire"},
        "mentee": {"name": "Karim"},
    },
    "POST /api/rehearsal": {"language": "fr"},
    "POST /api/next-session": {},
    "POST /api/late-speech": "ab",
    "PUT /api/memo": {"text": "Lui demander des nouvelles de Lyon"},
    "PUT /api/mirror/choice": {"on": True},
}
QUERIES = {"POST /api/late-speech": "?since=0"}
PUBLIC_PAGES = {
    "/",
    "/s",
    "/mirror",
    "/formulas",
    "/outbox",
    "/recap",
    "/recap/{session}",
    "/{path:path}",
}
"""The client's own page and files: the same bytes for everybody."""
SOCKETS = {"/live", "/api/live"}

SECRET = "le mot que seul Karim a dit"


@asynccontextmanager
async def town(mode: Literal["development", "production"]) -> AsyncIterator[Site]:
    """A call that took place (`s1`, watched by an observer) and the strangers' one (`s2`)."""
    watcher = Participant("observer", "observer", "Observatrice")
    expired, revoked = (Participant(name, "observer", name) for name in ("expired", "revoked"))
    valid, old = "2026-12-24T15:00:00.000Z", "2026-11-01T15:00:00.000Z"
    extra = [
        (Seat("s9", watcher, None, False, valid), "token-of-observer"),
        (Seat("s9", expired, None, False, old), "token-of-expired"),
        (Seat("s9", revoked, None, True, valid), "token-of-revoked"),
    ]
    async with served(mode=mode) as site:
        people = (*session_record().participants, watcher, expired, revoked)
        record = replace(session_record("s9"), participants=people)
        await site.house.sessions.create(record, [*seats("s9"), *extra])
        await site.house.sessions.create(session_record("s2"), seats("s2"))
        for session in ("s9", "s2"):
            for person in ("mentor", "mentee"):
                await site.house.parts.mirrors.choose(session, person, True, valid)
            async with site.live() as claire:
                await claire.hello(f"token-of-mentor-in-{session}")
                await claire.say("enter")
                if session == "s9":
                    await claire.do(1, "add_commitment", kind="action", text=SECRET, owner="mentee")
                await claire.do(2, "hang_up")
        yield site


TOKENS = {
    "nobody": "",
    "stranger": "token-of-mentor-in-s2",
    "mentor": "token-of-mentor-in-s9",
    "mentee": "token-of-mentee-in-s9",
    "observer": "token-of-observer",
    "expired": "token-of-expired",
    "revoked": "token-of-revoked",
}


def test_no_route_is_without_a_rule() -> None:
    rest, pages, sockets = set(), set(), set()
    for route in application_routes():
        if isinstance(route, APIWebSocketRoute):
            sockets.add(route.path)
        elif route.path.startswith("/api"):
            rest |= {f"{method} {route.path}" for method in route.methods}
        else:
            pages.add(route.path)
    assert rest == set(RULES)
    assert pages == PUBLIC_PAGES
    assert sockets == SOCKETS


@pytest.mark.parametrize("mode", ["development", "production"])
async def test_each_route_answers_each_visitor_as_its_rule_says(
    mode: Literal["development", "production"],
) -> None:
    async with town(mode) as site:
        for name, rule in RULES.items():
            method, path = name.split()
            expected = rule.development if mode == "development" else rule.production
            for visitor in VISITORS:
                bearer = {"authorization": f"Bearer {TOKENS[visitor]}"} if TOKENS[visitor] else {}
                path = path.replace("{name}", "nothing.eml")
                if method == "GET":
                    answer = await site.get(path, **bearer)
                elif method == "PUT":
                    answer = await site.put(path, BODIES[name], **bearer)
                else:
                    query, body = QUERIES.get(name, ""), BODIES.get(name)
                    answer = await site.post(path + query, body, **bearer)
                assert answer.status_code == expected[visitor], (name, visitor, answer.text)
                if visitor not in ("mentor", "mentee", "observer"):
                    assert SECRET not in answer.text, (name, visitor)


MEMOS = {"mentor": "ce que Claire se note", "mentee": "ce que Karim se note"}


async def test_a_memo_is_read_by_its_author_alone_and_is_in_no_other_answer() -> None:
    async with town("development") as site:
        for person, text in MEMOS.items():
            assert (await site.put("/api/memo", {"text": text}, TOKENS[person])).status_code == 200
        other = {"mentor": "mentee", "mentee": "mentor"}
        for name in RULES:
            method, path = name.split()
            if method != "GET":
                continue
            for visitor in VISITORS:
                for query in ("", "?participant=mentor", "?format=md", "?format=pdf"):
                    answer = await site.get(path + query, TOKENS[visitor])
                    for author, text in MEMOS.items():
                        if visitor == author and path in ("/api/memo", "/api/my-data"):
                            assert (text in answer.text) == (author == visitor)
                        else:
                            assert text not in answer.text, (name, visitor, author)
        for person in MEMOS:
            mine = (await site.get("/api/my-data", TOKENS[person])).text
            assert MEMOS[person] in mine
            assert MEMOS[other[person]] not in mine
        async with site.live() as page:
            snapshot = str(await page.hello(TOKENS["mentee"]))
            assert not any(text in snapshot for text in MEMOS.values())


async def test_no_address_and_no_parameter_opens_the_other_persons_mirror() -> None:
    async with town("development") as site:
        for person in ("mentor", "mentee"):
            other = {"mentor": "mentee", "mentee": "mentor"}[person]
            for query in ("", f"?participant={other}", f"?session=s2&participant={other}"):
                mirror = (await site.get(f"/api/mirror{query}", TOKENS[person])).json()
                assert mirror["participant"] == person
                file = f"/api/mirror/export{query or '?'}&format=json"
                exported = (await site.get(file, TOKENS[person])).json()
                assert exported["mirror"] == mirror
                assert exported["session"] == "s9"


ACTS_ON_THE_SESSION = {
    *("give_consent", "withdraw_consent", "pause_transcription", "resume_transcription"),
    *("erase_last", "start_item", "propose_extension", "decline_suggestion", "open_closing"),
    *("write_message", "write_note", "check_aim", "settle_commitment"),
    *("add_commitment", "confirm_commitment", "unconfirm_commitment", "correct_commitment"),
    *("dismiss_commitment", "set_next_session", "hang_up", "approve_recap"),
}
"""Commands of the pair; each acts for whoever holds the seat, and no command can name another."""


def test_no_command_is_without_a_rule_and_none_names_its_author() -> None:
    commands = get_args(Command)
    assert {tag(command) for command in commands} == ACTS_ON_THE_SESSION
    for command in commands:
        assert not {"by", "participant", "author"} & set(command.__dataclass_fields__), command


async def test_an_observer_may_do_none_of_them() -> None:
    async with town("development") as site, site.live() as watching:
        await watching.hello(TOKENS["observer"])
        for number, command in enumerate(get_args(Command), 1):
            fields: dict[str, Any] = {
                name: EXAMPLES[name] for name in command.__dataclass_fields__ if name != "type"
            }
            answer = await watching.do(number, tag(command), **fields)
            assert (answer["type"], answer["code"]) == ("refused", "not_allowed"), command


EXAMPLES: dict[str, Any] = {
    "text_version": "2026-11-1",
    "seconds": 60,
    "item": "subjects",
    "kind": "action",
    "text": "Envoyer",
    "owner": "mentee",
    "due": None,
    "commitment": "c1",
    "next_session": None,
    "outcome": "done",
    "reached": "yes",
}

BOTH = {"snapshot", "event", "tail", "captions", "media", "peer", "pictures", "carried"}
"""Messages with the same content for everybody in the session, an observer included."""
ONE = {"slots", "answer", "done", "refused", "pong", "goodbye"}
"""Messages about the connection that gets them."""


def test_no_live_message_is_without_a_rule() -> None:
    assert {tag(message) for message in get_args(protocol.Outgoing)} == BOTH | ONE


def test_no_live_message_carries_a_figure_of_the_mirror() -> None:
    """The mirror has its own door, below `GET /api/mirror`."""
    private = {"Mirror", *TypeAdapter(Mirror).json_schema()["$defs"]}
    sent = set(TypeAdapter(protocol.ToClient).json_schema()["$defs"])
    assert "TalkShare" in private
    assert "SessionView" in sent
    assert not private & sent
