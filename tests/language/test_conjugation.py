"""The conjugation table: which verb a form may be."""

import pytest

from binome.language.conjugation import table
from binome.language.fold import fold


@pytest.mark.parametrize(
    ("form", "lemma", "mood"),
    [
        ("envoie", "envoyer", "pres"),
        ("enverrai", "envoyer", "fut"),
        ("enverrais", "envoyer", "cond"),
        ("envoyé", "envoyer", "pp"),
        ("relis", "relire", "pres"),
        ("relirai", "relire", "fut"),
        ("appelle", "appeler", "pres"),
        ("appellerai", "appeler", "fut"),
        ("jette", "jeter", "pres"),
        ("achète", "acheter", "pres"),
        ("achèterai", "acheter", "fut"),
        ("vérifie", "vérifier", "pres"),
        ("écris", "écrire", "pres"),
        ("écrives", "écrire", "subj"),
        ("inscris", "inscrire", "pres"),
        ("mets", "mettre", "pres"),
        ("mette", "mettre", "subj"),
        ("prends", "prendre", "pres"),
        ("prendrais", "prendre", "cond"),
        ("reprenne", "reprendre", "subj"),
        ("tiens", "tenir", "pres"),
        ("revois", "revoir", "pres"),
        ("reverra", "revoir", "fut"),
        ("voie", "voir", "subj"),
        ("fasse", "faire", "subj"),
        ("ferai", "faire", "fut"),
        ("traduis", "traduire", "pres"),
        ("réduise", "réduire", "subj"),
        ("finis", "finir", "pres"),
        ("finisse", "finir", "subj"),
        ("réfléchissais", "réfléchir", "imperf"),
        ("mangeons", "manger", "pres"),
        ("avançons", "avancer", "pres"),
        ("rejoins", "rejoindre", "pres"),
        ("réponds", "répondre", "pres"),
        ("répondrai", "répondre", "fut"),
        ("puisses", "pouvoir", "subj"),
        ("voudrais", "vouloir", "cond"),
        ("soit", "être", "subj"),
        ("aies", "avoir", "subj"),
        ("irai", "aller", "fut"),
        ("suivrai", "suivre", "fut"),
    ],
)
def test_a_form_is_found_with_its_verb_and_mood(form: str, lemma: str, mood: str) -> None:
    assert (lemma, mood) in {(f.lemma, f.mood) for f in table()[fold(form)]}
