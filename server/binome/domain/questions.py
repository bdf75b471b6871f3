"""A small rule for questions, used where the language layer has not read the talk.

Open = invites to tell more, closed = yes, no, a choice or a short fact, tag = asks for a nod. The
language layer's own reading (`questions` of `binome.minutes/1`) is better and wins when given.
"""

import re
from typing import Literal

from binome.domain.values import Word

QuestionKind = Literal["open", "closed", "tag"]

_TAG = re.compile(
    r"((^|, ?)(non|ok|okay|right|tu vois|vous voyez|c'est ça|eh"
    r"|you know|isn't it|shall we)|n'est-ce pas|hein|d'accord)\W*\?$"
)
_OPEN = re.compile(
    r"(^|, )((et|mais|alors|donc|du coup|bon|ok|and|so|but|then) )*"
    r"((de|à|en|sur|pour|avec|par|dans|on|in|about|for|with) )?"
    r"(qu'|que |quoi\b|quels?\b|quelles?\b|comment\b|pourquoi\b"
    r"|what\b|how\b(?! (many|much|long|old|often)\b)|why\b)"
    r"|\b(quoi|comment|pourquoi|why|c'est-à-dire) ?\?$"
    r"|^(et|and) (au?x?|à|en|le|la|les|tes|vos|ton|ta|votre|côté|your|the|at|with) ?\b[^,]{1,24}\?$"
)
_CALL = re.compile(
    r"^(raconte|racontez|parle-moi|parlez-moi|dis-m'en|dis-moi|dites-moi|explique|expliquez"
    r"|décris|décrivez|tell me|describe|walk me)\b"
)
_SHORT_FACT = re.compile(r"\b(quel jour|quelle heure|quelle date|what time|what day|what date)\b")


def sentences_in(words: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    """Return the words sentence by sentence; a sentence ends with `.`, `!`, `?` or `…`."""
    sentences: list[list[Word]] = [[]]
    for word in words:
        if word.text in ("?", "!", "…", ".") and not sentences[-1] and len(sentences) > 1:
            sentences[-2].append(word)  # French spacing: the mark is a word of its own
            continue
        sentences[-1].append(word)
        if word.text.rstrip("»\"' ").endswith((".", "!", "?", "…")):
            sentences.append([])
    return [tuple(sentence) for sentence in sentences if sentence]


def kind_of(sentence: tuple[Word, ...]) -> QuestionKind | None:
    """Return what kind of question a sentence is by its form, or None when it is none."""
    text = " ".join(word.text for word in sentence).lower().replace("’", "'").strip()
    if _CALL.match(text):
        return "open"
    if not text.rstrip("»\"' ").endswith("?"):
        return None
    if _TAG.search(text):
        return "tag"
    return "open" if _OPEN.search(text) and not _SHORT_FACT.search(text) else "closed"
