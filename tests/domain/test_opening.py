from binome.domain.opening import default_agenda, open_session
from binome.domain.values import AgendaItem
from tests.helpers.playbook import MENTEE, MENTOR


def test_the_default_agenda_is_a_mentoring_session_of_under_an_hour() -> None:
    agenda = default_agenda("fr")
    assert [item.id for item in agenda] == ["contact", "subjects", "goals", "recap"]
    assert [item.time_box / 60 for item in agenda] == [10, 20, 20, 5]
    assert [item.is_closing for item in agenda] == [False, False, False, True]
    assert [item.title for item in default_agenda("en")][1] == "The mentee's subjects"


def test_an_agenda_given_by_hand_is_closed_by_the_item_called_recap() -> None:
    agenda = [AgendaItem("a", "Un sujet", 60), AgendaItem("recap", "Compte rendu", 30)]
    opened = open_session(
        session="s1",
        title="t",
        language="fr",
        timezone="Europe/Paris",
        participants=(MENTOR, MENTEE),
        opened_at="2026-11-24T14:00:00Z",
        agenda=agenda,
    )
    assert [item.is_closing for item in opened.agenda] == [False, True]
    assert opened.at == 0
