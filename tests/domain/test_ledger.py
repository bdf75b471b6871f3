"""What a pair takes from one session into the next."""

from binome.domain import commands as c
from binome.domain.ledger import Legacy, history_of, legacy_of
from binome.domain.mirror import Promise
from binome.domain.values import NextSession
from tests.helpers.playbook import Playbook, action, minutes, pair_in_talk


def held(**options: object) -> Playbook:
    """A session with one promise each, an agreement, and a dismissed line."""
    book = pair_in_talk(**options)
    book.hear("mentee", "Je vais lire le guide vendredi.")
    heard = action("a1", "Lire le guide", "mentee", [1], due="2026-11-27", quote="vendredi")
    book.notice(minutes([heard]))
    book.do("mentor", c.AddCommitment("action", "Relire la lettre", "mentor"))
    book.do("mentor", c.AddCommitment("agreement", "Se tutoyer", "both"))
    book.do("mentor", c.AddCommitment("action", "Rien", "mentor"))
    book.do("mentor", c.DismissCommitment(book.last_line))
    book.wait(60)
    book.do("mentor", c.HangUp())
    return book


def next_of(book: Playbook) -> Playbook:
    legacy = legacy_of(book.log)
    return Playbook(carried_over=legacy.lines, already_done=legacy.already_done)


def promises(book: Playbook) -> list[tuple[str, str | None, str]]:
    lines = book.session.view().commitments
    return [(line.current.text, line.current.owner, line.outcome) for line in lines]


def test_open_promises_of_both_go_on_with_owner_and_due_date_and_without_a_quote() -> None:
    legacy = legacy_of(held().log)
    assert [(line.text, line.owner, line.due) for line in legacy.lines] == [
        ("Lire le guide", "mentee", "2026-11-27"),
        ("Relire la lettre", "mentor", None),
    ]
    assert [line.id for line in legacy.lines] == ["s1.a1", "s1.hand-3"]
    assert all(line.evidence is None for line in legacy.lines)


def test_a_promise_goes_on_until_somebody_says_what_became_of_it() -> None:
    second = next_of(held())
    second.join("mentor", "mentee")
    second.do("mentee", c.SettleCommitment("s1.a1", "done"))
    second.do("mentor", c.HangUp())
    third = next_of(second)
    assert promises(third) == [("Relire la lettre", "mentor", "open")]
    assert third.session.view().commitments[0].current.id == "s1.hand-3"
    third.join("mentor", "mentee")
    third.do("mentor", c.SettleCommitment("s1.hand-3", "dropped"))
    third.do("mentor", c.HangUp())
    assert legacy_of(third.log) == Legacy()


def test_what_was_done_between_two_sessions_is_shown_once_more_to_both() -> None:
    first = held()
    first.wait(3600)
    first.do("mentee", c.SettleCommitment("a1", "done"))
    second = next_of(first)
    assert promises(second) == [
        ("Relire la lettre", "mentor", "open"),
        ("Lire le guide", "mentee", "done"),
    ]
    second.join("mentor", "mentee")
    second.do("mentor", c.HangUp())
    assert promises(next_of(second)) == [("Relire la lettre", "mentor", "open")]


def test_ids_of_the_extractor_in_the_next_session_mean_other_lines() -> None:
    second = next_of(held())
    second.join("mentor", "mentee")
    second.agree()
    second.hear("mentee", "Je vais écrire un plan.")
    second.notice(minutes([action("a1", "Écrire un plan", "mentee", [1])]))
    assert [text for text, _, _ in promises(second)][-1] == "Écrire un plan"
    assert len(promises(second)) == 3


def test_the_date_that_was_fixed_is_handed_on() -> None:
    book = held()
    book.do("mentor", c.SetNextSession(NextSession("2026-12-08T14:00", "Europe/Paris")))
    assert legacy_of(book.log).known_next_session == "2026-12-08"
    assert legacy_of([]) == Legacy()


def test_promises_made_after_a_note_opened_the_log_come_along_until_somebody_enters() -> None:
    book = Playbook()
    book.do("mentor", c.WriteNote("subjects", "Penser au CV"))
    [brought] = book.bring(legacy_of(held().log))
    assert brought.type == "promises_brought"
    assert promises(book) == [
        ("Lire le guide", "mentee", "open"),
        ("Relire la lettre", "mentor", "open"),
    ]
    assert book.bring(legacy_of(held().log)) == []
    book.join("mentor")
    assert book.bring(Legacy()) == []


def test_what_is_said_of_a_promise_in_the_lobby_stands_and_what_was_dropped_elsewhere_goes() -> (
    None
):
    book = Playbook()
    book.bring(legacy_of(held().log))
    book.do("mentee", c.SettleCommitment("s1.a1", "done"))
    book.bring(Legacy())
    assert promises(book) == [("Lire le guide", "mentee", "done")]


def test_the_history_holds_each_promise_once_as_the_last_session_left_it() -> None:
    first = held()
    second = next_of(first)
    second.join("mentor", "mentee")
    [promise] = history_of([first.log])
    assert promise == Promise("mentee", "Lire le guide", "2026-11-27", None)
    second.do("mentee", c.SettleCommitment("s1.a1", "done"))
    second.do("mentor", c.HangUp())
    day = second.session.view().opened_at[:10]
    assert history_of([first.log, second.log]) == (
        Promise("mentee", "Lire le guide", "2026-11-27", day),
    )


def test_what_was_dropped_or_never_sure_is_no_promise_of_the_history() -> None:
    first = held()
    second = next_of(first)
    second.join("mentor", "mentee")
    second.do("mentee", c.SettleCommitment("s1.a1", "dropped"))
    vague = action("a9", "Voir", "mentor", [1], due="2026-11-28", quote="voir", confidence=0.4)
    second.hear("mentor", "On pourrait voir.")
    second.notice(minutes([vague]))
    assert history_of([first.log, second.log]) == ()
