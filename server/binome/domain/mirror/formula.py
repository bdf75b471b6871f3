"""How a figure is worked out, in words: the one place the page, the export and the help read.

Each module of this package states its own `FORMULA` beside the code that follows it; thresholds
are written into the sentences from the very constants that the code compares with.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Formula:
    """One figure's formula. `source` = where it comes from (names of works, not translated).

    `choices` = thresholds nobody but us is answerable for, to be shown as such.
    """

    figure: str
    title_fr: str
    title_en: str
    fr: str
    en: str
    source: str
    choices: tuple[str, ...] = ()


def fr(value: float) -> str:
    """Return a number as French writes it."""
    return f"{value:g}".replace(".", ",")


def en(value: float) -> str:
    """Return a number as English writes it."""
    return f"{value:g}"
