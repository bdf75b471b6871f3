import pytest

from binome.domain import commands as c
from binome.domain.dialogue import dialogue_of
from binome.domain.values import NextSession
from tests.helpers.playbook import MENTEE, MENTOR, OBSERVER, Playbook


def told() -> Playbook:
    book = Playbook(participants=(MENTOR, MENTEE, OBSERVER))
    book.join("mentor", "mentee")
    book.agree()
    book.hear("mentor", "Bonjour Yanis, ça va ?", at=1)
    book.hear("mentee", "Oui, merci.", at=4)
    return book


def test_the_dialogue_is_what_the_language_layer_reads() -> None:
    dialogue = dialogue_of(told().log, "2026-11-24", "15:00", "Europe/Paris")
    assert dialogue["schema"] == "binome.dialogue/1"
    assert dialogue["lang"] == "fr"
    assert dialogue["session"]["date"] == "2026-11-24"
    assert dialogue["session"]["known_next_session"] is None
    assert [person["id"] for person in dialogue["participants"]] == ["mentor", "mentee"]
    assert [item["minutes"] for item in dialogue["agenda"]] == [10, 20, 20, 5]
    assert dialogue["turns"][0] == {
        "id": 1,
        "speaker": "mentor",
        "start": 1,
        "end": 2.225,
        "text": "Bonjour Yanis, ça va ?",
    }


def test_a_next_session_fixed_in_the_call_is_the_one_people_mean() -> None:
    book = told()
    book.do("mentor", c.SetNextSession(NextSession("2026-12-08T14:00", "Europe/Paris")))
    dialogue = dialogue_of(book.log, "2026-11-24", "15:00", "Europe/Paris")
    assert dialogue["session"]["known_next_session"] == "2026-12-08"


def test_erased_words_are_not_in_the_dialogue() -> None:
    book = told()
    book.do("mentee", c.WithdrawConsent())
    dialogue = dialogue_of(book.log, "2026-11-24", "15:00", "Europe/Paris")
    assert [turn["speaker"] for turn in dialogue["turns"]] == ["mentor"]


def test_a_log_without_its_opening_is_no_dialogue() -> None:
    with pytest.raises(ValueError, match="session_opened"):
        dialogue_of([], "2026-11-24", "15:00", "Europe/Paris")
