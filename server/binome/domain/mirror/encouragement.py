"""Encouragement: praise tied to something the other did, and bare praise."""

from dataclasses import dataclass
from typing import Literal

from binome.domain.mirror.content import content_of
from binome.domain.mirror.formula import Formula
from binome.domain.mirror.passages import Passage
from binome.domain.mirror.phrases import ByLanguage, Hit, hits, listed, places, tokens_of
from binome.domain.questions import sentences_in
from binome.domain.talk import Talk
from binome.domain.values import ParticipantId, Word

PRAISE: ByLanguage = {
    "fr": listed(
        "bravo, félicitations, je te félicite, je vous félicite, bien joué, beau travail",
        "bon travail, c'est super, c'est génial, c'est excellent, c'est très bien, c'est parfait",
        "c'est courageux, c'est remarquable, c'est une belle, c'est un beau, chapeau",
        "tu as bien fait, vous avez bien fait, tu as su, vous avez su, tu as réussi à",
        "vous avez réussi à, tu t'en es bien sorti, je trouve que tu as, je trouve que vous avez",
    ),
    "en": listed(
        "bravo, congratulations, well done, good job, great job, good work, great work, nice work",
        "that's great, that is great, that's excellent, that's impressive, that was brave",
        "you did well, you managed to, you handled, i like how you, i like the way you, kudos",
    ),
}
TIES: ByLanguage = {
    "fr": listed(
        "pour, d'avoir, parce que, car, quand tu, quand vous, que tu, que vous, tu as, vous avez",
        "ton, ta, tes, votre, vos, ta façon, la façon dont tu, je trouve que tu as",
        "je trouve que vous avez, tu as su, vous avez su, tu as réussi à, vous avez réussi à",
    ),
    "en": listed(
        "for, because, when you, that you, how you, the way you, you, your",
    ),
}

FORMULA = Formula(
    "encouragement",
    "Encouragements",
    "Encouragement",
    "Une tournure d'une liste fermée (« bravo », « bien joué », « tu as su »…). Lié à un fait : la "
    "même phrase, ou la suivante si l'encouragement y est seul, dit lequel (« pour », « d'avoir », "
    "« tu as », « ton »… suivi d'un mot plein). Des nombres seulement.",
    "A phrase of a closed list (“bravo”, “well done”, “you managed to”…). Tied to a fact: the same "
    "sentence, or the next one if the praise stands alone, says which (“for”, “how you”, “your”… "
    "followed by a content word). Counts only.",
    "affirmation of MITI 4.2.1 (counts only)",
)


@dataclass(frozen=True, slots=True)
class Encouragement:
    """Praise that says for what, and praise that does not."""

    tied: tuple[Passage, ...]
    bare: tuple[Passage, ...]
    formula: Literal["encouragement"] = "encouragement"


def encouragement(talk: Talk, me: ParticipantId) -> Encouragement:
    """Return a person's praise, one per sentence."""
    first = {(hit.turn.turn, hit.sentence[0].start): hit for hit in _backwards(talk, me)}
    found = sorted(first.values(), key=lambda hit: hit.sentence[0].start)
    tied = [hit for hit in found if _is_tied(talk, hit)]
    return Encouragement(
        tied=tuple(hit.passage for hit in tied),
        bare=tuple(hit.passage for hit in found if hit not in tied),
    )


def _backwards(talk: Talk, me: ParticipantId) -> list[Hit]:
    """All praise outside questions, last first (so that a sentence keeps its first one)."""
    return [hit for hit in hits(talk, me, PRAISE) if not hit.is_asked][::-1]


def _is_tied(talk: Talk, hit: Hit) -> bool:
    if _names_a_fact(talk, hit, hit.sentence):
        return True
    stands_alone = not content_of(hit.sentence[hit.tokens[hit.after - 1].word + 1 :], talk.language)
    sentences = sentences_in(hit.turn.words)
    after = sentences.index(hit.sentence) + 1
    return (
        stands_alone
        and after < len(sentences)
        and _names_a_fact(talk, hit, sentences[after])
        and not sentences[after][-1].text.endswith("?")
    )


def _names_a_fact(talk: Talk, hit: Hit, sentence: tuple[Word, ...]) -> bool:
    tokens = tokens_of(sentence)
    start = hit.first if sentence is hit.sentence else 0
    return any(
        bool(content_of(sentence[tokens[after - 1].word + 1 :], talk.language))
        for begins, after in places(tokens, TIES[talk.language])
        if begins >= start
    )
