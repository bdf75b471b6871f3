"""One spelling for words that sound alike: used to compare hypotheses and to count errors.

`words(text, language)` gives the tokens that agreement and the word error rate compare; display
text never goes through here. Pure.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

from binome.domain.values import Language

_FR_UNITS = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix_sept",
    "dix_huit",
    "dix_neuf",
]
_FR_TENS = [
    "_",
    "_",
    "vingt",
    "trente",
    "quarante",
    "cinquante",
    "soixante",
    "soixante",
    "quatre_vingt",
    "quatre_vingt",
]
_EN_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_EN_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SWISS = {"septante": 70, "huitante": 80, "octante": 80, "nonante": 90}

_FILLERS = {
    "fr": frozenset(["euh", "heu", "hum", "hem", "mh", "mhm", "mmh", "hmm", "ben", "bah"]),
    "en": frozenset(["uh", "um", "uhm", "hmm", "mm", "mhm", "erm", "er"]),
}
_SYMBOLS = {
    "fr": {"%": " pour cent ", "€": " euros ", "&": " et ", "+": " plus "},
    "en": {"%": " percent ", "€": " euros ", "&": " and ", "+": " plus "},
}
_ORDINALS_FR = {"1er": "premier", "1ers": "premiers", "1re": "première", "1ère": "première"}
_ELISION = re.compile(
    r"\b(l|d|j|m|t|s|n|c|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu)'(?=\w)", re.IGNORECASE
)
_HOUR = re.compile(r"\b(\d{1,2})\s?h\s?(\d{2})?\b")
_THOUSANDS = re.compile(r"(?<=\d)[\u00a0\u202f ](?=\d{3}\b)")
_TOKEN = re.compile(r"[\w']+")


def _french(number: int) -> str:
    if number < 20:
        return _FR_UNITS[number]
    if number < 100:
        tens, unit = divmod(number, 10)
        if tens in (7, 9):
            unit += 10
        if not unit:
            return _FR_TENS[tens]
        joint = "_et_" if unit in (1, 11) and tens < 8 else "_"
        return _FR_TENS[tens] + joint + _FR_UNITS[unit]
    if number < 1000:
        return _joined(number, 100, "cent", _french, one="cent")
    return _joined(number, 1000, "mille", _french, one="mille")


def _english(number: int) -> str:
    if number < 20:
        return _EN_UNITS[number]
    if number < 100:
        tens, unit = divmod(number, 10)
        return _EN_TENS[tens] + (f"_{_EN_UNITS[unit]}" if unit else "")
    if number < 1000:
        return _joined(number, 100, "hundred", _english, one="one_hundred")
    return _joined(number, 1000, "thousand", _english, one="one_thousand")


def _joined(number: int, size: int, name: str, spell: Callable[[int], str], one: str) -> str:
    count, rest = divmod(number, size)
    head = one if count == 1 else f"{spell(count)}_{name}"
    return head + (f"_{spell(rest)}" if rest else "")


def spelled(number: int, language: Language) -> list[str]:
    """Return a whole number below a million as its spoken words."""
    spell = _french if language == "fr" else _english
    return spell(number).split("_") if number < 1_000_000 else [str(number)]


def words(text: str, language: Language, *, without_fillers: bool = False) -> list[str]:
    """Return the text as comparable tokens: no case, punctuation, elision or digit forms."""
    folded = unicodedata.normalize("NFC", text).casefold().replace("’", "'")
    folded = folded.replace("œ", "oe").replace("æ", "ae").replace("aujourd'hui", "aujourdhui")
    for symbol, spoken in _SYMBOLS[language].items():
        folded = folded.replace(symbol, spoken)
    folded = _THOUSANDS.sub("", folded)
    if language == "fr":
        folded = _HOUR.sub(lambda found: f"{found[1]} heures {found[2] or ''}", folded)
        folded = _ELISION.sub(r"\1' ", folded)
    tokens: list[str] = []
    for token in _TOKEN.findall(folded.replace("_", " ")):
        tokens += _one_form(token.strip("'"), language)
    if without_fillers:
        tokens = [token for token in tokens if token not in _FILLERS[language]]
    return _swiss_to_french(tokens) if language == "fr" else tokens


def _one_form(token: str, language: Language) -> Iterable[str]:
    if not token:
        return []
    if token.isdecimal():
        return spelled(int(token), language)
    if language == "fr":
        if token in _ORDINALS_FR:
            return [_ORDINALS_FR[token]]
        if token in ("vingts", "cents"):
            return [token[:-1]]
        return [token]
    return [token.replace("'", "")]


def _swiss_to_french(tokens: list[str]) -> list[str]:
    result: list[str] = []
    position = 0
    while position < len(tokens):
        base = _SWISS.get(tokens[position])
        if base is None:
            result.append(tokens[position])
            position += 1
            continue
        rest = tokens[position + 1 :]
        skip = 1 if rest[:2] == ["et", "un"] else 0
        unit = rest[skip] if len(rest) > skip else ""
        value = _FR_UNITS.index(unit) if unit in _FR_UNITS[1:10] else 0
        result += _french(base + value).split("_")
        position += 1 + (skip + 1 if value else 0)
    return result


def key(text: str, language: Language) -> str:
    """Return one display word as the string agreement compares; empty for bare punctuation."""
    return " ".join(words(text, language))


def word_errors(reference: list[str], hypothesis: list[str]) -> int:
    """Return the least number of insertions, deletions and replacements between two token lists."""
    row = list(range(len(hypothesis) + 1))
    for index, expected in enumerate(reference, 1):
        previous, row[0] = row[0], index
        for column, heard in enumerate(hypothesis, 1):
            replaced = previous + (expected != heard)
            previous = row[column]
            row[column] = min(replaced, row[column] + 1, row[column - 1] + 1)
    return row[-1]
