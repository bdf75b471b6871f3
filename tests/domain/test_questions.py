import pytest

from binome.domain.questions import kind_of, sentences_in
from tests.helpers.playbook import spoken


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Qu'est-ce qui t'inquiète le plus ?", "open"),
        ("De quoi veux-tu parler ?", "open"),
        ("Quel est ton objectif ?", "open"),
        ("Pourquoi ce poste ?", "open"),
        ("Raconte-moi ta semaine.", "open"),
        ("Et toi, comment tu vois la suite ?", "open"),
        ("Tu veux faire quoi ?", "open"),
        ("Que veux-tu changer ?", "open"),
        ("Et au travail ?", "open"),
        ("And your CV?", "open"),
        ("Et tu es content ?", "closed"),
        ("Can you hear me all right?", "closed"),
        ("C'est le 8 janvier, c'est ça ?", "tag"),
        ("Tu sais comment faire ?", "closed"),
        ("Tu peux me l'envoyer ?", "closed"),
        ("Est-ce que tu as fini ?", "closed"),
        ("On se revoit dans deux semaines ?", "closed"),
        ("Quel jour te convient ?", "closed"),
        ("Ça t'aide, n'est-ce pas ?", "tag"),
        ("C'est mieux, non ?", "tag"),
        ("What would you like to talk about?", "open"),
        ("How many people were there?", "closed"),
        ("Tell me about your week.", "open"),
        ("Did you finish?", "closed"),
        ("You sent it, right?", "tag"),
        ("Je vais écrire trois exemples.", None),
    ],
)
def test_questions_are_told_by_their_form(text: str, kind: str | None) -> None:
    assert kind_of(spoken(text, 0)) == kind


def test_sentences_keep_the_french_question_mark_that_stands_alone() -> None:
    sentences = sentences_in(spoken("Merci. Comment vas-tu ? Et ta semaine ?", 0))
    assert [" ".join(word.text for word in sentence) for sentence in sentences] == [
        "Merci.",
        "Comment vas-tu ?",
        "Et ta semaine ?",
    ]
