"""The trained layer: deadlines that stand, negotiations, the judge's choice, weights that load."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from binome.language import candidates, choosing, learned, linking, naming
from binome.language.candidates import Candidate
from binome.language.choosing import Judged
from binome.language.dates import find
from binome.language.deadlines import standing
from binome.language.dialogue import parse
from binome.language.item import Item
from binome.language.minutes import listen, read
from binome.language.naming import Named, Spoken
from binome.language.normalise import Lang, words
from binome.language.tagging import Tag
from binome.language.trees import Trees
from models.commitments.recipe import boosted
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


def spoken(tags: Sequence[Tag], *named: tuple[int, float]) -> Spoken:
    """Return the talk with the clauses that name an action: turn index and probability."""
    told = listen(parse(dialogue(*TALK)))
    ids = [turn.id for turn in told.dialogue.turns]
    stems = [naming.content(r, 0, len(r.norms)) for r in told.readings]
    first = {u.turn: u for u in reversed(naming.units(told.heard))}
    clauses = [Named(first[turn], sure, 0.01) for turn, sure in named]
    return Spoken(told.heard, ids, ("mentor", "mentee"), tags, clauses, stems)


def told(talk: Spoken) -> list[Candidate]:
    return candidates.found([], talk, learned.models()["owner"])


def test_only_clauses_that_say_something_are_weighed() -> None:
    heard = listen(parse(dialogue("M: Oui. Tu relis le contrat.", "E: D'accord."))).heard

    assert [(u.turn, sorted(u.stems)) for u in naming.units(heard)] == [(0, ["contr", "relis"])]


def test_a_named_task_takes_the_answers_to_it_as_evidence() -> None:
    talk = spoken([OPENS, GOES_ON, GOES_ON, QUIET, QUIET, QUIET, QUIET], (0, 0.8))

    found = told(talk)

    assert {tuple(c.item.core) for c in found} == {(1, 2, 3)}
    assert "Tu m'envoies la note vendredi" in {c.item.text for c in found}


def test_the_newest_turns_are_not_yet_listed_by_themselves() -> None:
    assert told(spoken([QUIET] * 7, (5, 0.9))) == []


def test_a_construction_keeps_its_owner() -> None:
    said = listen(parse(dialogue(*TALK)))
    talk = spoken([QUIET] * 7, (4, 0.9))

    found = candidates.found(said.items, talk, learned.models()["owner"])

    assert {c.owner for c in found if c.item.core[0] == 5} == {"mentor"}


def test_a_date_is_looked_for_from_just_before_the_clause_to_a_few_turns_after() -> None:
    (one,) = {c.turn: c for c in told(spoken([OPENS, *[QUIET] * 6], (0, 0.8)))}.values()

    meant = linking.options(one, spoken([QUIET] * 7))

    assert [(o.turn, o.due.day) for o in meant] == [
        (0, date(2026, 11, 27)), (1, date(2026, 11, 30)), (2, date(2026, 11, 30)),
        (4, date(2026, 11, 25)),
    ]  # fmt: skip


def test_the_date_that_was_settled_on_is_linked() -> None:
    talk = spoken([OPENS, GOES_ON, GOES_ON, QUIET, QUIET, QUIET, QUIET], (0, 0.8))

    linked = linking.link(told(talk), talk, learned.trees()["due"])

    assert {c.item.due.day for c in linked if c.item.due} == {date(2026, 11, 30)}


def item(name: str, *core: int) -> Item:
    return Item(
        id=f"action-{core[0]}-{name}", kind="action", owner="mentee", proposer="mentor",
        lemma="", text="Envoyer la note", object="la note", quote="", status="agreed",
        at=core[-1], core=list(core), name=name,
    )  # fmt: skip


SHARES_A_TURN = Trees(0.0, np.array([[0]]), np.array([[0.5]]), np.array([[-4.0, 4.0]]))
"""Two candidates with a turn in common are the same."""


def test_trees_add_up_what_each_question_says() -> None:
    assert SHARES_A_TURN.probabilities([[0.0], [2.0]]) == pytest.approx([0.018, 0.982], abs=0.001)


def test_of_two_candidates_for_one_thing_the_likelier_is_kept() -> None:
    likely, unlikely = Judged(item("will", 1, 2), 0.8, 0.1), Judged(item("told", 2), 0.6, 0.1)
    apart = Judged(item("will", 9), 0.5, 0.1)

    kept = choosing.choose(
        [unlikely, apart, likely], {"action": 0.4, "agreement": 0.4}, SHARES_A_TURN
    )

    assert kept == [likely, apart]


def test_an_unlikely_candidate_is_not_listed() -> None:
    thresholds = {"action": 0.4, "agreement": 0.4}

    assert choosing.choose([Judged(item("will", 1), 0.3, 0.1)], thresholds, SHARES_A_TURN) == []


def test_boosted_trees_learn_what_takes_two_questions() -> None:
    rows = np.random.default_rng(1).random((400, 3))
    truth = ((rows[:, 0] > 0.5) & (rows[:, 2] > 0.5)).astype(float)

    fitted = boosted.fit(rows, truth, trees=40, depth=3, rate=0.2, columns_share=1.0)

    assert ((fitted.probabilities(rows) > 0.5) == truth).mean() > 0.95


def test_every_model_names_its_labels() -> None:
    labels = {name: model.labels for name, model in learned.models().items()}

    assert labels == {
        "starts_after": ("starts",),
        "aside_after": ("aside",),
        "starts_live": ("starts",),
        "aside_live": ("aside",),
        "turns": ("action", "agreement", "recap", "opens"),
        "names": ("action", "agreement"),
        "owner": ("mentor", "mentee", "both"),
        "kinds": ("open", "closed", "tag"),
        "asks": ("open", "closed", "tag"),
        "receipts": ("receipt",),
    }
    assert set(learned.trees()) == {"due", "action", "agreement", "same"}


def test_a_plain_promise_is_found_by_the_whole_chain() -> None:
    lines = ("M: Et le contrat ?", "E: Je t'envoie le contrat vendredi.", "M: Parfait, merci.")

    (found,) = read(dialogue(*lines))["actions"]

    assert (found["owner"], found["due"]) == ("mentee", "2026-11-27")


def test_a_separable_problem_is_learned() -> None:
    rows = [["sun"], ["sun", "wind"], ["rain"], ["rain", "wind"]] * 5
    truth = np.array([[1.0], [1.0], [0.0], [0.0]] * 5)

    model = Linear(["dry"], rare=1).fit(rows, truth, epochs=30)

    assert (model.predict([["sun"], ["rain"]])[:, 0] > 0.5).tolist() == [True, False]
