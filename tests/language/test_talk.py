"""Agenda, questions and receipts of a call, and that any input is read or refused in one line."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from binome.errors import BadInput
from binome.language.fold import listed
from binome.language.minutes import read
from tests.helpers.talk import dialogue, minutes

AGENDA = [
    {"id": "contact", "title": "Contact et situation", "minutes": 10},
    {"id": "cv", "title": "Le CV de Yanis", "minutes": 20},
    {"id": "network", "title": "Développer le réseau", "minutes": 15},
    {"id": "recap", "title": "Compte rendu", "minutes": 5},
]
CALL = (
    "M: Bonjour Yanis, comment vas-tu ?",
    "E: Bien, la semaine a été calme.",
    "M: Bon, passons au CV. Qu'est-ce que tu veux changer ?",
    "E: Je le trouve trop long, deux pages c'est beaucoup.",
    "M: Qu'est-ce qui te semble le plus important dedans ?",
    "E: Mes deux stages, surtout le second.",
    "M: Très bien. Deuxième chose, le réseau. À qui pourrais-tu parler ?",
    "E: À mon ancienne tutrice, elle connaît beaucoup de monde.",
    "M: Il nous reste cinq minutes, on passe au compte rendu.",
    "E: D'accord.",
    "M: Merci et à bientôt.",
)


def items(*lines: str, agenda: list[dict[str, Any]] = AGENDA) -> list[str]:
    return [a["item"] for a in minutes(*lines, agenda=agenda)["agenda"]]


def kinds(*lines: str, lang: str = "fr") -> list[str]:
    return [q["kind"] for q in minutes(*lines, lang=lang)["questions"]]


def test_the_agenda_follows_the_talk() -> None:
    assert items(*CALL) == ["contact"] * 2 + ["cv"] * 4 + ["network"] * 2 + ["recap"] * 3


def test_the_agenda_follows_without_marks_and_capitals() -> None:
    plain = [x[:2] + x[2:].lower().replace(",", "").replace(".", "") for x in CALL]

    assert items(*plain) == items(*CALL)


@pytest.mark.parametrize(
    ("count", "item"), [(2, "contact"), (4, "cv"), (8, "network"), (9, "recap")]
)
def test_the_item_of_the_moment_is_known_while_they_talk(count: int, item: str) -> None:
    now = minutes(*CALL[:count], agenda=AGENDA)["current_item"]

    assert now["item"] == item
    assert 0 < now["confidence"] <= 1


def test_without_agenda_everything_is_off() -> None:
    assert items(*CALL, agenda=[]) == ["off"] * len(CALL)
    assert minutes(*CALL)["current_item"] is None


def test_technical_trouble_is_off() -> None:
    found = items(
        "M: Tu m'entends ? Ton micro est coupé.",
        "E: Oui, attends, la connexion est mauvaise, je te vois figée.",
        "M: Voilà, ça va mieux avec le son. Bon, on commence par ton CV.",
        "E: Je le trouve trop long.",
        agenda=AGENDA[1:],
    )

    assert found == ["off", "off", "cv", "cv"]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Qu'est-ce que tu en penses ?", "open"),
        ("Comment tu te sens ?", "open"),
        ("Pourquoi pas avant ?", "open"),
        ("En quoi c'est important pour toi ?", "open"),
        ("Tu fais quoi maintenant ?", "open"),
        ("Racontez-moi votre semaine.", "open"),
        ("Quel est ton objectif ?", "open"),
        ("Et le stage ?", "open"),
        ("Est-ce que tu as fini ?", "closed"),
        ("Tu viens jeudi ?", "closed"),
        ("Avez-vous un CV ?", "closed"),
        ("À quelle heure ?", "closed"),
        ("C'est pour quand ?", "closed"),
        ("Combien tu en as envoyé ?", "closed"),
        ("Quelle date t'arrange ?", "closed"),
        ("C'est difficile, hein ?", "tag"),
        ("Tu préfères le lundi, non ?", "tag"),
        ("On garde le mardi, d'accord ?", "tag"),
    ],
)
def test_a_french_question_is_of_this_kind(said: str, kind: str) -> None:
    assert kinds(f"M: {said}") == [kind]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("What do you make of it?", "open"),
        ("How did it feel?", "open"),
        ("Tell me more about that.", "open"),
        ("Did you call her?", "closed"),
        ("When is the interview?", "closed"),
        ("You like it, don't you?", "tag"),
        ("It's hard, right?", "tag"),
    ],
)
def test_an_english_question_is_of_this_kind(said: str, kind: str) -> None:
    assert kinds(f"M: {said}", lang="en") == [kind]


def test_several_questions_of_a_turn_are_all_found() -> None:
    assert kinds("M: Et alors, comment c'était ? Tu as parlé en premier ?") == ["open", "closed"]


def test_some_questions_are_found_without_marks() -> None:
    assert kinds("M: et qu'est-ce que tu retiens de tout ça") == ["open"]
    assert kinds("M: est-ce que tu as fini ton cv") == ["closed"]


def test_a_receipt_over_the_others_talk_is_a_backchannel() -> None:
    talk = dialogue("M: Je pense que le plus important", "E: mm mm", "M: c'est de te préparer.")
    talk["turns"][1] |= {"start": 1.0, "end": 1.5}

    assert read(talk)["backchannels"] == [2]


def test_an_acceptance_is_no_backchannel() -> None:
    found = minutes("M: Tu m'envoies ton CV lundi ?", "E: D'accord.", "M: Merci beaucoup.")

    assert found["backchannels"] == []


TALK = dialogue("M: Bonjour.", "E: Je t'envoie le plan vendredi.")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"lang": "de"}, "lang: expected “fr” or “en”, found 'de'"),
        ({"schema": "other/1"}, "schema: expected “binome.dialogue/1”, found 'other/1'"),
        ({"session": {"date": "vendredi"}}, "session.date: “vendredi” is not a date"),
        ({"session": None}, "session: missing"),
        ({"participants": []}, "participants: expected a list of the two people"),
        ({"turns": "x"}, "turns: expected a list"),
        ({"turns": [{"id": 1}]}, "turns[0].speaker: nothing is not among the participants"),
        ({"turns": [TALK["turns"][1], TALK["turns"][0]]}, "turns[1].id: 1 does not come after 2"),
        ({"turns": [{**TALK["turns"][0], "start": "now"}]}, "turns[0].start: expected a number"),
        ({"turns": [{**TALK["turns"][0], "text": None}]}, "turns[0].text: expected text"),
        ({"agenda": [{"title": "x"}]}, "agenda[0]: needs an id"),
    ],
)
def test_bad_input_is_refused_in_one_line_that_says_where(
    change: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(BadInput) as caught:
        read({**TALK, **change})

    assert str(caught.value).startswith(complaint)
    assert "\n" not in str(caught.value)


def test_an_empty_dialogue_has_empty_minutes() -> None:
    found = minutes(agenda=AGENDA)

    assert found["actions"] == found["agreements"] == found["agenda"] == found["questions"] == []


def test_two_threads_read_at_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(read, [TALK] * 12))

    assert all(one == found[0] for one in found)


def test_one_person_alone_is_read() -> None:
    talk = {**TALK, "participants": TALK["participants"][1:], "turns": TALK["turns"][1:]}

    assert len(read(talk)["actions"]) == 1


SCRAPS = st.sampled_from(
    listed(
        "je tu on vous te les vais envoyer envoie le plan vendredi lundi oui non d'accord ? . , et "
        "mais si que finalement pas quand demain 12 décembre il faut 😀 « » - ' prochaine séance"
    )
)


@example(texts=["¹ ² le ³"], lang="fr")
@example(texts=["¹"], lang="en")
@given(
    texts=st.lists(
        st.one_of(st.lists(SCRAPS, max_size=14).map(" ".join), st.text(max_size=60)), max_size=12
    ),
    lang=st.sampled_from(["fr", "en"]),
)
@settings(max_examples=150, deadline=None)
def test_any_words_are_read(texts: list[str], lang: str) -> None:
    lines = [f"{'ME'[n % 2]}: {text}" for n, text in enumerate(texts)]

    found = minutes(*lines, lang=lang, agenda=AGENDA)

    ids = [x["id"] for x in found["actions"] + found["agreements"]]
    assert len(ids) == len(set(ids))
    assert all(x["due"] is None or x["due"] >= "2026-11-24" for x in found["actions"])


@given(texts=st.lists(st.lists(SCRAPS, max_size=14).map(" ".join), min_size=1, max_size=10))
@settings(max_examples=60, deadline=None)
def test_reading_on_never_renames_what_was_noticed(texts: list[str]) -> None:
    lines = [f"{'ME'[n % 2]}: {text}" for n, text in enumerate(texts)]
    owners: dict[str, str] = {}

    for count in range(1, len(lines) + 1):
        for action in minutes(*lines[:count])["actions"]:
            assert owners.setdefault(action["id"], action["owner"]) == action["owner"]
