"""Who promised what: constructions, look-alikes, and that nobody gets another's promise."""

import pytest

from binome.language.normalise import Lang
from tests.helpers.talk import actions, agreements, minutes

WEDNESDAY, FRIDAY, MONDAY = "2026-11-25", "2026-11-27", "2026-11-30"


@pytest.mark.parametrize(
    ("said", "line", "due"),
    [
        ("Je t'envoie mon CV vendredi.", "Envoyer son CV à Claire", FRIDAY),
        ("Je vais contacter la médiathèque cette semaine.", "Contacter la médiathèque", FRIDAY),
        ("J'appellerai le notaire demain.", "Appeler le notaire", WEDNESDAY),
        ("Je me charge de la réservation.", "S'occuper de la réservation", None),
        ("C'est moi qui prépare le support pour lundi.", "Préparer le support", MONDAY),
        ("Je te promets de relire le contrat.", "Relire le contrat", None),
        ("Je m'engage à écrire deux pages d'ici lundi.", "Écrire deux pages", MONDAY),
        ("Chuis d'accord, j'te prépare la liste pour lundi.", "Préparer la liste à Claire", MONDAY),
        ("Euh je je vais euh imprimer le dossier demain.", "Imprimer le dossier", WEDNESDAY),
        ("je vais envoyé le dossier à Karim demain", "Envoyer le dossier à Karim", WEDNESDAY),
    ],
)
def test_a_promise_in_the_first_person_belongs_to_the_speaker(
    said: str, line: str, due: str | None
) -> None:
    assert actions("M: Alors ?", f"E: {said}") == [("mentee", line, due)]


@pytest.mark.parametrize(
    ("asked", "answered", "line", "due"),
    [
        (
            "Tu m'envoies ton CV avant vendredi ?",
            "Oui, sans faute.",
            "Envoyer son CV à Claire",
            FRIDAY,
        ),
        ("Envoie-moi ton CV vendredi.", "D'accord.", "Envoyer son CV à Claire", FRIDAY),
        (
            "Vous pourriez me transmettre le budget ?",
            "Bien sûr.",
            "Transmettre le budget à Claire",
            None,
        ),
        ("Il faudrait que tu appelles Karim lundi.", "Entendu.", "Appeler Karim", MONDAY),
        (
            "Pourrais-tu relire le contrat pour lundi ?",
            "Oui, volontiers.",
            "Relire le contrat",
            MONDAY,
        ),
        ("Je compte sur toi pour réserver la salle.", "Ça marche.", "Réserver la salle", None),
        ("N'oublie pas de prévenir Karim.", "Promis.", "Prévenir Karim", None),
        (
            "Ce serait bien que tu écrives à Nadia cette semaine.",
            "Je le fais.",
            "Écrire à Nadia",
            FRIDAY,
        ),
    ],
)
def test_a_request_that_is_accepted_belongs_to_the_person_asked(
    asked: str, answered: str, line: str, due: str | None
) -> None:
    assert actions(f"M: {asked}", f"E: {answered}") == [("mentee", line, due)]


@pytest.mark.parametrize(
    ("offered", "answered", "line"),
    [
        ("Tu veux que je relise ta lettre ?", "Oui, je veux bien.", "Relire la lettre de Yanis"),
        ("Je peux te prêter le livre.", "Volontiers !", "Prêter le livre à Yanis"),
        ("Je peux en parler à Nadia si tu veux.", "Avec plaisir.", "Parler à Nadia"),
    ],
)
def test_an_offer_that_is_accepted_belongs_to_the_person_who_offers(
    offered: str, answered: str, line: str
) -> None:
    found = actions(f"M: {offered}", f"E: {answered}")

    assert [owner for owner, *_ in found] == ["mentor"]
    assert found[0][1] == line


