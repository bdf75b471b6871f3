"""Link tokens: how a personal link opens a seat without the store holding anything that opens one.

The link a person is given first is a long random token; only its fingerprint is kept. The link in
a recap mail is made anew whenever the mail is written, so it cannot be random: it names the seat
and is sealed with a key that lies in a file beside the database, never in it.
"""

import hashlib
import hmac
import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

from binome.domain.values import ParticipantId
from binome.errors import Unavailable

_KEY_BYTES = 32


def fingerprint(token: str) -> bytes:
    """Return the 32-byte SHA-256 of a link token (tokens are long and random: no salt needed)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def sealed(key: bytes, session: str, participant: ParticipantId) -> str:
    """Return the token that opens this seat from a mail; always the same for one key."""
    seal = hmac.digest(key, f"recap mail|{session}|{participant}".encode(), "sha256")
    return f"{session}.{participant}.{urlsafe_b64encode(seal).decode().rstrip('=')}"


def unsealed(key: bytes, token: str) -> tuple[str, ParticipantId] | None:
    """Return the session and participant a sealed token names, None if the seal is not ours."""
    session, _, rest = token.partition(".")
    participant, _, _ = rest.partition(".")
    try:
        genuine = hmac.compare_digest(token.encode(), sealed(key, session, participant).encode())
    except UnicodeEncodeError:
        return None
    return (session, participant) if genuine else None


def key_in(folder: Path) -> bytes:
    """Return the key kept in `folder`, made at the first start, readable by this user only.

    Raises `Unavailable` when it can be neither read nor made.
    """
    file = folder / "links.key"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            _make(file)
        key = file.read_bytes()
    except OSError as problem:
        raise Unavailable(f"the links' key {file} cannot be used: {problem.strerror}") from problem
    if len(key) != _KEY_BYTES:
        raise Unavailable(f"the links' key {file} is damaged: restore it, or delete it to renew it")
    return key


def _make(file: Path) -> None:
    """Write a new key, whole or not at all; whoever else makes one at this moment wins or loses."""
    unfinished = file.with_suffix(f".{os.getpid()}.unfinished")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as new:
        new.write(secrets.token_bytes(_KEY_BYTES))
        new.flush()
        os.fsync(new.fileno())
    try:
        os.link(unfinished, file)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
