"""Text from outside, made fit for pages, mails, calendars and logs at the door, once."""

import unicodedata

_JOINERS = "\u200c\u200d"


def paragraphs(text: str) -> str:
    """Return text of several lines, each as `one_line` makes it, without blank ends."""
    return "\n".join(one_line(line) for line in text.splitlines()).strip()


def one_line(text: str) -> str:
    """Return text as one NFC line without control and invisible direction characters."""
    kept = (
        character
        for character in unicodedata.normalize("NFC", " ".join(text.split()))
        if character in _JOINERS or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    )
    return " ".join("".join(kept).split())