INVERSIONS = [
    (("M: Tu m'envoies le plan lundi ?", "E: Oui."), "mentee"),
    (("M: Je t'envoie le plan lundi.", "E: Merci."), "mentor"),
    (("E: Tu l'auras lundi, le plan.", "M: Parfait."), "mentee"),
    (("M: Tu veux que je t'envoie le plan ?", "E: Oui, volontiers."), "mentor"),
    (("M: Je veux que tu m'envoies le plan lundi.", "E: Entendu."), "mentee"),
    (("M: Il faut que je t'envoie le plan lundi.", "E: Ça marche."), "mentor"),
    (("M: Il faut que tu m'envoies le plan lundi.", "E: Ça marche."), "mentee"),
    (("M: Je te demande de m'envoyer le plan lundi.", "E: Promis."), "mentee"),
    (("M: Je te laisse contacter Nadia cette semaine.", "E: Entendu."), "mentee"),
    (("E: Est-ce que vous pourriez relire mon plan pour lundi ?", "M: Bien sûr."), "mentor"),
    (("E: Je vous envoie le plan lundi.", "M: Parfait."), "mentee"),
    (("E: Je vous fais un plan pour lundi.", "M: Super."), "mentee"),
    (("M: Vous me faites un plan pour lundi ?", "E: D'accord."), "mentee"),
    (("M: Compte sur moi, je relis le plan lundi.", "E: Merci."), "mentor"),
    (("E: J'aimerais que vous m'envoyiez le plan lundi.", "M: Sans problème."), "mentor"),
    (("M: Et toi tu prépares le plan pour lundi.", "E: Oui, je m'en occupe."), "mentee"),
]
INVERSIONS_EN = [
    (("M: Could you send me the plan by Monday?", "E: Sure."), "mentee"),
    (("M: I'll send you the plan on Monday.", "E: Thanks."), "mentor"),
    (("E: You'll have the plan on Monday.", "M: Great."), "mentee"),
    (("M: Do you want me to send the plan?", "E: Yes please, that would be great."), "mentor"),
    (("M: I need you to send me the plan by Monday.", "E: Will do."), "mentee"),
    (("E: Would you mind checking my plan by Monday?", "M: Not at all."), "mentor"),
    (("E: I'm going to rewrite the plan this week.", "M: Lovely."), "mentee"),
]


@pytest.mark.parametrize(("lines", "owner"), INVERSIONS)
def test_no_french_promise_is_inverted(lines: tuple[str, ...], owner: str) -> None:
    assert [a[0] for a in actions(*lines)] == [owner]


@pytest.mark.parametrize(("lines", "owner"), INVERSIONS)
def test_no_promise_is_inverted_without_marks_and_capitals(
    lines: tuple[str, ...], owner: str
) -> None:
    plain = [
        x[:3] + x[3:].lower().replace(",", "").replace(".", "").replace("?", "") for x in lines
    ]

    assert [a[0] for a in actions(*plain)] in ([owner], [])


@pytest.mark.parametrize(("lines", "owner"), INVERSIONS_EN)
def test_no_english_promise_is_inverted(lines: tuple[str, ...], owner: str) -> None:
    assert [a[0] for a in actions(*lines, lang="en")] == [owner]


