"""Looks into the data folder of a gateway that is dead: what is stored, what left, what remains."""

import contextlib
import json
import sqlite3
from collections import Counter
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from tests.bench.crash.people import Acknowledged

KINDS: dict[str, tuple[str, ...]] = {
    "captions": ("words_committed", "turn_revised"),
    "notes": ("agenda_note_written",),
    "ticks": ("commitment_confirmed", "commitment_unconfirmed", "agenda_aim_checked"),
    "consents": ("consent_given", "consent_withdrawn"),
    "agreements": ("commitment_noticed", "commitment_corrected"),
}
"""What people were told, by what they call it."""
_SPOKEN = (*KINDS["captions"], *KINDS["agreements"], "message_written")


def stored(data_dir: Path, session: str) -> dict[int, dict[str, Any]]:
    """Return the session's log as it lies in the database; raises when that is damaged."""
    with contextlib.closing(sqlite3.connect(data_dir / "binome.sqlite")) as connection:
        rows = connection.execute(
            "SELECT seq, body FROM events WHERE session = ? ORDER BY seq", (session,)
        ).fetchall()
    if [seq for seq, _ in rows] != list(range(1, len(rows) + 1)):
        raise RuntimeError(f"the log of {session} has a gap")
    return {seq: json.loads(body) for seq, body in rows}


def is_whole(data_dir: Path) -> bool:
    """Say whether SQLite finds its file in order."""
    with contextlib.closing(sqlite3.connect(data_dir / "binome.sqlite")) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def lost(data_dir: Path, known: Acknowledged, *, silent: bool = False) -> Counter[str]:
    """Count, by kind, what was acknowledged and is not stored.

    Words inside an erased passage may be gone; of a `silent` session (transcript purged) all words
    may be.
    """
    log = stored(data_dir, known.session)
    erased = [event for event in log.values() if event["type"] == "passage_erased"]
    missing: Counter[str] = Counter()
    for seq, event in known.events.items():
        if not _is_there(event, log.get(seq), erased, silent):
            missing[_kind(event)] += 1
    return missing


def _is_there(
    told: dict[str, Any],
    kept: dict[str, Any] | None,
    erased: list[dict[str, Any]],
    silent: bool,
) -> bool:
    if kept is None or kept["type"] != told["type"]:
        return False
    if kept == told or (silent and told["type"] in _SPOKEN):
        return True
    if not erased or told["type"] not in _SPOKEN:
        return False
    outside = [word for word in told.get("words", ()) if not is_gone(word, erased)]
    return all(word in kept.get("words", ()) for word in outside)


def is_gone(word: dict[str, Any], erased: list[dict[str, Any]]) -> bool:
    return any(word["end"] >= one["since"] and word["start"] <= one["until"] for one in erased)


def _kind(event: dict[str, Any]) -> str:
    return next((kind for kind, types in KINDS.items() if event["type"] in types), "others")


def age(data_dir: Path, session: str, days: int) -> None:
    """Have the session taken place `days` earlier (the gateway is down)."""
    with contextlib.closing(sqlite3.connect(data_dir / "binome.sqlite")) as connection:
        for column in ("created_at", "opened_at", "closed_at"):
            query = f"SELECT {column} FROM sessions WHERE id = ?"  # noqa: S608 - our own names
            at = connection.execute(query, (session,)).fetchone()[0]
            if at is not None:
                then = datetime.fromisoformat(at) - timedelta(days=days)
                update = f"UPDATE sessions SET {column} = ? WHERE id = ?"  # noqa: S608
                connection.execute(update, (then.isoformat(" ", "microseconds"), session))
        connection.commit()


def everything_in(folder: Path) -> bytes:
    """Return every byte of every file there."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def mails_in(outbox: Path) -> Counter[tuple[str, str]]:
    """Count the mails of the file outbox by (recipient, Message-ID)."""
    found: Counter[tuple[str, str]] = Counter()
    for file in outbox.glob("*.eml"):
        mail = message_from_bytes(file.read_bytes(), policy=default)
        found[str(mail["To"]), str(mail["Message-ID"])] += 1
    return found


def sent(log: dict[int, dict[str, Any]]) -> Counter[str]:
    """Count how often each person's recap was noted as sent."""
    return Counter(event["to"] for event in log.values() if event["type"] == "recap_sent")
