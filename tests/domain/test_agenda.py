import pytest

from binome.domain import commands as c
from binome.domain.events import (
    AgendaExtensionProposed,
    AgendaItemClosed,
    AgendaItemExtended,
    AgendaItemStarted,
    AgendaItemSuggested,
    ClosingOpened,
    TimeBoxWarned,
)
from binome.domain.values import AgendaItem
from binome.errors import IllegalMove
from tests.helpers.playbook import Playbook, minutes, pair_in_talk


def test_the_first_item_starts_by_the_clock_when_both_are_there() -> None:
    book = Playbook()
    assert [event.type for event in book.join("mentor")] == ["participant_joined"]
    book.wait(40)
    assert book.join("mentee")[1:] == [AgendaItemStarted(40, "contact", "clock")]
    assert book.join("mentee") == []


def test_coming_back_does_not_start_the_agenda_again() -> None:
    book = pair_in_talk()
    book.leave("mentee", "lost")
    book.wait(30)
    assert [event.type for event in book.join("mentee")] == ["participant_joined"]


def test_the_pair_is_warned_at_eighty_per_cent_and_at_the_end_of_a_time_box() -> None:
    book = pair_in_talk()
    assert book.until(479) == []
    assert book.until(480) == [TimeBoxWarned(480, "contact", "eighty")]
    assert book.until(700) == [TimeBoxWarned(600, "contact", "full")]


def test_a_clock_that_was_asleep_says_only_where_things_stand() -> None:
    book = pair_in_talk()
    assert book.session.tick(650) == [TimeBoxWarned(650, "contact", "full")]


def test_an_item_that_is_taken_up_again_goes_on_counting() -> None:
    book = pair_in_talk()
    book.until(300)
    book.do("mentor", c.StartItem("subjects"))
    book.until(400)
    back = book.do("mentee", c.StartItem("contact"))
    assert back == [
        AgendaItemClosed(400, "subjects", 100),
        AgendaItemStarted(400, "contact", "mentee"),
    ]
    assert book.until(580) == [TimeBoxWarned(580, "contact", "eighty")]


def test_choosing_the_item_that_runs_changes_nothing() -> None:
    assert pair_in_talk().do("mentor", c.StartItem("contact")) == []


def test_an_item_that_is_not_on_the_agenda_cannot_start() -> None:
    with pytest.raises(IllegalMove, match="holidays"):
        pair_in_talk().do("mentor", c.StartItem("holidays"))


def test_an_extension_needs_both() -> None:
    book = pair_in_talk()
    book.until(500)
    assert book.do("mentee", c.ProposeExtension(300)) == [
        AgendaExtensionProposed(500, "contact", 300, "mentee")
    ]
    assert book.do("mentee", c.ProposeExtension(300)) == []
    assert book.do("mentor", c.ProposeExtension(300)) == [
        AgendaItemExtended(500, "contact", 300, "mentor")
    ]
    assert book.session.view().agenda.items[0].time_box == 900


def test_two_proposals_that_differ_agree_on_the_smaller() -> None:
    book = pair_in_talk()
    book.do("mentee", c.ProposeExtension(600))
    assert book.do("mentor", c.ProposeExtension(120)) == [
        AgendaItemExtended(0, "contact", 120, "mentor")
    ]


def test_a_larger_box_warns_again_when_its_own_time_comes() -> None:
    book = pair_in_talk()
    book.until(620)
    book.do("mentee", c.ProposeExtension(300))
    book.do("mentor", c.ProposeExtension(300))
    assert book.until(1000) == [
        TimeBoxWarned(720, "contact", "eighty"),
        TimeBoxWarned(900, "contact", "full"),
    ]


def test_a_small_extension_warns_only_at_its_end() -> None:
    book = pair_in_talk()
    book.until(620)
    book.do("mentee", c.ProposeExtension(60))
    book.do("mentor", c.ProposeExtension(60))
    assert book.until(1000) == [TimeBoxWarned(660, "contact", "full")]


@pytest.mark.parametrize("seconds", [0, -60, 4000])
def test_an_extension_is_a_sensible_length(seconds: float) -> None:
    with pytest.raises(IllegalMove):
        pair_in_talk().do("mentor", c.ProposeExtension(seconds))


def test_nothing_can_be_extended_before_the_agenda_runs() -> None:
    book = Playbook()
    book.join("mentor")
    with pytest.raises(IllegalMove):
        book.do("mentor", c.ProposeExtension(60))