LOOK_ALIKES = [
    # discourse
    "M: Je vais te dire, c'est normal.",
    "M: Je vais être honnête avec toi, ce sera dur.",
    "M: Je vais pas te mentir, c'est long.",
    "E: Je t'avoue que je suis fatigué.",
    # hypothetical
    "M: Si j'étais toi, j'enverrais le dossier demain.",
    "E: Si j'avais le temps, je referais tout le site.",
    "E: Si j'avais su, j'aurais appelé Karim.",
    "M: Imaginons que je t'envoie un client lundi.",
    # past
    "E: J'ai envoyé le dossier vendredi.",
    "E: Hier je prépare mon sac et je perds mes clés.",
    "E: La semaine dernière j'ai relu tout le contrat.",
    # third party
    "E: Karim va envoyer le dossier demain.",
    "E: Ma collègue prépare la réunion de lundi.",
    "E: Ils vont recruter deux personnes le mois prochain.",
    # reported
    "E: Il m'a dit « je t'envoie le contrat lundi ».",
    "E: Elle m'a promis qu'elle relirait mon texte demain.",
    # habitual
    "E: D'habitude je prépare mes cours le dimanche.",
    "E: Chaque semaine j'envoie un compte rendu à mon chef.",
    "E: Je relis toujours mes mails trois fois.",
    # vague
    "E: Un jour j'écrirai un livre.",
    "E: Je vais y réfléchir.",
    "E: Peut-être que je ferai un site un de ces quatre.",
    # in the call
    "M: Attends, je partage mon écran.",
    "M: Je coupe ma caméra deux secondes.",
    "E: Je te mets le lien dans le chat.",
    # jokes
    "E: Je vais envoyer ma démission sur une carte postale ! (rires)",
    # refusals and negations
    "E: Je ne vais pas envoyer le dossier.",
    "E: Je n'enverrai plus de rapport.",
]
LOOK_ALIKES_EN = [
    "M: I'll be honest with you, it's hard.",
    "M: I'll tell you what, that's brave.",
    "E: If I had the time I'd rewrite everything.",
    "E: I sent the form last week.",
    "E: Priya will send the form tomorrow.",
    "E: He said I'll send you the contract on Monday.",
    "E: I usually prepare my lessons on Sunday.",
    "E: One day I'll write a book.",
    "M: Hang on, I'll share my screen.",
    "E: I won't send the form.",
]


@pytest.mark.parametrize("said", LOOK_ALIKES)
@pytest.mark.parametrize("answer", ["D'accord.", "Ah oui.", "Mm."])
def test_what_only_looks_like_a_promise_is_none(said: str, answer: str) -> None:
    other = "E" if said[0] == "M" else "M"

    found = minutes(f"{other}: Alors ?", said, f"{other}: {answer}")

    assert found["actions"] == []
    assert found["agreements"] == []


@pytest.mark.parametrize("said", LOOK_ALIKES_EN)
def test_what_only_looks_like_an_english_promise_is_none(said: str) -> None:
    other = "E" if said[0] == "M" else "M"

    found = minutes(f"{other}: So?", said, f"{other}: Right.", lang="en")

    assert found["actions"] == []
    assert found["agreements"] == []


def test_a_request_that_is_refused_leaves_nothing() -> None:
    assert actions("M: Tu peux m'envoyer ton CV demain ?", "E: Non, je préfère pas.") == []
    assert actions("M: Tu veux que j'appelle Karim ?", "E: Non merci, c'est gentil.") == []


def test_a_request_left_open_is_not_listed() -> None:
    assert actions("M: Tu peux m'envoyer ton CV demain ?", "E: Il pleut encore ici.") == []


def test_a_promise_without_its_object_goes_on_with_the_one_before() -> None:
    found = actions("M: Alors ?", "E: Je vais écrire le résumé et je t'envoie vendredi.")

    assert [(owner, due) for owner, _, due in found] == [("mentee", FRIDAY)]


def test_advice_is_no_promise_until_the_person_takes_it_up() -> None:
    advice = "M: Tu devrais refaire ton site."

    assert actions(advice, "E: Oui, c'est vrai.") == []
    assert actions(advice, "E: Oui, c'est vrai. Je le refais ce week-end.") != []


def test_a_counter_proposal_moves_the_date() -> None:
    found = actions("M: Tu m'envoies le plan jeudi ?", "E: Plutôt lundi, je suis en formation.")

    assert found == [("mentee", "Envoyer le plan à Claire", MONDAY)]


def test_the_answer_to_when_gives_the_date() -> None:
    found = actions("E: Je vais écrire le résumé.", "M: Super, pour quand ?", "E: Lundi.")

    assert found == [("mentee", "Écrire le résumé", MONDAY)]


def test_a_cancelled_promise_disappears() -> None:
    lines = ("E: Je t'envoie le plan lundi.", "M: Parfait.")

    assert len(actions(*lines)) == 1
    assert actions(*lines, "E: Finalement non, laisse tomber le plan.", "M: Comme tu veux.") == []


