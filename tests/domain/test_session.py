import pytest

from binome.domain import commands as c
from binome.domain.events import NextSessionSet, SessionClosed, TimeBoxWarned
from binome.domain.session import Session, view_of
from binome.domain.values import NextSession
from binome.errors import IllegalMove, NotAllowed
from tests.helpers.playbook import MENTEE, MENTOR, OBSERVER, Playbook, action, minutes, pair_in_talk


def test_an_hour_of_mentoring_runs_by_its_deadlines_alone() -> None:
    book = pair_in_talk()
    steps = {600: "subjects", 1815: "goals"}
    turn = 0
    while book.now < 3290:
        book.say("mentee" if turn % 3 else "mentor", "Voilà ce que je voulais te dire aujourd'hui.")
        book.wait(20)
        turn += 1
        for at, item in list(steps.items()):
            if book.now >= at:
                book.do("mentor", c.StartItem(item))
                del steps[at]
    book.until(3600)
    book.do("mentee", c.HangUp())

    warned = [e for e in book.log if isinstance(e, TimeBoxWarned)]
    assert [(round(e.at), e.item, e.level) for e in warned if e.item != "recap"] == [
        (480, "contact", "eighty"),
        (600, "contact", "full"),
        (round(warned[2].at), "subjects", "eighty"),
        (round(warned[3].at), "subjects", "full"),
        (round(warned[4].at), "goals", "eighty"),
        (3000, "goals", "five_minutes_left"),
    ]
    assert [(e.at, e.level) for e in warned if e.item == "recap"] == [
        (3240, "eighty"),
        (3300, "full"),
    ]
    view = book.session.view()
    assert sum(item.spent for item in view.agenda.items) == pytest.approx(3600)
    assert view.phase == "closed"
    assert view.closed_at == 3600
    assert view == view_of(book.log)
    assert book.session.next_deadline() is None
    assert book.session.tick(9999) == []


def test_hanging_up_ends_the_agenda_and_opens_the_recap() -> None:
    book = pair_in_talk()
    book.until(100)
    assert [event.type for event in book.do("mentor", c.HangUp())] == [
        "agenda_item_closed",
        "session_closed",
    ]
    assert book.do("mentee", c.HangUp()) == []
    with pytest.raises(IllegalMove, match="over"):
        book.do("mentor", c.StartItem("goals"))
    with pytest.raises(IllegalMove, match="over"):
        book.join("mentor")


def test_a_session_that_everybody_left_is_closed_by_the_clock_after_ten_minutes() -> None:
    book = pair_in_talk(participants=(MENTOR, MENTEE, OBSERVER))
    book.until(100)
    book.leave("mentor", "lost")
    book.wait(300)
    book.leave("mentee")
    book.wait(100)
    book.join("observer")
    book.leave("observer")
    assert not any(isinstance(event, SessionClosed) for event in book.until(999))
    assert book.until(1000)[-1] == SessionClosed(1000, "clock")


def test_somebody_who_waits_alone_keeps_the_session_open() -> None:
    book = pair_in_talk()
    book.leave("mentor", "lost")
    assert not any(isinstance(event, SessionClosed) for event in book.until(9000))


def test_trying_the_room_the_day_before_does_not_use_the_session_up() -> None:
    book = Playbook()
    book.join("mentor")
    book.leave("mentor")
    assert book.until(86400) == []
    book.join("mentor", "mentee")
    assert book.session.view().agenda.current == "contact"


def test_leaving_when_one_was_not_there_changes_nothing() -> None:
    assert Playbook().leave("mentor") == []
    with pytest.raises(NotAllowed):
        Playbook().join("stranger")


def test_the_recap_is_approved_by_each_after_the_call() -> None:
    book = pair_in_talk()
    with pytest.raises(IllegalMove):
        book.do("mentor", c.ApproveRecap())
    book.do("mentor", c.HangUp())
    book.do("mentor", c.ApproveRecap())
    assert book.do("mentor", c.ApproveRecap()) == []
    assert book.session.view().approved_by == ("mentor",)


def test_an_edit_takes_approvals_back_but_a_tick_does_not() -> None:
    book = pair_in_talk()
    book.hear("mentee", "Je vais écrire trois exemples.")
    book.notice(minutes([action("a1", "Écrire trois exemples", "mentee", [1])]))
    book.do("mentor", c.HangUp())
    book.do("mentor", c.ApproveRecap())
    book.do("mentee", c.ConfirmCommitment("a1"))
    assert book.session.view().approved_by == ("mentor",)
    book.do("mentee", c.CorrectCommitment("a1", "Écrire deux exemples", "mentee", None))
    assert book.session.view().approved_by == ()


def test_a_recap_that_was_sent_is_not_changed_any_more() -> None:
    book = pair_in_talk()
    book.do("mentor", c.AddCommitment("agreement", "Se tutoyer", "both"))
    book.do("mentor", c.HangUp())
    book.mailed("mentor")
    for late in (
        c.DismissCommitment(book.last_line),
        c.AddCommitment("action", "Lire"),
        c.SetNextSession(None),
        c.ApproveRecap(),
    ):
        with pytest.raises(IllegalMove, match="sent"):
            book.do("mentee", late)
    assert book.notice(minutes([action("a", "Lire", "mentor", [])])) == []


def test_the_next_session_can_be_fixed_and_unfixed() -> None:
    book = pair_in_talk()
    then = NextSession("2026-12-08T14:00", "Europe/Paris", "en ligne")
    assert book.do("mentor", c.SetNextSession(then)) == [NextSessionSet(0, "mentor", then)]
    assert book.do("mentee", c.SetNextSession(then)) == []
    book.do("mentee", c.SetNextSession(None))
    assert book.session.view().next_session is None


def test_a_next_session_is_in_some_zone_and_some_place() -> None:
    for odd in (NextSession("2026-12-08T14:00", ""), NextSession("2026-12-08T14:00", "x" * 65)):
        with pytest.raises(IllegalMove, match="zone"):
            pair_in_talk().do("mentor", c.SetNextSession(odd))
    far = NextSession("2026-12-08T14:00", "Europe/Paris", "x" * 501)
    with pytest.raises(IllegalMove, match="place"):
        pair_in_talk().do("mentor", c.SetNextSession(far))


@pytest.mark.parametrize("when", ["demain", "2026-12-08", "2026-12-08T14:00+01:00", ""])
def test_a_next_session_needs_a_local_date_and_time(when: str) -> None:
    with pytest.raises(IllegalMove):
        pair_in_talk().do("mentor", c.SetNextSession(NextSession(when, "Europe/Paris")))


def test_a_session_that_was_never_opened_says_so() -> None:
    with pytest.raises(IllegalMove):
        Session().view()
