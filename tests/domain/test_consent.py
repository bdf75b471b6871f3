import pytest

from binome.domain import commands as c
from binome.domain.events import (
    ConsentWithdrawn,
    PassageErased,
    SpeechEnded,
    TranscriptionPaused,
    WordsCommitted,
)
from binome.errors import IllegalMove
from tests.helpers.playbook import GUEST, MENTEE, MENTOR, OBSERVER, Playbook, pair_in_talk, spoken


def transcription(book: Playbook) -> str:
    return book.session.view().transcription


def texts(book: Playbook) -> list[str]:
    return [" ".join(word.text for word in turn.words) for turn in book.session.view().turns]


def test_nothing_is_written_down_before_both_agreed() -> None:
    book = Playbook()
    book.join("mentor", "mentee")
    book.agree("mentor")
    assert book.hear("mentor", "Bonjour") == []
    assert transcription(book) == "waiting_for_consent"
    book.agree("mentee")
    assert transcription(book) == "on"
    assert len(book.hear("mentor", "Bonjour encore")) == 1


def test_agreeing_from_the_lobby_is_enough() -> None:
    book = Playbook()
    book.agree("mentor", "mentee")
    book.join("mentor", "mentee")
    assert transcription(book) == "on"


def test_words_said_before_the_second_agreement_stay_unwritten_however_late_they_come() -> None:
    book = Playbook()
    book.join("mentor", "mentee")
    book.agree("mentor")
    book.until(10)
    book.agree("mentee")
    words = spoken("avant tout le monde était libre", 9.0)
    heard = book.words("mentor", "k", words)
    assert [word.text for event in heard for word in event.words] == ["était", "libre"]  # type: ignore[union-attr]


def test_a_refusal_leaves_a_full_call_without_captions() -> None:
    book = Playbook()
    book.join("mentor", "mentee")
    book.agree("mentor")
    assert book.do("mentee", c.WithdrawConsent()) == [ConsentWithdrawn(0, "mentee")]
    assert transcription(book) == "off"
    assert book.hear("mentor", "Bonjour") == []
    book.do("mentor", c.StartItem("goals"))
    assert book.session.view().agenda.current == "goals"


def test_withdrawing_erases_that_persons_words_of_the_session() -> None:
    book = pair_in_talk()
    book.say("mentor", "Bonjour Yanis")
    book.say("mentee", "Bonjour Claire")
    withdrawn = book.do("mentee", c.WithdrawConsent())
    assert withdrawn[-1] == PassageErased(book.now, 0, book.now, "mentee", "mentee")
    assert texts(book) == ["Bonjour Yanis"]
    book.agree("mentee")
    assert transcription(book) == "on"
    assert book.words("mentee", "late", spoken("Bonjour Claire", 1.2)) == []


def test_hors_micro_stops_the_captions_at_once_and_ends_the_running_speech() -> None:
    book = pair_in_talk()
    book.until(10)
    book.begin_voice("mentee")
    book.until(12)
    assert book.do("mentor", c.PauseTranscription()) == [
        SpeechEnded(12, "mentee", 10),
        TranscriptionPaused(12, "mentor"),
    ]
    assert transcription(book) == "paused"
    assert book.hear("mentee", "entre nous") == []
    assert book.do("mentee", c.PauseTranscription()) == []


def test_the_other_person_may_resume_and_what_was_said_meanwhile_stays_unsaid() -> None:
    book = pair_in_talk()
    book.until(10)
    book.do("mentor", c.PauseTranscription())
    book.until(20)
    book.do("mentee", c.ResumeTranscription())
    assert book.words("mentee", "late", spoken("entre nous", 15)) == []
    assert book.hear("mentee", "On reprend") != []
    assert [(gap.since, gap.until, gap.reason) for gap in book.session.view().gaps] == [
        (10, 20, "paused")
    ]
    assert book.do("mentee", c.ResumeTranscription()) == []


def test_the_second_pass_brings_in_nothing_said_off_the_record() -> None:
    book = pair_in_talk()
    book.until(10)
    book.words("mentee", "k", spoken("je disais donc", 8), True)
    book.do("mentor", c.PauseTranscription())
    assert book.revise("k", spoken("je te disais donc", 8)) == []
    book.until(20)
    book.do("mentor", c.ResumeTranscription())
    book.revise("k", spoken("je disais donc", 8) + spoken("un secret", 12))
    assert texts(book) == ["je disais donc"]


def test_a_late_guest_stops_the_captions_until_he_agreed() -> None:
    book = Playbook(participants=(MENTOR, MENTEE, GUEST, OBSERVER))
    book.join("mentor", "mentee", "observer")
    book.agree()
    assert transcription(book) == "on"
    book.join("guest-1")
    assert transcription(book) == "waiting_for_consent"
    book.agree("guest-1")
    assert transcription(book) == "on"


def test_a_person_who_comes_back_need_not_agree_again() -> None:
    book = pair_in_talk()
    book.leave("mentee", "lost")
    book.wait(20)
    book.join("mentee")
    assert transcription(book) == "on"


def test_erasing_the_last_seconds_takes_them_from_both() -> None:
    book = pair_in_talk()
    book.hear("mentor", "un deux trois", at=10)
    book.hear("mentee", "quatre cinq six", at=20)
    book.hear("mentor", "sept huit neuf", at=28)
    book.until(30)
    book.do("mentee", c.EraseLast(10))
    assert texts(book) == ["un deux trois"]
    assert book.words("mentor", "late", spoken("dix onze", 29)) == []
    with pytest.raises(IllegalMove):
        book.do("mentee", c.EraseLast(0))


def test_after_the_hang_up_only_the_last_words_said_before_it_come_in() -> None:
    book = pair_in_talk()
    book.until(60)
    book.do("mentor", c.HangUp())
    book.wait(5)
    last = book.words("mentee", "k", spoken("à bientôt merci vraiment", 59.6), True)
    assert [word.text for word in _words(last)] == ["à", "bientôt"]
    with pytest.raises(IllegalMove):
        book.agree("mentee")


def test_a_consent_can_be_taken_back_even_after_the_call() -> None:
    book = pair_in_talk()
    book.say("mentee", "Je te raconte")
    book.do("mentor", c.HangUp())
    book.do("mentee", c.WithdrawConsent())
    assert texts(book) == []
    assert book.words("mentee", "k", spoken("encore", 1.0)) == []


def _words(events: list) -> list:  # type: ignore[type-arg]
    return [word for event in events if isinstance(event, WordsCommitted) for word in event.words]
