"""Time-limited credentials of a TURN server, for browsers in networks that let nothing else out.

Pure. The scheme is that of coturn's `use-auth-secret` (draft-uberti-behave-turn-rest-00): the user
name tells when it expires and whose it is, the password is its keyed hash, and the TURN server
knows nothing but the secret.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import TypedDict

LIFETIME = 600
"""Seconds within which a connection must be begun; one that stands may stay."""


class IceServer(TypedDict):
    """What a browser's `RTCPeerConnection` takes."""

    urls: list[str]
    username: str
    credential: str


def ice_servers(urls: Sequence[str], secret: str | None, whom: str, now: float) -> list[IceServer]:
    """Return the servers for one person; `now`: wall-clock seconds since 1970."""
    if not urls or not secret:
        return []
    username = f"{int(now) + LIFETIME}:{whom}"
    digest = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    return [
        {"urls": list(urls), "username": username, "credential": base64.b64encode(digest).decode()}
    ]
