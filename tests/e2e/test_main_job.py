"""The product's main job: a mentoring call held in two real browsers becomes a recap.

Two synthesised voices are the microphones; everything between them and the mails is real.
"""

import asyncio
import email
import json
import urllib.request
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from itertools import pairwise
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from binome.rehearsal.own_server import create_session, serving
from binome.rehearsal.script import Script, bundled
from binome.speech.normalise import word_errors, words
from tests.e2e.seats import Seat, seated
from tests.helpers.sound import microphone

ZONE = "Europe/Paris"
LEAD_IN = 14.0
"""Seconds of silence the microphones begin with: time to read the lobby and join."""


def ask(address: str, path: str, token: str) -> Any:
    request = urllib.request.Request(address + path, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def mails_in(outbox: Path) -> list[EmailMessage]:
    return [
        cast(EmailMessage, email.message_from_bytes(path.read_bytes(), policy=default))
        for path in sorted(outbox.glob("*.eml"))
    ]


def next_weekday(day: date, weekday: int) -> date:
    """The next `weekday` (Monday is 0) strictly after `day`."""
    return day + timedelta((weekday - day.weekday() - 1) % 7 + 1)


def true_share(script: Script) -> float:
    spoken = {person.id: 0.0 for person in script.people}
    for line in script.lines:
        spoken[line.speaker] += line.end - line.start
    return spoken["mentor"] / sum(spoken.values())


async def watch_pictures(seats: tuple[Seat, Seat], seconds: float) -> list[list[dict[str, float]]]:
    """Sample what each page decoded every five seconds, and follow the agenda's suggestions."""
    samples: list[list[dict[str, float]]] = [[], []]
    for _ in range(int(seconds // 5)):
        await asyncio.sleep(5)  # the voices take this long; nothing is awaited but them
        await seats[0].accept_suggestion()
        for place, seat in enumerate(seats):
            samples[place].append(await seat.received())
    return samples


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.anyio
async def test_a_mentoring_call_in_two_browsers_becomes_a_recap_for_both(tmp_path: Path) -> None:
    script = bundled("fr", short=True)
    voices = {
        who: microphone(track, tmp_path / f"{who}.wav", LEAD_IN)
        for who, track in script.tracks.items()
    }
    data = tmp_path / "data"
    async with serving(data, BINOME_SPEECH_MODEL="demo") as address:
        tokens = await asyncio.to_thread(create_session, address, script, ZONE)
        links = {who: f"{address}/s#{token}" for who, token in tokens.items()}
        async with (
            seated(links["mentor"], voices["mentor"]) as mentor,
            seated(links["mentee"], voices["mentee"]) as mentee,
        ):
            seats = (mentor, mentee)
            await mentor.want_mirror()
            await asyncio.gather(*(seat.agree_and_join() for seat in seats))
            for seat in seats:
                await seat.sees_transcription_on()
            pictures = await watch_pictures(seats, LEAD_IN + script.lines[-1].end)
            for seat in seats:
                captions = seat.page.get_by_role("log", name="Sous-titres")
                await expect(captions).to_contain_text("Claire")
                await expect(captions).to_contain_text("Yanis")
                closing = seat.page.get_by_role("heading", name="Clôture")
                await expect(closing).to_be_visible(timeout=30_000)
            for seat in seats:
                await seat.tick_everything()
            await mentor.hang_up()
            for seat in seats:
                await seat.approve()
            for seat in seats:
                sent = seat.page.get_by_text("Courriel envoyé à").nth(1)
                await expect(sent).to_be_visible(timeout=30_000)
            errors = [error for seat in seats for error in seat.errors]
        export = await asyncio.to_thread(ask, address, "/api/export?format=json", tokens["mentor"])
        mirror = await asyncio.to_thread(ask, address, "/api/mirror", tokens["mentor"])
    (tmp_path / "export.json").write_text(json.dumps(export, ensure_ascii=False))
    assert errors == []

    rate = error_rate(script, export["events"])
    assert rate <= 0.25, f"word error rate {rate:.3f}"

    for samples in pictures:
        frames = [sample["frames"] for sample in samples[3:]]
        assert all(later > earlier for earlier, later in pairwise(frames)), frames
        freezes = [later["frozen"] - earlier["frozen"] for earlier, later in pairwise(samples[2:])]
        assert max(freezes) <= 1.0, freezes

    assert_the_agenda_warned_on_time(export["events"])
    assert_the_promises_are_right(export["recap"])
    mails = mails_in(data / "outbox")
    assert sorted(mail["To"].addresses[0].username for mail in mails) == ["mentee", "mentor"]
    for mail in mails:
        text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        for line in export["recap"]["actions"] + export["recap"]["agreements"]:
            assert line["text"] in text
    share = mirror["talk_share"]["whole"]["share"]
    assert abs(share - true_share(script)) <= 0.03
    assert -40.0 < mirror["sound"]["loudness"] < -5.0
    assert 2.0 < mirror["sound"]["pitch_range"] < 24.0
    assert 0.0 < mirror["thinking_time"]["delay_removed"] < 1.0


def error_rate(script: Script, events: list[dict[str, Any]]) -> float:
    errors = total = 0
    for person in script.people:
        said = words(" ".join(x.text for x in script.lines if x.speaker == person.id), "fr")
        heard = " ".join(
            word["text"]
            for event in events
            if event["type"] == "words_committed" and event["participant"] == person.id
            for word in event["words"]
        )
        errors += word_errors(said, words(heard, "fr"))
        total += len(said)
    return errors / total


def assert_the_agenda_warned_on_time(events: list[dict[str, Any]]) -> None:
    boxes = {item["id"]: item["time_box"] for item in events[0]["agenda"]}
    began: dict[str, float] = {}
    spent: dict[str, float] = {}
    warned = 0
    for event in events:
        if event["type"] == "agenda_item_started":
            began[event["item"]] = event["at"]
        elif event["type"] == "agenda_item_closed":
            spent[event["item"]] = event["spent"]
        elif event["type"] == "time_box_warned" and event["level"] in ("eighty", "full"):
            share = 0.8 if event["level"] == "eighty" else 1.0
            left = share * boxes[event["item"]] - spent.get(event["item"], 0.0)
            due = began[event["item"]] + left
            assert due <= event["at"] <= due + 1.0
            warned += 1
    assert warned >= 2
    assert any(e["type"] == "closing_opened" and e["by"] == "clock" for e in events)


def assert_the_promises_are_right(recap: dict[str, Any]) -> None:
    today = datetime.now(ZoneInfo(ZONE)).date()
    actions = {(line["owner"], line["due"]) for line in recap["actions"]}
    friday, monday = next_weekday(today, 4).isoformat(), next_weekday(today, 0).isoformat()
    assert actions == {("mentee", friday), ("mentor", monday)}
    assert [line["due"] for line in recap["agreements"]] == [(today + timedelta(14)).isoformat()]
