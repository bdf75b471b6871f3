from binome.domain import commands as c
from binome.domain.events import TranscriptionInterrupted, TurnRevised, WordsCommitted
from binome.domain.session import session_of
from tests.helpers.playbook import Playbook, pair_in_talk, spoken


def turns(book: Playbook) -> list[tuple[int, str, str]]:
    return [
        (turn.turn, turn.participant, " ".join(word.text for word in turn.words))
        for turn in book.session.view().turns
    ]


def test_words_of_one_turn_grow_under_one_number() -> None:
    book = pair_in_talk()
    book.until(10)
    book.words("mentor", "a", spoken("Bonjour", 5))
    book.words("mentee", "b", spoken("Oui", 5.2), ends=True)
    book.words("mentor", "a", spoken("Yanis", 5.5), ends=True)
    assert turns(book) == [(1, "mentor", "Bonjour Yanis"), (2, "mentee", "Oui")]
    first = book.session.view().turns[0]
    assert (first.start, first.end, first.ended) == (5, 5.725, True)


def test_the_end_of_a_turn_may_come_without_words() -> None:
    book = pair_in_talk()
    book.until(10)
    book.words("mentor", "a", spoken("Bonjour", 5))
    assert len(book.words("mentor", "a", (), ends=True)) == 1
    assert book.words("mentor", "a", (), ends=True) == []
    assert book.words("mentor", "nobody", (), ends=True) == []


def test_the_second_pass_replaces_a_turn_and_says_so() -> None:
    book = pair_in_talk()
    book.until(10)
    book.words("mentor", "a", spoken("Bon jour", 5), ends=True)
    better = spoken("Bonjour Yanis", 5)
    assert book.revise("a", better) == [TurnRevised(10, 1, better, 1, "mentor")]
    assert book.revise("a", better) == []
    assert book.revise("unknown", better) == []
    assert turns(book) == [(1, "mentor", "Bonjour Yanis")]


def test_a_turn_the_second_pass_finds_empty_is_not_shown() -> None:
    book = pair_in_talk()
    book.until(10)
    book.words("mentor", "a", spoken("Merci d'avoir regardé", 5), ends=True)
    book.revise("a", ())
    assert turns(book) == []


def test_a_session_read_back_from_its_log_still_knows_its_turns() -> None:
    book = pair_in_talk()
    book.until(10)
    book.words("mentor", "a", spoken("Bonjour", 5))
    after_restart = session_of(book.log)
    more = after_restart.hearing.hear("a", "mentor", spoken("Yanis", 6), True, 10)
    new = after_restart.hearing.hear("b", "mentee", spoken("Oui", 6), True, 10)
    assert [event.turn for event in more + new if isinstance(event, WordsCommitted)] == [1, 2]


def test_a_broken_recogniser_leaves_a_gap_that_says_why() -> None:
    book = pair_in_talk()
    book.until(4)
    book.begin_voice("mentee")
    book.until(12)
    interrupted = book.interrupt(since=8)
    assert interrupted[-1] == TranscriptionInterrupted(12, 8, "recogniser_down")
    view = book.session.view()
    assert [(gap.since, gap.until, gap.reason) for gap in view.gaps] == [(8, 12, "recogniser_down")]
    assert view.participants[1].speaking_since is None


def test_nothing_is_missing_while_nothing_was_to_be_written() -> None:
    book = pair_in_talk()
    book.do("mentor", c.PauseTranscription())
    book.wait(10)
    assert book.interrupt(since=2) == []


def test_a_turn_cut_off_by_a_pause_is_over() -> None:
    book = pair_in_talk()
    book.until(10)
    book.words("mentor", "a", spoken("Je voulais te", 9))
    events = book.do("mentee", c.PauseTranscription())
    assert events[0] == WordsCommitted(10, 1, "mentor", (), True)
    assert book.session.view().turns[0].ended


def test_the_second_pass_cannot_bring_an_erased_word_back_over_the_edge() -> None:
    book = pair_in_talk()
    book.until(20)
    book.words("mentee", "k", spoken("voici mon secret", 9.5), True)
    book.do("mentee", c.EraseLast(10.1))
    assert turns(book) == [(1, "mentee", "voici")]
    shifted = spoken("voici mon secret", 9.0)
    assert book.revise("k", shifted) == []


def test_late_words_stand_where_they_were_said_and_carry_their_mark() -> None:
    book = pair_in_talk()
    book.until(20)
    book.hear("mentor", "Tu m'entends", at=12)
    book.late("mentee", "J'ai fini", 5)
    assert turns(book) == [(2, "mentee", "J'ai fini"), (1, "mentor", "Tu m'entends")]
    late, live = book.session.view().turns
    assert (late.late, live.late) == (True, False)
    book.revise("mentee~5.00", spoken("J'ai fini.", 5))
    assert book.session.view().turns[0].late


def test_late_words_never_say_again_what_was_heard_at_the_time() -> None:
    book = pair_in_talk()
    book.until(20)
    book.hear("mentee", "voici ma", at=5)
    book.late("mentee", "Voici, ma maquette", 5.1)
    assert turns(book) == [(1, "mentee", "voici ma"), (2, "mentee", "maquette")]
    book.late("mentee", "Voici, ma maquette", 5.12)
    assert len(turns(book)) == 2


def test_what_two_people_said_at_once_is_no_repetition() -> None:
    book = pair_in_talk()
    book.until(20)
    book.hear("mentor", "bonjour", at=5)
    book.late("mentee", "bonjour", 5)
    assert len(turns(book)) == 2


def test_late_words_follow_the_rules_of_consent() -> None:
    book = pair_in_talk()
    book.until(10)
    book.do("mentor", c.PauseTranscription())
    assert book.late("mentee", "Avant la pause", 5) == []
    book.until(20)
    book.do("mentor", c.ResumeTranscription())
    book.until(30)
    book.do("mentor", c.EraseLast(4))
    said = book.late("mentee", "Pendant la pause", 15) + book.late("mentee", "Effacé", 27)
    assert not [event for event in said if isinstance(event, WordsCommitted)]
    hearing = book.session.hearing
    assert hearing.late("mentee", 5, 29) == [(5, 10), (20, 26)]
    assert hearing.late("stranger", 5, 29) == []
    book.do("mentee", c.WithdrawConsent())
    assert hearing.late("mentee", 21, 29) == []


def test_late_speech_does_not_end_what_a_person_says_now() -> None:
    book = pair_in_talk()
    book.until(20)
    book.begin_voice("mentee")
    book.late("mentee", "J'ai fini", 5)
    assert book.session.floor.open == {"mentee": 20}
    assert book.session.floor.speech("mentee")[0].since == 5