def test_closing_opens_by_itself_five_minutes_before_the_planned_end() -> None:
    book = pair_in_talk()
    book.until(600)
    book.do("mentor", c.StartItem("subjects"))
    book.until(1800)
    book.do("mentor", c.StartItem("goals"))
    happened = book.until(3001)
    assert happened[-4:] == [
        TimeBoxWarned(3000, "goals", "five_minutes_left"),
        AgendaItemClosed(3000, "goals", 1200),
        AgendaItemStarted(3000, "recap", "clock"),
        ClosingOpened(3000, "clock"),
    ]
    assert TimeBoxWarned(3000, "goals", "full") in happened
    assert book.session.view().phase == "closing"


def test_agreed_extensions_move_the_planned_end() -> None:
    book = pair_in_talk()
    book.do("mentor", c.ProposeExtension(600))
    book.do("mentee", c.ProposeExtension(600))
    assert not any(isinstance(event, ClosingOpened) for event in book.until(3599))
    assert any(isinstance(event, ClosingOpened) for event in book.until(3600))


def test_a_pair_that_is_already_closing_is_not_told_that_five_minutes_are_left() -> None:
    book = pair_in_talk()
    book.until(2900)
    assert [event.type for event in book.do("mentee", c.StartItem("recap"))] == [
        "agenda_item_closed",
        "agenda_item_started",
        "closing_opened",
    ]
    happened = book.until(4000)
    assert [event.level for event in happened if isinstance(event, TimeBoxWarned)] == [
        "eighty",
        "full",
    ]


def test_a_pair_that_goes_back_to_a_subject_after_that_is_left_alone() -> None:
    book = pair_in_talk()
    book.until(2990)
    book.do("mentor", c.OpenClosing())
    book.until(3010)
    book.do("mentee", c.StartItem("goals"))
    assert all(event.type == "time_box_warned" for event in book.until(6000))
    assert not book.session.view().agenda.five_minutes_left


def test_a_pair_that_looked_at_the_closing_early_is_still_told() -> None:
    book = pair_in_talk()
    book.until(100)
    book.do("mentor", c.OpenClosing())
    book.do("mentor", c.StartItem("subjects"))
    happened = book.until(3000)
    assert happened[-2:] == [
        AgendaItemClosed(3000, "subjects", 2900),
        AgendaItemStarted(3000, "recap", "clock"),
    ]
    assert not any(isinstance(event, ClosingOpened) for event in happened)


def test_shortened_boxes_keep_their_own_last_moments() -> None:
    agenda = (AgendaItem("a", "A", 60), AgendaItem("recap", "R", 20, is_closing=True))
    book = pair_in_talk(agenda=agenda)
    assert any(isinstance(event, ClosingOpened) for event in book.until(60))
    assert book.session.view().agenda.current == "recap"


def test_an_agenda_without_a_closing_item_still_opens_the_closing_view() -> None:
    book = pair_in_talk(agenda=(AgendaItem("a", "A", 1200),))
    assert book.until(1200)[1:3] == [
        TimeBoxWarned(1080, "a", "five_minutes_left"),
        ClosingOpened(1080, "clock"),
    ]


def test_a_suggestion_is_shown_when_the_talk_has_clearly_moved() -> None:
    book = pair_in_talk()
    assert book.notice(minutes(item=("contact", 0.95))) == []
    assert book.notice(minutes(item=("subjects", 0.5))) == []
    assert book.notice(minutes(item=("off", 0.95))) == []
    assert book.notice(minutes(item=("subjects", 0.8))) == [AgendaItemSuggested(0, "subjects", 0.8)]
    assert book.notice(minutes(item=("subjects", 0.9))) == []
    book.do("mentee", c.StartItem("subjects"))
    assert book.session.view().agenda.suggestion is None


def test_a_suggestion_waved_away_stays_away_for_a_minute() -> None:
    book = pair_in_talk()
    book.notice(minutes(item=("subjects", 0.8)))
    book.do("mentor", c.DeclineSuggestion("subjects"))
    book.wait(59)
    assert book.notice(minutes(item=("subjects", 0.8))) == []
    book.wait(1)
    assert len(book.notice(minutes(item=("subjects", 0.8)))) == 1


def test_looking_back_in_the_closing_is_no_move_to_another_item() -> None:
    book = pair_in_talk()
    book.do("mentor", c.OpenClosing())
    assert book.notice(minutes(item=("subjects", 0.99))) == []


def test_going_back_to_an_item_that_is_done_needs_a_strong_sign() -> None:
    book = pair_in_talk()
    book.do("mentor", c.StartItem("subjects"))
    assert book.notice(minutes(item=("contact", 0.8))) == []
    assert book.notice(minutes(item=("contact", 0.95))) == [AgendaItemSuggested(0, "contact", 0.95)]


def test_declining_what_is_no_longer_shown_changes_nothing() -> None:
    assert pair_in_talk().do("mentor", c.DeclineSuggestion("goals")) == []
