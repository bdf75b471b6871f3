import pytest

from binome.domain import commands as c
from binome.domain.events import CommitmentNoticed, CommitmentRetracted
from binome.domain.values import Commitment
from binome.domain.view import CommitmentView
from binome.errors import IllegalMove, NotAllowed
from tests.helpers.playbook import OBSERVER, Playbook, action, minutes, pair_in_talk

EXAMPLES = action(
    "a1",
    "Écrire trois exemples",
    "mentee",
    [1],
    due="2026-11-27",
    due_words="avant vendredi",
    quote="je vais écrire trois exemples avant vendredi",
    span=(0.0, 1.7),
    confidence=0.9,
)


def with_a_promise() -> Playbook:
    book = pair_in_talk()
    book.hear("mentee", "Je vais écrire trois exemples avant vendredi.")
    book.notice(minutes([EXAMPLES]))
    return book


def line(book: Playbook, id: str = "a1") -> CommitmentView:
    return next(line for line in book.session.view().commitments if line.current.id == id)


def test_a_promise_is_noticed_with_its_proof() -> None:
    current = line(with_a_promise()).current
    assert (current.owner, current.due, current.due_words) == (
        "mentee",
        "2026-11-27",
        "avant vendredi",
    )
    assert current.evidence is not None
    assert current.evidence.quote == "je vais écrire trois exemples avant vendredi"
    assert current.evidence.turns == (1,)


def test_the_same_reading_again_is_no_news() -> None:
    book = with_a_promise()
    assert book.notice(minutes([EXAMPLES | {"confidence": 0.88}])) == []


def test_a_better_reading_replaces_an_untouched_line() -> None:
    book = with_a_promise()
    later = EXAMPLES | {"due": "2026-12-01", "due_words": "mardi"}
    assert [event.type for event in book.notice(minutes([later]))] == ["commitment_noticed"]
    assert line(book).current.due == "2026-12-01"


def test_a_line_that_becomes_doubtful_says_so() -> None:
    book = with_a_promise()
    book.notice(minutes([EXAMPLES | {"confidence": 0.62}]))
    assert len(book.notice(minutes([EXAMPLES | {"confidence": 0.59}]))) == 1


def test_an_untouched_line_that_vanished_is_taken_back() -> None:
    book = with_a_promise()
    assert book.notice(minutes()) == [CommitmentRetracted(book.now, "a1")]
    assert book.session.view().commitments == ()


@pytest.mark.parametrize(
    "say",
    [
        c.ConfirmCommitment("a1"),
        c.CorrectCommitment("a1", "Écrire deux exemples", "mentee", None),
        c.DismissCommitment("a1"),
    ],
)
def test_what_a_person_had_a_say_on_is_never_touched_by_the_extractor(say: c.Command) -> None:
    book = with_a_promise()
    book.do("mentor", say)
    before = line(book)
    assert book.notice(minutes([EXAMPLES | {"text": "Autre chose", "owner": "mentor"}])) == []
    assert book.notice(minutes()) == []
    assert line(book) == before


def test_a_dismissed_line_does_not_come_back_under_another_name() -> None:
    book = with_a_promise()
    book.do("mentee", c.DismissCommitment("a1"))
    assert book.notice(minutes([EXAMPLES | {"id": "a7"}])) == []
    assert book.notice(minutes([EXAMPLES | {"id": "a8", "text": "Rédiger des exemples"}])) == []


def test_two_promises_in_one_breath_are_two_lines() -> None:
    book = with_a_promise()
    book.do("mentee", c.ConfirmCommitment("a1"))
    second = EXAMPLES | {"id": "a2", "text": "Relire le guide"}
    assert len(book.notice(minutes([EXAMPLES, second]))) == 1


def test_a_correction_keeps_the_extracted_line_and_drops_the_others_tick() -> None:
    book = with_a_promise()
    book.do("mentee", c.ConfirmCommitment("a1"))
    book.do("mentor", c.CorrectCommitment("a1", " Écrire deux exemples ", "mentee", "2026-11-28"))
    now = line(book)
    assert now.current.text == "Écrire deux exemples"
    assert now.current.due_words is None
    assert now.extracted is not None
    assert now.extracted.text == "Écrire trois exemples"
    assert now.confirmed_by == ("mentor",)
    book.do("mentee", c.CorrectCommitment("a1", "Écrire un exemple", "mentee", "2026-11-28"))
    assert line(book).extracted == now.extracted


def test_rewriting_a_line_as_it_stands_is_a_tick() -> None:
    book = with_a_promise()
    same = c.CorrectCommitment("a1", "Écrire trois exemples", "mentee", "2026-11-27")
    assert [event.type for event in book.do("mentee", same)] == ["commitment_confirmed"]
    assert line(book).extracted is None


def test_ticks_come_and_go() -> None:
    book = with_a_promise()
    book.do("mentor", c.ConfirmCommitment("a1"))
    assert book.do("mentor", c.ConfirmCommitment("a1")) == []
    book.do("mentee", c.ConfirmCommitment("a1"))
    assert line(book).confirmed_by == ("mentor", "mentee")
    book.do("mentor", c.UnconfirmCommitment("a1"))
    assert book.do("mentor", c.UnconfirmCommitment("a1")) == []
    assert line(book).confirmed_by == ("mentee",)