def test_a_recap_repeats_and_does_not_double() -> None:
    found = minutes(
        "E: Je t'envoie le plan vendredi.",
        "M: Merci. Et moi je relis ta lettre lundi.",
        "E: Super.",
        "M: Bon, on récapitule. Tu m'envoies le plan vendredi.",
        "E: Oui. Et tu relis ma lettre lundi.",
        "M: C'est ça.",
    )

    assert [(a["owner"], a["due"]) for a in found["actions"]] == [
        ("mentee", FRIDAY),
        ("mentor", MONDAY),
    ]
    assert found["actions"][0]["turns"] == [1, 4]


def test_a_later_date_replaces_the_earlier_one() -> None:
    found = actions(
        "E: Je t'envoie le plan jeudi.",
        "M: D'accord.",
        "E: Ah non attends, je t'envoie le plan vendredi plutôt.",
    )

    assert found == [("mentee", "Envoyer le plan à Claire", FRIDAY)]


def test_a_role_play_promises_nothing() -> None:
    found = minutes(
        "M: On fait un jeu de rôle, je fais le recruteur.",
        "E: D'accord.",
        "M: Vous m'envoyez vos références demain ?",
        "E: Oui, je vous les envoie demain.",
        "M: Fin de la simulation. Comment tu t'es senti ?",
        "E: Bien. Je t'envoie mon CV vendredi.",
    )

    assert [(a["owner"], a["due"]) for a in found["actions"]] == [("mentee", FRIDAY)]


@pytest.mark.parametrize(
    ("lines", "text", "due"),
    [
        (
            ("M: On se revoit lundi en huit ?", "E: Oui, parfait."),
            "Se revoir lundi en huit",
            "2026-12-07",
        ),
        (("M: On se tutoie ?", "E: Volontiers."), "Se tutoyer", None),
        (
            ("M: Je te propose qu'on se voie tous les quinze jours.", "E: Ça me va."),
            "Se voir tous les quinze jours",
            None,
        ),
        (
            ("M: Ce qu'on se dit reste entre nous.", "E: Oui, bien sûr."),
            "Ce qu'on se dit reste entre nous",
            None,
        ),
        (
            ("M: Prochaine séance le 8 décembre ?", "E: Le 8, c'est noté."),
            "Prochaine séance le 8 décembre",
            "2026-12-08",
        ),
    ],
)
def test_what_both_settle_is_an_agreement(
    lines: tuple[str, ...], text: str, due: str | None
) -> None:
    assert agreements(*lines) == [(text, due)]


def test_what_the_call_itself_does_is_no_agreement() -> None:
    assert agreements("M: On passe au compte rendu ?", "E: Oui, d'accord.") == []
    assert agreements("M: On commence par ton CV ?", "E: Ok.") == []
    assert agreements("M: On fait une pause ?", "E: Volontiers.") == []


def test_the_next_session_is_the_date_fixed_in_this_call() -> None:
    found = actions(
        "E: Je prépare le budget pour la prochaine séance.",
        "M: Parfait. On se revoit le 8 décembre ?",
        "E: Oui, ça marche.",
        known_next_session="2026-12-15",
    )

    assert found == [("mentee", "Préparer le budget", "2026-12-08")]


def test_the_next_session_is_else_the_one_known_before() -> None:
    said = "E: Je prépare le budget pour la prochaine séance."

    assert actions(said, known_next_session="2026-12-15")[0][2] == "2026-12-15"
    assert actions(said)[0][2] is None


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_line_says_where_it_was_heard(lang: Lang) -> None:
    said = (
        "E: Je t'envoie le plan vendredi."
        if lang == "fr"
        else "E: I'll send you the plan on Friday."
    )

    found = minutes("M: Alors ?", said, lang=lang)["actions"][0]

    assert found["turns"] == [2]
    assert found["quote"] in said
    assert found["due_words"] in said
    assert found["start"] < found["end"]
    assert 0 < found["confidence"] <= 1
