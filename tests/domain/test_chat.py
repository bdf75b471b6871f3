"""What people write to each other beside the talk, and what becomes of it."""

import pytest

from binome.domain import commands as c
from binome.domain.chat import MOST_MESSAGES
from binome.domain.erasure import log_without_passage
from binome.domain.events import MessageWritten
from binome.domain.mirror import mirror_of_events
from binome.domain.own_data import own_data_of
from binome.domain.retention import without_figures, without_transcript
from binome.domain.session import view_of
from binome.errors import IllegalMove, NotAllowed
from tests.helpers.playbook import MENTEE, OBSERVER, Playbook, pair_in_talk


def texts(book: Playbook) -> list[str]:
    return [message.text for message in view_of(book.log).messages]


def test_a_line_is_kept_with_the_session_on_one_line() -> None:
    book = pair_in_talk()
    book.do("mentee", c.WriteMessage("  Je ne t'entends\nplus :\thttps://exemple.fr "))
    [message] = view_of(book.log).messages
    assert (message.participant, message.at) == ("mentee", book.now)
    assert message.text == "Je ne t'entends plus : https://exemple.fr"


def test_writing_needs_no_consent_to_the_transcription() -> None:
    book = Playbook()
    book.join("mentor", "mentee")
    book.do("mentor", c.WriteMessage("Tu m'entends ?"))
    assert texts(book) == ["Tu m'entends ?"]


def test_off_the_record_nothing_is_written_down() -> None:
    book = pair_in_talk()
    book.do("mentee", c.PauseTranscription())
    with pytest.raises(IllegalMove, match="Off the record"):
        book.do("mentor", c.WriteMessage("entre nous"))
    book.do("mentor", c.ResumeTranscription())
    book.do("mentor", c.WriteMessage("de nouveau"))
    assert texts(book) == ["de nouveau"]


@pytest.mark.parametrize("text", ["", " \n ", "x" * 1001])
def test_what_is_no_line_is_refused(text: str) -> None:
    with pytest.raises(IllegalMove, match="1000"):
        pair_in_talk().do("mentor", c.WriteMessage(text))


def test_a_session_holds_so_many_lines_and_a_closed_one_takes_none() -> None:
    book = pair_in_talk()
    for number in range(MOST_MESSAGES):
        book.session.apply(MessageWritten(book.now, "mentor", str(number)))
    with pytest.raises(IllegalMove, match="2000"):
        book.do("mentor", c.WriteMessage("one more"))
    book.do("mentor", c.HangUp())
    with pytest.raises(IllegalMove, match="over"):
        book.do("mentor", c.WriteMessage("too late"))


def test_an_observer_writes_nothing() -> None:
    book = Playbook(participants=(*pair_in_talk().log[0].participants, OBSERVER))
    book.join("mentor", "observer")
    with pytest.raises(NotAllowed):
        book.do("observer", c.WriteMessage("hello"))


def test_an_erased_passage_takes_its_lines_along_also_out_of_the_log() -> None:
    book = pair_in_talk()
    book.do("mentor", c.WriteMessage("before"))
    book.wait(60)
    book.do("mentor", c.WriteMessage("secret"))
    book.wait(1)
    book.do("mentee", c.EraseLast(30))
    book.wait(1)
    book.do("mentee", c.WriteMessage("after"))
    assert texts(book) == ["before", "after"]
    left = log_without_passage(book.log, book.now - 32, book.now - 1, None)
    assert "secret" not in str(left)
    assert view_of(left) == view_of(book.log)


def test_a_consent_taken_back_takes_ones_own_lines_along_and_no_others() -> None:
    book = pair_in_talk()
    book.do("mentor", c.WriteMessage("mine"))
    book.do("mentee", c.WriteMessage("theirs"))
    book.do("mentee", c.WithdrawConsent())
    assert texts(book) == ["mine"]


def test_lines_go_with_the_transcript_and_their_authors_with_the_figures() -> None:
    book = pair_in_talk()
    book.do("mentor", c.WriteMessage("words"))
    written = next(event for event in book.log if isinstance(event, MessageWritten))
    assert without_transcript(written) == MessageWritten(written.at, "mentor", "")
    assert without_figures(written) == MessageWritten(0.0, "", "")
    assert view_of([without_transcript(event) for event in book.log]).messages == ()


def test_my_data_holds_my_own_lines() -> None:
    book = pair_in_talk()
    book.do("mentor", c.WriteMessage("hers"))
    book.do("mentee", c.WriteMessage("his"))
    mine = own_data_of(book.log, MENTEE, mirror_of_events(book.log, "mentee"))
    assert [message.text for message in mine.messages] == ["his"]
