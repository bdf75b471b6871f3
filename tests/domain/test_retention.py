"""When a transcript's time is over: the words go, what the pair agreed on stays."""

from dataclasses import replace

from binome.domain import commands as c
from binome.domain.events import Event, SessionOpened
from binome.domain.mirror import mirror_of_events
from binome.domain.recap import recap_of
from binome.domain.retention import without_transcript
from binome.domain.session import view_of
from binome.domain.values import Commitment, Evidence
from tests.helpers.playbook import Playbook, action, minutes, pair_in_talk, spoken


def ended_talk() -> Playbook:
    book = pair_in_talk()
    book.voice("mentor", 10, 14)
    book.hear("mentor", "Qu'en penses-tu du canari ?", at=10)
    book.voice("mentee", 20, 26)
    book.hear("mentee", "Je vais relire le canari", at=20)
    book.revise(book.last_key, spoken("Je vais relire le grand canari", 20))
    line = action("a1", "Relire", "mentee", [2], quote="relire le canari", span=(20, 22))
    book.notice(minutes([line]))
    book.until(60)
    book.do("mentee", c.ConfirmCommitment("a1"))
    book.do("mentor", c.HangUp())
    return book


def silenced(log: list[Event]) -> list[Event]:
    return [without_transcript(event) for event in log]


def test_no_spoken_word_is_left_and_every_event_keeps_its_place() -> None:
    book = ended_talk()
    left = silenced(book.log)
    assert "canari" in str(book.log)
    assert "canari" not in str(left)
    assert [(e.type, e.at) for e in left] == [(e.type, e.at) for e in book.log]
    assert silenced(left) == left


def test_the_lines_stay_with_their_ticks_times_and_dates() -> None:
    book = ended_talk()
    before, after = recap_of(book.log), recap_of(silenced(book.log))
    assert after == replace(
        before, actions=tuple(replace(line, quote=None) for line in before.actions)
    )
    assert after.actions[0].at is not None
    assert view_of(silenced(book.log)).turns == ()


def test_quotes_of_lines_carried_over_go_too() -> None:
    opened = next(event for event in ended_talk().log if isinstance(event, SessionOpened))
    proof = Evidence((3,), "le canari", 5.0, 6.0)
    line = Commitment("old", "action", "Relire", "mentee", None, None, proof, 0.9)
    left = without_transcript(replace(opened, carried_over=(line,)))
    assert "canari" not in str(left)
    assert "Relire" in str(left)


def test_the_mirror_then_shows_talk_time_and_claims_nothing_about_words() -> None:
    book = ended_talk()
    before = mirror_of_events(book.log, "mentor")
    after = mirror_of_events(silenced(book.log), "mentor")
    assert before.minutes > 0
    assert after.minutes == 0
    assert after.talk_share == before.talk_share
    assert after.interruptions.mine == after.interruptions.theirs == ()
    assert after.questions.asked == ()


def test_a_session_in_which_nothing_was_said_is_left_as_it_is() -> None:
    log = pair_in_talk().log
    assert silenced(log) == log
    assert mirror_of_events(silenced(log), "mentee").talk_share.whole.share is None
