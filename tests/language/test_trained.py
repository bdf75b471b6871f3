"""The trained layer: deadlines that stand, negotiations, the judge's choice, weights that load."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from binome.language import candidates, choosing, learned
from binome.language.candidates import Spoken, negotiations
from binome.language.choosing import Judged
from binome.language.dates import find
from binome.language.deadlines import standing
from binome.language.dialogue import parse
from binome.language.item import Item
from binome.language.minutes import listen, read
from binome.language.normalise import Lang, words
from binome.language.tagging import Tag
from models.commitments.recipe.linear import Linear
from tests.helpers.talk import dialogue

TUESDAY = date(2026, 11, 24)
QUIET = Tag(0.05, 0.05, 0.05, 0.05)
OPENS = Tag(0.8, 0.05, 0.05, 0.9)
GOES_ON = Tag(0.7, 0.05, 0.05, 0.1)
TALK = (
    "M: Tu m'envoies la note vendredi ?",
    "E: Plutôt lundi.",
    "M: Va pour lundi.",
    "E: On parlait du chat.",
    "M: Je relis le contrat demain.",
    "E: Merci.",
    "M: Bonne soirée.",
)


@pytest.mark.parametrize(
    ("said", "lang", "day"),
    [
        (("vendredi", "plutôt lundi"), "fr", "2026-11-30"),
        (("le 4 décembre", "vendredi alors"), "fr", "2026-12-04"),
        (("le 20 janvier", "plutôt le 27"), "fr", "2027-01-27"),
        (("le 14 décembre", "la veille"), "fr", "2026-12-13"),
        (("vendredi", "le lendemain"), "fr", "2026-11-28"),
        (("on Friday the fourth", "the day before"), "en", "2026-12-03"),
        (("by Thursday", "make it Monday"), "en", "2026-11-30"),
    ],
)
def test_the_last_date_said_stands_in_its_context(
    said: Sequence[str], lang: Lang, day: str
) -> None:
    dues = [due for text in said for due in find(words(text, lang), text, lang, TUESDAY)]

    found = standing(dues)

    assert found is not None
    assert found.day == date.fromisoformat(day)


def test_no_date_said_is_no_deadline() -> None:
    assert standing([]) is None


def spoken(tags: Sequence[Tag]) -> Spoken:
    told = listen(parse(dialogue(*TALK)))
    ids = [turn.id for turn in told.dialogue.turns]
    return Spoken(told.heard, ids, ("mentor", "mentee"), tags)


def test_turns_that_settle_one_thing_are_one_negotiation() -> None:
    talk = spoken([OPENS, GOES_ON, GOES_ON, QUIET, OPENS, QUIET, QUIET])

    assert negotiations(talk) == [[0, 1, 2], [4]]


def test_a_negotiation_takes_the_last_date_said_in_it() -> None:
    talk = spoken([OPENS, GOES_ON, GOES_ON, QUIET, QUIET, QUIET, QUIET])

    (found,) = candidates.told(talk, learned.models()["owner"])

    assert found.core == [1, 2, 3]
    assert found.due is not None
    assert found.due.day == date(2026, 11, 30)


def item(name: str, *core: int) -> Item:
    return Item(
        id=f"action-{core[0]}-{name}", kind="action", owner="mentee", proposer="mentor",
        lemma="", text="Envoyer la note", object="la note", quote="", status="agreed",
        at=core[-1], core=list(core), name=name,
    )  # fmt: skip


def test_of_two_candidates_for_one_thing_the_likelier_is_kept() -> None:
    likely, unlikely = Judged(item("will", 1, 2), 0.8, 0.1), Judged(item("told", 2), 0.6, 0.1)

    kept = choosing.choose([unlikely, likely], {"action": 0.4, "agreement": 0.4})

    assert kept == [likely]


def test_an_unlikely_candidate_is_not_listed() -> None:
    thresholds = {"action": 0.4, "agreement": 0.4}

    assert choosing.choose([Judged(item("will", 1), 0.3, 0.1)], thresholds) == []


def test_every_model_names_its_labels() -> None:
    labels = {name: model.labels for name, model in learned.models().items()}

    assert labels == {
        "turns": ("action", "agreement", "recap", "opens"),
        "owner": ("mentor", "mentee", "both"),
        "items": ("action", "agreement"),
        "kinds": ("open", "closed", "tag"),
        "asks": ("open", "closed", "tag"),
        "receipts": ("receipt",),
    }


def test_a_plain_promise_is_found_by_the_whole_chain() -> None:
    lines = ("M: Et le contrat ?", "E: Je t'envoie le contrat vendredi.", "M: Parfait, merci.")

    (found,) = read(dialogue(*lines))["actions"]

    assert (found["owner"], found["due"]) == ("mentee", "2026-11-27")


def test_a_separable_problem_is_learned() -> None:
    rows = [["sun"], ["sun", "wind"], ["rain"], ["rain", "wind"]] * 5
    truth = np.array([[1.0], [1.0], [0.0], [0.0]] * 5)

    model = Linear(["dry"], rare=1).fit(rows, truth, epochs=30)

    assert (model.predict([["sun"], ["rain"]])[:, 0] > 0.5).tolist() == [True, False]
