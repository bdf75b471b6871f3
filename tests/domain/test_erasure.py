from binome.domain import commands as c
from binome.domain.erasure import log_without_passage, without_passage
from binome.domain.events import CommitmentNoticed, PassageErased, WordsCommitted
from binome.domain.session import view_of
from tests.helpers.playbook import Playbook, action, minutes, pair_in_talk, spoken


def secretive() -> Playbook:
    """A promise said, noticed, rewritten and ticked, then erased; another one that stays."""
    book = pair_in_talk()
    book.hear("mentor", "Je vais relire ta lettre demain", at=10)
    book.hear("mentee", "Je vais parler du secret à ma sœur", at=100)
    book.revise(book.last_key, spoken("Je vais parler du grand secret à ma sœur", 100))
    letter = action(
        "a1", "Relire la lettre", "mentor", [1], quote="relire ta lettre", span=(10, 12)
    )
    secret = action("a2", "Parler du secret", "mentee", [2], quote="du secret", span=(100, 102))
    book.notice(minutes([letter, secret]))
    book.do("mentor", c.CorrectCommitment("a2", "Dire le secret", "mentee", None))
    book.do("mentee", c.ConfirmCommitment("a2"))
    book.until(110)
    book.do("mentee", c.EraseLast(30))
    return book


def test_the_stored_log_keeps_its_events_and_loses_the_words() -> None:
    book = secretive()
    gone = next(event for event in book.log if isinstance(event, PassageErased))
    left = log_without_passage(book.log, gone.since, gone.until, gone.participant)
    assert [event.type for event in left] == [event.type for event in book.log]
    assert "secret" not in str(left)
    assert "relire ta lettre" in str(left)


def test_the_rewritten_log_tells_the_picture_that_was_shown_live() -> None:
    book = secretive()
    gone = next(event for event in book.log if isinstance(event, PassageErased))
    left = log_without_passage(book.log, gone.since, gone.until, gone.participant)
    assert view_of(left) == book.session.view()
    assert [line.current.id for line in view_of(left).commitments] == ["a1"]


def test_a_withdrawal_takes_one_persons_words_only() -> None:
    book = secretive()
    book.do("mentor", c.WithdrawConsent())
    left = log_without_passage(book.log, 0, book.now, "mentor")
    assert "lettre" not in str(left)
    assert view_of(left) == view_of(log_without_passage(left, 80, 110, None))


def test_one_event_alone_is_emptied_by_its_own_seconds() -> None:
    book = secretive()
    words = next(event for event in book.log if isinstance(event, WordsCommitted))
    emptied = without_passage(words, 10, 11, None)
    assert isinstance(emptied, WordsCommitted)
    assert [word.text for word in emptied.words] == ["demain"]
    assert without_passage(words, 0, 60, "mentee") == words
    noticed = next(event for event in book.log if isinstance(event, CommitmentNoticed))
    assert without_passage(noticed, 200, 300, None) == noticed
    assert "lettre" not in str(without_passage(noticed, 0, 11, None))
