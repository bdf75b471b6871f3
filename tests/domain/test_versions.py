"""What each version of a recap said, and what a correction changed."""

from binome.domain import commands as c
from binome.domain.values import NextSession
from binome.domain.versions import changes_in, recap_at, versions_of
from tests.helpers.playbook import Playbook, action, minutes, pair_in_talk


def corrected() -> Playbook:
    """A recap that was mailed, then corrected in every way."""
    book = pair_in_talk()
    book.hear("mentee", "Je vais lire le guide vendredi.")
    book.notice(minutes([action("a1", "Lire le guide", "mentee", [1], span=(0.0, 1.5))]))
    book.do("mentor", c.AddCommitment("action", "Relire", "mentor"))
    book.wait(60)
    book.do("mentor", c.HangUp())
    book.mailed("mentor", "mentee")
    relire = book.last_line
    book.wait(100)
    book.do("mentee", c.CorrectCommitment("a1", "Lire deux guides", "mentee", "2026-11-27"))
    book.do("mentee", c.DismissCommitment(relire))
    book.do("mentor", c.AddCommitment("agreement", "Se tutoyer", "both"))
    book.do("mentor", c.CheckAim("subjects", "yes"))
    book.do("mentor", c.SetNextSession(NextSession("2026-12-08T14:00", "Europe/Paris")))
    return book


def test_a_version_says_what_it_said_when_it_left_whatever_came_later() -> None:
    book = corrected()
    assert [line.text for line in recap_at(book.log, 1).actions] == ["Lire le guide", "Relire"]
    assert [line.text for line in recap_at(book.log, 2).actions] == ["Lire deux guides"]
    assert (recap_at(book.log, 1).version, recap_at(book.log, 2).version) == (1, 2)


def test_a_correction_tells_what_it_changes() -> None:
    changes = changes_in(corrected().log, 2)
    told = [(x.kind, x.before and x.before.text, x.after and x.after.text) for x in changes]
    assert told == [
        ("removed", "Relire", None),
        ("added", None, "Se tutoyer"),
        ("changed", "Lire le guide", "Lire deux guides"),
        ("aims", None, None),
        ("next_session", None, None),
    ]
    assert changes_in(corrected().log, 1) == ()


def test_a_promise_kept_since_is_no_correction() -> None:
    book = corrected()
    book.mailed("mentor", "mentee")
    book.do("mentee", c.SettleCommitment("a1", "done"))
    book.do("mentee", c.AddCommitment("agreement", "Se revoir", "both"))
    assert [change.kind for change in changes_in(book.log, 3)] == ["added"]


def test_all_versions_with_who_opened_them_and_to_whom_they_went() -> None:
    book = corrected()
    first, second = versions_of(book.log)
    assert (first.number, first.by, first.opened_at, first.sealed_at) == (1, None, 61.475, 61.475)
    assert (first.sent_to, first.changes) == (("mentor", "mentee"), ())
    assert (second.number, second.by, second.opened_at, second.sealed_at) == (
        2, "mentee", 161.475, None,
    )  # fmt: skip
    book.mailed("mentor")
    assert versions_of(book.log)[1].sent_to == ("mentor",)
    assert versions_of(book.log)[1].sealed_at == book.now


def test_what_was_erased_since_is_in_no_version_any_more() -> None:
    book = corrected()
    book.mailed("mentor", "mentee")
    book.do("mentee", c.WithdrawConsent())
    assert "Lire" not in str(recap_at(book.log, 1).actions)


def test_a_log_without_seals_has_one_version_up_to_its_first_mail() -> None:
    book = corrected()
    seals = [event for event in book.log if event.type != "recap_sealed"]
    assert recap_at(seals, 1) == recap_at(book.log, 1)
