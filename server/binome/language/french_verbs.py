"""Repairs a trained French pipeline's reading of verbs with our conjugation table.

Two errors of small models come back everywhere: conditionals taken for imperfects ("je
prendrais"), because spoken treebanks hold few of them, and invented infinitives ("revoitr").
"""

from typing import Any

from binome.language.conjugation import Form, Mood, conjugate, infinitives, table
from binome.language.fold import fold

CONDITIONAL = ("erais", "erait", "erions", "eriez", "eraient")
"""Written with an e without accent these end conditionals only, known verb or not."""
_MOODS: dict[Mood, set[str]] = {
    "inf": {"VerbForm=Inf"},
    "pres": {"Mood=Ind", "Tense=Pres", "VerbForm=Fin"},
    "fut": {"Mood=Ind", "Tense=Fut", "VerbForm=Fin"},
    "imperf": {"Mood=Ind", "Tense=Imp", "VerbForm=Fin"},
    "cond": {"Mood=Cnd", "Tense=Pres", "VerbForm=Fin"},
    "subj": {"Mood=Sub", "Tense=Pres", "VerbForm=Fin"},
    "imper": {"Mood=Imp", "Tense=Pres", "VerbForm=Fin"},
    "pp": {"VerbForm=Part", "Tense=Past"},
}
"""What the treebanks write for each mood of the table."""


def repair(doc: Any) -> Any:
    """Correct mood and lemma of the document's verbs in place and return it (a spaCy component)."""
    for token in doc:
        if token.pos_ in ("VERB", "AUX"):
            feats = features(token.text, str(token.morph))
            token.set_morph(feats)
            token.lemma_ = infinitive(token.text, token.lemma_, feats)
    return doc


def features(text: str, guessed: str) -> str:
    """Return a verb form's features: the guessed ones unless its form rules their mood out."""
    readings = table().get(fold(text), ())
    if is_conditional(text, readings):
        return _with(guessed, "cond")
    moods = [reading.mood for reading in readings]
    is_finite = "VerbForm=Fin" in guessed
    if is_finite and moods and set(moods) == {"inf"}:
        return _with(guessed, "inf")
    is_heard_alike = text.lower().endswith(("er", "ez", "é", "ée", "és", "ées"))
    if not is_finite and moods and not is_heard_alike and not {"inf", "pp"} & set(moods):
        return _with(guessed, moods[0] if len(set(moods)) == 1 else "pres")
    return guessed


def is_conditional(text: str, readings: tuple[Form, ...]) -> bool:
    """Return whether a verb form can only be a conditional."""
    if readings:
        return all(reading.mood == "cond" for reading in readings)
    return text.lower().endswith(CONDITIONAL)


def infinitive(text: str, guessed: str, feats: str) -> str:
    """Return the infinitive of a verb form: the guessed one unless the table knows better."""
    readings = table().get(fold(text), ())
    accented = infinitives().get(fold(guessed), guessed)
    if not readings or accented in {reading.lemma for reading in readings}:
        return accented
    given = set(feats.split("|"))
    best = max(readings, key=lambda reading: len(given & _MOODS[reading.mood]))
    if given >= _MOODS[best.mood] or not _yields(guessed, text):
        return best.lemma
    return guessed  # a verb that is not in the table: "fonde" is no form of "fondre" only


def _yields(guessed: str, text: str) -> bool:
    """Return whether a guessed infinitive, conjugated, has this form."""
    if not guessed.endswith(("er", "ir", "re")) or len(guessed) < 4:
        return False
    return fold(text) in {fold(form) for _, _, form in conjugate(guessed)}


def _with(feats: str, mood: Mood) -> str:
    """Return the features with another mood; person and number stay."""
    replaced = ("Mood=", "Tense=", "VerbForm=")
    kept = {feat for feat in feats.split("|") if feat and not feat.startswith(replaced)}
    return "|".join(sorted(kept | _MOODS[mood]))
