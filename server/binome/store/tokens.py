"""Link tokens: what the store keeps of a personal link is a fingerprint, never the token."""

import hashlib


def fingerprint(token: str) -> bytes:
    """Return the 32-byte SHA-256 of a link token (tokens are long and random: no salt needed)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
