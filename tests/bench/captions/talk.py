"""Made-up talk: people who speak in turns, word by word, known to the benchmark to the millisecond.

The same seed gives the same talk. Turns of 1 to 12 s with short pauses inside, silence between
them so that a person speaks a given share of the time; French words, some of them often.
"""

import random
from dataclasses import dataclass

from binome.domain.values import Word

_TEXT = """je
 tu il elle on nous vous de la le les un une des et ou mais donc alors avec pour dans
sur que qui quoi quand comment pas plus moins très bien tout rien encore déjà jamais toujours oui
non projet équipe réunion client objectif semaine vendredi lundi travail question réponse idée
problème solution exemple dossier rapport entretien poste stage mentor métier candidature réseau
contact courrier message rendez-vous agenda point action échéance prochain dernier premier petit
grand important difficile possible simple clair prêt envoyer écrire appeler relire préparer choisir
demander répondre essayer avancer finir commencer penser croire vouloir pouvoir devoir savoir"""
_WORDS = _TEXT.split()


@dataclass(frozen=True, slots=True)
class Said:
    """One person's talk: turns, each a tuple of words with their times in seconds."""

    turns: tuple[tuple[Word, ...], ...]

    @property
    def words(self) -> list[Word]:
        """All words in order."""
        return [word for turn in self.turns for word in turn]

    @property
    def spans(self) -> list[tuple[float, float]]:
        """Where voice is: words closer than 0.2 s are one span."""
        spans: list[tuple[float, float]] = []
        for word in self.words:
            if spans and word.start - spans[-1][1] < 0.2:
                spans[-1] = (spans[-1][0], word.end)
            else:
                spans.append((word.start, word.end))
        return spans

    @property
    def seconds(self) -> float:
        """Seconds of voice."""
        return sum(end - start for start, end in self.spans)


def talk(seed: str, until: float, share: float = 0.45) -> Said:
    """Return somebody who speaks `share` of the time from second 1 to `until`."""
    chance = random.Random(seed)
    turns: list[tuple[Word, ...]] = []
    at = 1.0 + chance.uniform(0, 3)
    while at < until - 1.5:
        turn = _turn(chance, at, min(at + chance.choice([1.2, 2.5, 4, 6, 9, 12]), until - 0.5))
        turns.append(turn)
        length = turn[-1].end - at
        at = turn[-1].end + max(0.9, length * (1 - share) / share * chance.uniform(0.5, 1.5))
    return Said(tuple(turns))


def _turn(chance: random.Random, at: float, until: float) -> tuple[Word, ...]:
    words: list[Word] = []
    while not words or at < until:
        text = chance.choice(_WORDS[:40] if chance.random() < 0.5 else _WORDS)
        length = 0.09 + 0.045 * len(text) + chance.uniform(0, 0.1)
        end_of_sentence = chance.random() < 0.1
        words.append(Word(text + ("." if end_of_sentence else ""), at, at + length))
        at += length + (chance.uniform(0.15, 0.6) if end_of_sentence else chance.uniform(0, 0.06))
    return tuple(words)
