"""Spoken numbers, French and English, as far as dates and durations need them (0..999)."""

from collections.abc import Sequence

from binome.language.fold import listed

_FR = dict(
    zip(
        listed(
            """
zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze
seize
"""
        ),
        range(17),
        strict=False,
    )
) | {
    "une": 1,
    "premier": 1,
    "1er": 1,
    "vingt": 20,
    "vingts": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "septante": 70,
    "nonante": 90,
}
_EN = dict(
    zip(
        listed(
            """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen
"""
        ),
        range(20),
        strict=False,
    )
) | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_EN_ORDINAL = dict(
    zip(
        listed(
            """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
"""
        ),
        range(1, 20),
        strict=False,
    )
) | {"twentieth": 20, "thirtieth": 30}


def french(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Return the number that starts at `words[at]` and how many words it takes."""
    word = words[at] if at < len(words) else ""
    if word.isdecimal():
        return (int(word), 1) if len(word) < 5 else None
    value = _FR.get(word)
    if value is None:
        return None
    used = 1
    if value == 4 and _word(words, at + 1) in ("vingt", "vingts"):
        value, used = 80, 2
    if 20 <= value <= 80:
        if _word(words, at + used) == "et" and _word(words, at + used + 1) in ("un", "une", "onze"):
            return value + _FR[words[at + used + 1]], used + 2
        unit = _FR.get(_word(words, at + used), -1)
        if 0 < unit < (20 if value in (60, 80) else 10):
            value, used = value + unit, used + 1
            teen = _FR.get(_word(words, at + used), -1)
            if unit == 10 and 7 <= teen <= 9:
                value, used = value + teen, used + 1
    elif value == 10 and 7 <= _FR.get(_word(words, at + 1), -1) <= 9:
        value, used = value + _FR[words[at + 1]], 2
    return value, used


def english(words: Sequence[str], at: int, *, ordinal: bool = False) -> tuple[int, int] | None:
    """Return the number (or rank) that starts at `words[at]` and how many words it takes."""
    word = words[at] if at < len(words) else ""
    if word.isdecimal():
        return (int(word), 1) if len(word) < 5 else None
    if ordinal:
        if word[:-2].isdecimal() and word[-2:] in ("st", "nd", "rd", "th"):
            return int(word[:-2]), 1
        if word in _EN_ORDINAL:
            return _EN_ORDINAL[word], 1
        tens, unit = _EN.get(word, 0), _EN_ORDINAL.get(_word(words, at + 1), 99)
        return (tens + unit, 2) if tens in (20, 30) and unit < 10 else None
    value = _EN.get(word)
    if value is None:
        return None
    unit = _EN.get(_word(words, at + 1), -1)
    return (value + unit, 2) if value >= 20 and 0 < unit < 10 else (value, 1)


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""
