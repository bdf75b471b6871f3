"""Closed vocabulary: nothing we store, send, show or install has a word for what somebody felt.

Inferring emotions or attitudes from a voice is forbidden at work and in education (EU AI Act,
article 5(1)(f)), consent or not; scores and rankings of persons are nothing we want. One list here
is held against every name and text that can reach a person, a database or another program.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from binome import mail
from binome.domain.mirror import FORMULAS, Mirror
from binome.store.tables import Base
from binome.web import consent, protocol

ROOT = Path(__file__).parents[1]

FEELINGS = (
    *("émotion", "emotion", "humeur", "mood", "stress", "empath", "sentiment", "ressenti"),
    *("anxi", "colère", "anger", "angry", "tristesse", "sadness", "frustrat", "enthous", "enthus"),
    *("valence", "arousal", "engagement", "attitude", "sincér", "sincer", "nervous", "nervos"),
    *("self-confiden", "confiance en soi", "bien-être", "wellbeing", "well-being", "burnout"),
)
VERDICTS = (
    *("score", "classement", "ranking", "leaderboard", "rating", "notation", "percentile"),
    *("bon mentor", "mauvais mentor", "good mentor", "bad mentor", "performance review"),
)
FORBIDDEN = re.compile(rf"(?<![^\W_])(?:{'|'.join(FEELINGS + VERDICTS)})", re.IGNORECASE)

LIBRARIES = re.compile(
    r"emotion|sentiment|opensmile|speechbrain|pyannote|resemblyzer|deepface|\bfer\b|vader|textblob"
    r"|afinn|affect|\bface|mediapipe|dlib|openface|xvector|ecapa|speaker-?id|wespeaker",
    re.IGNORECASE,
)
"""Packages that read feelings, faces, or who is speaking from a voice."""


def schema_names() -> Iterator[str]:
    """Every name and description of the live protocol and of the mirror."""
    for root in (protocol.ToClient, protocol.FromClient, Mirror):
        adapter: TypeAdapter[Any] = TypeAdapter(root)
        yield from strings_in(adapter.json_schema())


def strings_in(node: Any) -> Iterator[str]:
    match node:
        case dict():
            for key, value in node.items():
                yield str(key)
                yield from strings_in(value)
        case list():
            for value in node:
                yield from strings_in(value)
        case str():
            yield node


def database_names() -> Iterator[str]:
    for table in Base.metadata.tables.values():
        yield table.name
        yield from (column.name for column in table.columns)


def formula_texts() -> Iterator[str]:
    for formula in FORMULAS:
        yield from astuple(formula)[:-1]


def client_texts() -> Iterator[str]:
    for path in sorted((ROOT / "client/src/i18n").glob("*.ts")):
        yield path.read_text(encoding="utf-8")


def mail_texts() -> Iterator[str]:
    folder = Path(mail.__file__).parent
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".mjml", ".html", ".txt", ".j2", ".json", ".py"):
            yield path.read_text(encoding="utf-8")


WHERE = {
    "schemas": schema_names,
    "database": database_names,
    "client": client_texts,
    "formulas": formula_texts,
    "mails": mail_texts,
}


@pytest.mark.parametrize("where", sorted(WHERE))
def test_no_feeling_and_no_verdict_has_a_name(where: str) -> None:
    texts = list(WHERE[where]())
    assert sum(map(len, texts)) > 200, f"nothing was read of the {where}"
    assert not {found.group() for text in texts for found in FORBIDDEN.finditer(text)}


@pytest.mark.parametrize(
    ("language", "denied"),
    [("fr", "ni humeur, ni note, ni classement"), ("en", "no mood, no grade, no ranking")],
)
def test_only_the_consent_text_names_them_to_rule_them_out(language: Any, denied: str) -> None:
    assert denied in " ".join(consent.paragraphs(language, 30))


def test_no_library_reads_feelings_faces_or_voice_prints() -> None:
    python = (ROOT / "constraints.txt").read_text().splitlines()
    packages = [line.split("==")[0].strip() for line in python if line[:1].isalpha()]
    client = json.loads((ROOT / "client/package.json").read_text())
    packages += [*client.get("dependencies", {}), *client.get("devDependencies", {})]
    assert "faster-whisper" in packages
    assert "preact" in packages
    assert not [package for package in packages if LIBRARIES.search(package)]
