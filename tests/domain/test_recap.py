from dataclasses import asdict

import pytest

from binome.domain import commands as c
from binome.domain.recap import Recap, RecapLine, recap_of
from binome.domain.values import Commitment
from tests.domain.golden import ordinary_session
from tests.helpers.playbook import Playbook, action, minutes, pair_in_talk


def test_the_recap_holds_what_was_agreed_with_owner_due_quote_and_second() -> None:
    recap = recap_of(ordinary_session().log)
    (promise,) = recap.actions
    assert (promise.text, promise.owner, promise.due, promise.at) == (
        "Écrire trois exemples",
        "mentee",
        "2026-11-27",
        610.4,
    )
    assert promise.quote == "je vais écrire trois exemples avant vendredi"
    assert not promise.to_clarify
    assert [line.text for line in recap.agreements] == ["Se revoir le 8 décembre"]
    assert recap.approved_by_all
    assert recap.next_session is not None
    assert recap.duration == 3350


def test_the_recap_compares_planned_and_actual_minutes() -> None:
    recap = recap_of(ordinary_session().log)
    assert [(item.id, item.planned, item.actual) for item in recap.agenda] == [
        ("contact", 600, 610),
        ("subjects", 1500, 1290),
        ("goals", 1200, 1400),
        ("recap", 300, 50),
    ]


def test_the_recap_never_says_how_long_somebody_spoke() -> None:
    names = str(asdict(recap_of(ordinary_session().log))).lower()
    assert "speaking" not in names
    assert "share" not in names


def test_the_talk_begins_when_the_pair_has_met() -> None:
    book = Playbook()
    book.join("mentor")
    book.until(900)
    book.join("mentee")
    book.agree()
    book.hear("mentee", "Je vais écrire trois exemples.", at=1000)
    book.notice(minutes([action("a1", "Écrire", "mentee", [1], span=(1000, 1001))]))
    book.until(1500)
    book.do("mentee", c.HangUp())
    recap = recap_of(book.log)
    assert recap.opened_at == "2026-11-24T14:15:00.000Z"
    assert recap.duration == 600
    assert recap.actions[0].at == 100


def recap_with(confidence: float, *says: tuple[str, c.Command]) -> RecapLine:
    book = pair_in_talk()
    book.hear("mentee", "J'essaierai d'écrire trois exemples.")
    line = action("a1", "Écrire trois exemples", "mentee", [1], confidence=confidence)
    book.notice(minutes([line]))
    for who, say in says:
        book.do(who, say)
    return recap_of(book.log).actions[0]


TICK = c.ConfirmCommitment("a1")
REWRITE = c.CorrectCommitment("a1", "Écrire dix exemples", "mentee", None)


@pytest.mark.parametrize(
    ("confidence", "says", "to_clarify"),
    [
        (0.9, [], False),
        (0.4, [], True),
        (0.4, [("mentor", TICK)], True),
        (0.4, [("mentee", TICK)], False),
        (0.4, [("mentor", TICK), ("mentee", TICK)], False),
        (0.9, [("mentor", REWRITE)], True),
        (0.9, [("mentor", REWRITE), ("mentee", TICK)], False),
        (0.9, [("mentee", REWRITE)], False),
    ],
)
def test_a_line_is_asserted_when_heard_surely_or_ticked_by_whom_it_binds(
    confidence: float, says: list[tuple[str, c.Command]], to_clarify: bool
) -> None:
    assert recap_with(confidence, *says).to_clarify is to_clarify


def test_a_promise_written_for_the_other_stays_to_clarify_until_the_other_ticks_it() -> None:
    book = pair_in_talk()
    book.do("mentor", c.AddCommitment("action", "Lire le guide", "mentee"))
    assert recap_of(book.log).actions[0].to_clarify
    book.do("mentee", c.ConfirmCommitment(book.last_line))
    assert not recap_of(book.log).actions[0].to_clarify


def test_struck_out_lines_are_left_out_and_carried_over_ones_stay() -> None:
    old = Commitment("old", "action", "Envoyer le plan", "mentee", None, None, None, 0.9)
    book = pair_in_talk(carried_over=[old])
    book.do("mentor", c.AddCommitment("action", "Lire", "mentor"))
    book.do("mentee", c.DismissCommitment(book.last_line))
    recap = recap_of(book.log)
    assert [(line.id, line.carried_over, line.at) for line in recap.actions] == [
        ("old", True, None)
    ]


def doubtful(rehearsal: bool) -> Recap:
    book: Playbook = pair_in_talk(rehearsal=rehearsal)
    book.hear("mentee", "Je vais écrire trois exemples.")
    book.notice(minutes([action("a1", "Écrire trois exemples", "mentee", [1], confidence=0.95)]))
    return recap_of(book.log, demo=True)


def test_the_demonstration_model_asserts_nothing_outside_a_rehearsal() -> None:
    assert doubtful(rehearsal=False).actions[0].to_clarify
    assert not doubtful(rehearsal=True).actions[0].to_clarify
    assert doubtful(rehearsal=True).rehearsal


def test_a_draft_of_a_running_session_counts_up_to_now() -> None:
    book = pair_in_talk()
    book.until(480)
    recap = recap_of(book.log)
    assert recap.duration == 480
    assert recap.agenda[0].actual == 480
    assert not recap.approved_by_all


def test_the_page_can_count_the_session_from_where_the_recap_does() -> None:
    book = ordinary_session()
    view, recap = book.session.view(), recap_of(book.log)
    assert view.closed_at is not None
    assert view.agenda.began_at is not None
    assert recap.duration == view.closed_at - view.agenda.began_at