def test_a_struck_out_line_cannot_be_ticked_or_rewritten() -> None:
    book = with_a_promise()
    book.do("mentee", c.DismissCommitment("a1"))
    assert book.do("mentor", c.DismissCommitment("a1")) == []
    with pytest.raises(IllegalMove, match="struck out"):
        book.do("mentor", c.ConfirmCommitment("a1"))
    with pytest.raises(IllegalMove, match="struck out"):
        book.do("mentor", c.CorrectCommitment("a1", "x", None, None))


def test_a_line_written_by_hand_bears_its_authors_tick() -> None:
    book = pair_in_talk()
    added = book.do("mentee", c.AddCommitment("action", "Lire le guide", "mentee", "2026-12-01"))
    assert isinstance(added[0], CommitmentNoticed)
    hand = line(book, added[0].commitment.id)
    assert (hand.current.author, hand.current.evidence) == ("mentee", None)
    assert hand.confirmed_by == ("mentee",)
    assert book.notice(minutes()) == []


@pytest.mark.parametrize(
    "bad",
    [
        c.AddCommitment("action", "   "),
        c.AddCommitment("action", "x" * 501),
        c.AddCommitment("action", "Lire", owner="the boss"),
        c.AddCommitment("action", "Lire", due="vendredi"),
        c.AddCommitment("action", "Lire", due="20261201"),
        c.ConfirmCommitment("nowhere"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused_with_a_reason(bad: c.Command) -> None:
    with pytest.raises(IllegalMove):
        pair_in_talk().do("mentor", bad)


def test_what_is_typed_is_kept_on_one_line() -> None:
    book = pair_in_talk()
    book.do("mentor", c.AddCommitment("action", "  Pre\u0301parer\nla\x00 suite ", "mentor"))
    assert line(book, book.last_line).current.text == "Préparer la suite"


def test_an_observer_has_no_say() -> None:
    book = Playbook(participants=(OBSERVER,))
    with pytest.raises(NotAllowed):
        book.do("observer", c.AddCommitment("action", "Lire"))
    with pytest.raises(NotAllowed):
        book.do("stranger", c.HangUp())


def test_lines_carried_over_stay_whatever_the_extractor_reads() -> None:
    old = Commitment("old", "action", "Envoyer le plan", "mentee", None, None, None, 0.9)
    book = pair_in_talk(carried_over=[old])
    assert book.notice(minutes()) == []
    again = action("a1", "Envoyer le plan", "mentee", [])
    assert len(book.notice(minutes([again]))) == 1
    book.do("mentee", c.ConfirmCommitment("old"))
    assert line(book, "old").carried_over


def test_erasing_the_proof_erases_the_line_even_if_it_was_edited() -> None:
    book = with_a_promise()
    book.do("mentor", c.CorrectCommitment("a1", "Écrire deux exemples", "mentee", None))
    book.do("mentee", c.EraseLast(60))
    assert book.session.view().commitments == ()


def test_a_reading_made_before_an_erasure_brings_nothing_back() -> None:
    book = with_a_promise()
    book.hear("mentor", "Je relis ta lettre.", at=10)
    book.until(20)
    book.do("mentee", c.EraseLast(15))
    letter = action("a2", "Relire la lettre", "mentor", [2], quote="je relis", span=(10, 11))
    assert book.notice(minutes([EXAMPLES, letter])) == []


def test_a_reading_reaching_into_the_erased_part_of_a_turn_is_left_out() -> None:
    book = pair_in_talk()
    book.hear("mentee", "Je vais écrire trois exemples avant vendredi", at=10)
    book.do("mentee", c.EraseLast(0.6))
    whole = EXAMPLES | {"start": 10.0, "end": 11.75}
    assert book.notice(minutes([whole])) == []
    rest = EXAMPLES | {"start": 10.0, "end": 10.95, "due": None}
    assert len(book.notice(minutes([rest]))) == 1


def test_one_persons_withdrawal_keeps_what_the_other_promised() -> None:
    book = with_a_promise()
    book.hear("mentor", "Je relis ta lettre.", at=10)
    letter = action("a2", "Relire la lettre", "mentor", [2], quote="je relis", span=(10, 11))
    book.notice(minutes([EXAMPLES, letter]))
    book.do("mentor", c.WithdrawConsent())
    assert [entry.current.id for entry in book.session.view().commitments] == ["a1"]


def test_minutes_that_cannot_be_read_lose_a_line_not_the_session() -> None:
    book = pair_in_talk()
    odd = [{"id": "", "text": "x"}, {"id": "b", "text": " "}, EXAMPLES | {"due": "soon"}]
    book.hear("mentee", "Je vais écrire trois exemples avant vendredi.")
    book.notice(minutes(odd))
    assert [entry.current.due for entry in book.session.view().commitments] == [None]
    assert book.notice(minutes([EXAMPLES | {"owner": "the boss"}]))[0].type == (
        "commitment_retracted"
    )
