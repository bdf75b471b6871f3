"""The two forms of every sentence: as it is written, and as a speech recogniser writes it.

The recogniser form is lower case and has no punctuation; what hung on a punctuation mark hangs on
the mark's own head.
"""

from dataclasses import replace
from typing import Literal

from conllu import Sentence

Form = Literal["written", "recogniser"]
FORMS: tuple[Form, ...] = ("written", "recogniser")


def in_form(sentences: list[Sentence], form: Form) -> list[Sentence]:
    """Return the sentences in a form; those made of punctuation alone have no recogniser form."""
    if form == "written":
        return sentences
    return [heard for heard in map(as_recognised, sentences) if heard]


def as_recognised(sentence: Sentence) -> Sentence:
    """Return the sentence in lower case without its punctuation; empty if nothing else is there."""
    said = [n for n, token in enumerate(sentence) if token.upos != "PUNCT"]
    new = {old: n for n, old in enumerate(said)}
    out: Sentence = []
    for n in said:
        token = sentence[n]
        head = _said_head(sentence, n)
        is_root = head is None or token.dep == "ROOT"
        after_mark = n + 1 < len(sentence) and sentence[n + 1].upos == "PUNCT"
        out.append(
            replace(
                token,
                form=token.form.lower(),
                head=new[n] if is_root else new[head],
                dep="ROOT" if is_root else token.dep,
                space=token.space or after_mark,
            )
        )
    roots = [n for n, token in enumerate(out) if token.dep == "ROOT"]
    for n in roots[1:]:
        out[n].head, out[n].dep = roots[0], "parataxis"
    return out


def _said_head(sentence: Sentence, n: int) -> int | None:
    """Return the nearest head that is no punctuation, or nothing if the way ends in one."""
    head = sentence[n].head
    for _ in sentence:
        if sentence[head].upos != "PUNCT":
            return head
        if sentence[head].head == head:
            return None
        head = sentence[head].head
    raise ValueError(f"heads run in a circle at word {n + 1}: {sentence[n].form}")
