"""The recap as a tagged PDF (PDF/UA-1), set by typst without network or system fonts.

What people wrote travels as JSON beside the document and is never part of its source, so that no
text can be read as typst code.
"""

import json
from datetime import datetime
from importlib.resources import files
from typing import Any

from binome.domain.recap import Recap
from binome.domain.values import Language, Participant
from binome.errors import BadInput
from binome.mail.page import page_for
from binome.wire.codec import to_json

_WORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "recap": "Compte rendu",
        "between": "Entre",
        "approved": "Approuvé par {names}.",
        "draft": "Pas encore approuvé : ce qui n’est pas sûr est à clarifier.",
        "version": "Version {number}. ",
        "demo": "Transcrit par le modèle de démonstration : à relire entièrement.",
        "rehearsal": "Répétition avec des voix de synthèse.",
        "agreements": "Accords",
        "actions": "Actions",
        "clarify": "À clarifier",
        "agenda": "Ordre du jour",
        "item": "Point",
        "planned": "Prévu",
        "actual": "Réel",
        "aim": "Objectif",
        "next": "Prochaine séance",
        "none": "Rien n’a été retenu.",
        "unsettled": "à préciser",
        "said": "Dit à",
        "carried": "reporté d’une séance précédente",
        "automatic": "Rédigé automatiquement par Binôme. Aucun son n’a été enregistré.",
    },
    "en": {
        "recap": "Recap",
        "between": "Between",
        "approved": "Approved by {names}.",
        "draft": "Not approved yet: what is not certain is to be clarified.",
        "version": "Version {number}. ",
        "demo": "Transcribed by the demonstration model: read everything again.",
        "rehearsal": "Rehearsal with synthetic voices.",
        "agreements": "Agreements",
        "actions": "Actions",
        "clarify": "To be clarified",
        "agenda": "Agenda",
        "item": "Item",
        "planned": "Planned",
        "actual": "Actual",
        "aim": "Aim",
        "next": "Next session",
        "none": "Nothing was kept.",
        "unsettled": "to be settled",
        "said": "Said at",
        "carried": "carried over from an earlier session",
        "automatic": "Written automatically by Binôme. No sound was recorded.",
    },
}


def as_pdf(recap: Recap, language: Language, reader: str) -> bytes:
    """Return the recap as one person (`reader`, "" for nobody in particular) reads it.

    Raises `BadInput` when it cannot be set.
    """
    words = _WORDS[language]
    page = page_for(recap, _reader(recap, language, reader), "")
    title = f"{words['recap']} : {page.title}"
    approval = words["approved"].format(names=page.approved_by) if page.approved_by else ""
    version = words["version"].format(number=page.version) if page.version > 1 else ""
    data = {
        "title": title,
        "approval": version + (approval or words["draft"]),
        "page": to_json(page),
        "words": words,
    }
    when = int(datetime.fromisoformat(recap.opened_at).timestamp())
    try:
        return _typeset(data, when, accessible=True)
    except BadInput:
        # A character that the packaged fonts lack (an emoji in a name): PDF/UA forbids to leave it
        # out, so the machine's fonts may help, and what none has shows as an empty box.
        return _typeset(data, when, accessible=False)


def _typeset(data: dict[str, Any], when: int, *, accessible: bool) -> bytes:
    import typst  # 34 MB of code: loaded when the first PDF is asked for

    source = files("binome.app").joinpath("recap.typ").read_bytes()
    try:
        pdf: bytes = typst.compile(
            source,
            format="pdf",
            ignore_system_fonts=accessible,
            sys_inputs={"data": json.dumps(data)},
            pdf_standards=["ua-1"] if accessible else [],
            timestamp=when,
        )
    except typst.TypstError as problem:
        raise BadInput(f"the recap cannot be set as PDF: {problem}") from problem
    return pdf


def _reader(recap: Recap, language: Language, reader: str) -> Participant:
    people = {person.id: person for person in recap.participants}
    person = people.get(reader) or recap.participants[0]
    return Participant(person.id, person.role, person.name, language)
