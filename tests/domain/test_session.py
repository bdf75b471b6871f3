import pytest

from binome.domain import commands as c
from binome.domain.dialogue import dialogue_of
from binome.domain.events import (
    CommitmentSettled,
    NextSessionSet,
    RecapReopened,
    RecapSent,
    SessionClosed,
    TimeBoxWarned,
)
from binome.domain.recap import recap_of
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


def sent_recap() -> Playbook:
    """A recap with one agreement, approved by both and mailed."""
    book = pair_in_talk()
    book.do("mentor", c.AddCommitment("agreement", "Se tutoyer", "both"))
    book.do("mentor", c.HangUp())
    book.do("mentor", c.ApproveRecap())
    book.do("mentee", c.ApproveRecap())
    book.mailed("mentor", "mentee")
    return book


NEXT = NextSession("2026-12-08T14:00", "Europe/Paris")


@pytest.mark.parametrize(
    "change",
    [
        c.DismissCommitment("hand-3"),
        c.UnconfirmCommitment("hand-3"),
        c.AddCommitment("action", "Lire", "mentor"),
        c.SetNextSession(NEXT),
        c.CheckAim("subjects", "partly"),
    ],
    ids=lambda change: change.type,
)
def test_a_change_of_a_recap_that_left_opens_its_next_version(change: c.Command) -> None:
    book = sent_recap()
    events = book.do("mentor", change)
    assert events[0] == RecapReopened(book.now, "mentor", 2)
    view = book.session.view()
    assert (view.version, view.sealed, view.approved_by, view.sent_to) == (2, False, (), ())
    book.do("mentor", c.AddCommitment("action", "Lire encore", "mentor"))
    assert book.session.view().version == 2
    book.mailed("mentor", "mentee")
    assert book.session.view().sent_to == ("mentor", "mentee")


def test_what_changes_nothing_and_what_the_machine_reads_open_no_version() -> None:
    book = sent_recap()
    assert book.do("mentor", c.SetNextSession(None)) == []
    assert book.do("mentor", c.ApproveRecap()) == []
    assert book.notice(minutes([action("a", "Lire", "mentor", [])])) == []
    assert book.session.view().version == 1
    book.do("mentor", c.SetNextSession(NEXT))
    assert book.notice(minutes([action("a", "Lire", "mentor", [])])) == []


def test_a_late_mail_of_the_version_before_says_nothing_of_the_new_one() -> None:
    book = sent_recap()
    book.do("mentor", c.SetNextSession(NEXT))
    book.session.apply(RecapSent(book.now, "mentee", "<m>", 1))
    view = book.session.view()
    assert (view.sealed, view.sent_to) == (False, ())


def test_a_consent_taken_back_after_the_mail_makes_a_version_without_the_lines_it_erases() -> None:
    book = pair_in_talk()
    book.hear("mentee", "Je vais écrire trois exemples.")
    book.notice(minutes([action("a1", "Écrire", "mentee", [1], span=(0.0, 1.2))]))
    book.do("mentor", c.HangUp())
    book.mailed("mentor", "mentee")
    assert book.do("mentee", c.WithdrawConsent())[0] == RecapReopened(book.now, "mentee", 2)
    assert book.session.view().commitments == ()
    assert book.do("mentor", c.WithdrawConsent())[0].type == "consent_withdrawn"


def test_a_log_from_before_there_were_seals_is_sealed_by_its_first_mail() -> None:
    book = pair_in_talk()
    book.do("mentor", c.HangUp())
    book.session.apply(RecapSent(book.now, "mentor", "<m>"))
    assert book.session.view().sealed
    assert book.session.seal(1, book.now) == []


def test_a_promise_is_settled_at_any_time_and_that_is_no_correction() -> None:
    book = pair_in_talk()
    book.do("mentor", c.AddCommitment("action", "Lire", "mentor"))
    line = book.last_line
    book.do("mentor", c.HangUp())
    book.mailed("mentor", "mentee")
    settled = book.do("mentee", c.SettleCommitment(line, "done"))
    assert settled == [CommitmentSettled(book.now, line, "mentee", "done")]
    assert book.do("mentor", c.SettleCommitment(line, "done")) == []
    shown = book.session.view().commitments[0]
    assert (shown.outcome, shown.settled_by) == ("done", "mentee")
    assert book.session.view().version == 1
    book.do("mentor", c.SettleCommitment(line, "open"))
    assert book.session.view().commitments[0].settled_by is None


def test_an_agreement_is_nothing_to_tick_off() -> None:
    book = pair_in_talk()
    book.do("mentor", c.AddCommitment("agreement", "Se tutoyer", "both"))
    with pytest.raises(IllegalMove, match="agreement"):
        book.do("mentor", c.SettleCommitment(book.last_line, "done"))


def test_each_writes_an_own_note_on_an_item_before_or_during_the_call_and_none_is_said() -> None:
    book = Playbook()
    book.do("mentee", c.WriteNote("subjects", "  Parler du\nstage "))
    book.do("mentor", c.WriteNote("subjects", "Rapporter le livre"))
    assert book.do("mentor", c.WriteNote("subjects", "Rapporter le livre")) == []
    book.do("mentee", c.WriteNote("subjects", "Parler du stage à Lyon"))
    book.join("mentor", "mentee")
    book.do("mentor", c.WriteNote("subjects", ""))
    item = book.session.view().agenda.items[1]
    assert [(note.by, note.text) for note in item.notes] == [("mentee", "Parler du stage à Lyon")]
    assert book.session.view().turns == ()
    assert "stage" not in str(dialogue_of(book.log, "2026-11-24", "14:00", "Europe/Paris"))
    recap = recap_of(book.log)
    assert "Lyon" not in str(recap)
    with pytest.raises(IllegalMove, match="item"):
        book.do("mentor", c.WriteNote("nothing", "x"))
    with pytest.raises(IllegalMove, match="1000"):
        book.do("mentor", c.WriteNote("subjects", "x" * 1001))


def test_whether_an_aim_was_reached_is_said_by_either_and_stands_in_the_recap() -> None:
    book = pair_in_talk()
    book.do("mentor", c.CheckAim("subjects", "no"))
    book.do("mentee", c.CheckAim("subjects", "partly"))
    assert book.do("mentor", c.CheckAim("subjects", "partly")) == []
    item = book.session.view().agenda.items[1]
    assert (item.reached, item.reached_by) == ("partly", "mentee")
    assert [item.reached for item in recap_of(book.log).agenda] == [None, "partly", None, None]
    book.do("mentee", c.CheckAim("subjects", None))
    assert book.session.view().agenda.items[1].reached_by is None


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
