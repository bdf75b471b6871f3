"""What the voices say: own grammar, own word lists and own sentences, French and English.

Everything comes from `corpus/<language>/`: `lexicon.txt` (words), `grammar.txt` (templates),
`sentences.txt` (hand-written, for training) and the two hand-written test sets `dialogue.txt` and
`general.txt`, which are never spoken in training. The rehearsal's turns are read from its scripts,
talks from the training half of the commitments' corpus.
"""

from __future__ import annotations

import functools
import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

MODEL_FOLDER = Path(__file__).resolve().parent.parent
CORPUS = MODEL_FOLDER / "corpus"
SCRIPTS = MODEL_FOLDER.parent / "rehearsal" / "scripts"
TALKS = MODEL_FOLDER.parent / "commitments" / "corpus" / "talks" / "train"
LANGUAGES = ("fr", "en")

SOURCES: dict[str, float] = {
    "talks": 0.38,
    "grammar": 0.22,
    "free": 0.05,
    "life": 0.11,
    "written": 0.10,
    "mutated": 0.11,
    "words": 0.03,
}
"""Shares of the kinds of text; the rehearsal is mixed in later, when windows are composed."""

BREATH = 22
"""Most words of a piece of a talk, so that it fits a window of ten seconds."""
_ASIDE = re.compile(r"<[^>]*>|\([^)]*\)")
_UNWRITTEN = re.compile(r'[:;"()\d{}~|«»*/%€$&+=#@_<>\[\]]')
"""What the model never writes: pieces with any of it are left out."""
_SLOT = re.compile(r"\{(\w+)\}")
_JOIN = re.compile(r"\b(je|le|la|de|ne|que|me|te|se|a)~", re.IGNORECASE)
_VOWELS = "aeiouyàâéèêëîïôœùûh"
_ENGLISH_VOWELS = "aeiou"


@dataclass(frozen=True)
class Text:
    """A sentence and the source it was drawn from."""

    words: str
    source: str


@functools.cache
def lexicon(language: str) -> dict[str, list[str]]:
    """Word lists by slot name, inflected forms included."""
    lists: dict[str, list[str]] = {}
    for line in _lines(CORPUS / language / "lexicon.txt"):
        kind, _, words = line.partition(":")
        lists.setdefault(kind.strip(), []).extend(word.strip() for word in words.split(","))
    return lists | (_french_forms(lists) if language == "fr" else _english_forms(lists))


def _french_forms(lists: dict[str, list[str]]) -> dict[str, list[str]]:
    forms: dict[str, list[str]] = {
        f"verb_{name}": [] for name in ("inf", "je", "tu", "il", "nous", "vous", "ils", "pp")
    } | {"verb_imp": [], "verb_fut": []}
    for infinitive in lists["verb"]:
        stem = infinitive[:-2]
        soft = {"g": stem + "e", "c": stem[:-1] + "ç"}.get(stem[-1], stem)
        strong = re.sub(r"é([^aeiouéè]+)$", r"è\1", stem)
        strong = re.sub(r"y$", "i", strong)
        strong = re.sub(r"e([lntmv])$", r"è\1", strong)
        strong = re.sub(r"(app|j|rapp)è([lt])$", r"\1e\2\2", strong)
        forms["verb_inf"].append(infinitive)
        forms["verb_je"].append(strong + "e")
        forms["verb_tu"].append(strong + "es")
        forms["verb_il"].append(strong + "e")
        forms["verb_nous"].append(soft + "ons")
        forms["verb_vous"].append(stem + "ez")
        forms["verb_ils"].append(strong + "ent")
        forms["verb_pp"].append(stem + "é")
        forms["verb_imp"].append(soft + "ais")
        forms["verb_fut"].append(strong + "erons")
    for entry in lists["irregular"]:
        *present, participle = entry.split("/")
        for name, form in zip(("inf", "je", "il", "nous", "vous", "ils"), present, strict=True):
            forms[f"verb_{name}"].append(form)
        forms["verb_tu"].append(present[1])
        forms["verb_pp"].append(participle)
        forms["verb_imp"].append(present[3][:-3] + "ais")
    pairs = [pair.split("/") for pair in lists["adjective"]]
    forms["noun_mp"] = [_french_plural(word) for word in lists["noun_m"]]
    forms["noun_p"] = forms["noun_mp"] + [_french_plural(word) for word in lists["noun_f"]]
    forms["adj_mp"] = [_french_plural(masculine) for masculine, _ in pairs]
    forms["adj_m"] = [masculine for masculine, _ in pairs]
    forms["adj_f"] = [feminine for _, feminine in pairs]
    return forms


def _french_plural(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith("al"):
        return word[:-1] + "ux"
    return word + ("x" if word.endswith(("au", "eu")) else "s")


def _english_forms(lists: dict[str, list[str]]) -> dict[str, list[str]]:
    forms: dict[str, list[str]] = {f"verb_{n}": [] for n in ("base", "s", "past", "pp", "ing")}
    regular = [(verb, None, None) for verb in lists["verb"]]
    irregular = [tuple(triple.split("/")) for triple in lists["irregular"]]
    for verb, past, participle in regular + irregular:
        doubled = _doubled(verb)
        regular_past = (
            verb + "d" if verb.endswith("e") else re.sub(r"([^aeiou])y$", r"\1i", doubled) + "ed"
        )
        ing = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else doubled
        forms["verb_base"].append(verb)
        forms["verb_s"].append(_english_s(verb))
        forms["verb_past"].append(past or regular_past)
        forms["verb_pp"].append(participle or regular_past)
        forms["verb_ing"].append(ing + "ing")
    forms["noun_p"] = [_english_s(noun) for noun in lists["noun"]]
    return forms


def _english_s(word: str) -> str:
    """A verb's third person, or a noun's plural."""
    stem = re.sub(r"([^aeiou])y$", r"\1ie", word)
    return stem + ("es" if re.search(r"(s|sh|ch|x|z)$", word) else "s")


def _doubled(verb: str) -> str:
    short = re.fullmatch(r"[^aeiou]*[aeiou][bdgmnprt]", verb) or verb in (
        "commit",
        "prefer",
        "forget",
        "begin",
    )
    return verb + verb[-1] if short else verb


@functools.cache
def grammar(language: str) -> dict[str, list[str]]:
    """The alternatives of every rule."""
    rules: dict[str, list[str]] = {}
    current: list[str] = []
    for line in _lines(CORPUS / language / "grammar.txt"):
        if line.startswith("["):
            current = rules.setdefault(line.strip("[]"), [])
        else:
            current += [alternative.strip() for alternative in line.split(" | ")]
    return rules


@functools.cache
def written(language: str, name: str = "sentences") -> tuple[str, ...]:
    """The hand-written sentences of corpus/<language>/<name>.txt."""
    return tuple(_lines(CORPUS / language / f"{name}.txt"))


@functools.cache
def talks(language: str) -> tuple[str, ...]:
    """What people say in the invented talks, in pieces of one breath; no digits, no stage notes."""
    pieces: list[str] = []
    for path in sorted(TALKS.glob("*.txt")):
        head, _, rest = path.read_text(encoding="utf-8").partition("\nturns\n")
        if not head.startswith(f"lang {language}"):
            continue
        for line in rest.partition("\ngold\n")[0].splitlines():
            said = _ASIDE.sub(" ", line[2:] if line.startswith(("M:", "E:")) else "")
            pieces += [p for p in breaths(" ".join(said.split())) if not _UNWRITTEN.search(p)]
    return tuple(pieces)


def breaths(text: str) -> list[str]:
    """`text` cut after its marks into pieces of at most `BREATH` words, where it has marks."""
    pieces: list[str] = []
    for part in re.split(r"(?<=[,;:.?!…])\s+", text):
        if pieces and len(pieces[-1].split()) + len(part.split()) <= BREATH:
            pieces[-1] += f" {part}"
        elif part:
            pieces.append(part)
    return pieces


@functools.cache
def rehearsal(language: str) -> tuple[str, ...]:
    """Every turn of the rehearsal script."""
    script = json.loads((SCRIPTS / f"{language}.json").read_text(encoding="utf-8"))
    return tuple(turn["text"] for turn in script["turns"])


def expanded(language: str, rule: str, chance: random.Random) -> str:
    """One sentence of `rule`, spelled and capitalised."""
    rules, words = grammar(language), lexicon(language)

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        options = rules.get(name) or words[name]
        return _SLOT.sub(fill, chance.choice(options))

    raw = _SLOT.sub(fill, chance.choice(rules[rule]))
    return capitalised(_french_spelling(raw) if language == "fr" else _english_spelling(raw))


def _french_spelling(text: str) -> str:
    def join(match: re.Match[str]) -> str:
        following = text_after[match.end() : match.end() + 1].lower()
        word = match.group(1)
        return word[:-1] + "'" if following and following in _VOWELS else word + " "

    text_after = text
    text = _JOIN.sub(join, text)
    text = re.sub(r"\b([jJ])e (?=[aeiouéèêh])", r"\1'", text)
    text = re.sub(r"\b([dlnmts]|qu)e (?=[aeiouéèêàâh][a-zà-ÿ]*(?:er|ir|re)\b)", r"\1'", text)
    for wrong, right in (
        ("de le ", "du "),
        ("de les ", "des "),
        ("à le ", "au "),
        ("à les ", "aux "),
    ):
        text = re.sub(rf"\b{wrong}", right, text)
    text = re.sub(r"\bde (un|une|autres?)\b", r"d'\1", text)
    text = re.sub(r"\b([dD])e (?=[AEIOUÉÈ])", r"\1'", text)
    for masculine, feminine in (("ma", "mon"), ("ta", "ton"), ("sa", "son")):
        text = re.sub(rf"\b{masculine} (?=[aeiouéèêh])", f"{feminine} ", text)
    return re.sub(r"\bce (?=[aeiouéèêh][a-zà-ÿ]{3})", "cet ", text)


def _english_spelling(text: str) -> str:
    def join(match: re.Match[str]) -> str:
        following = text[match.end() : match.end() + 1].lower()
        return match.group(1) + ("n " if following and following in _ENGLISH_VOWELS else " ")

    return _JOIN.sub(join, text)


def capitalised(text: str) -> str:
    """`text` with a capital at the start of each sentence."""
    return re.sub(
        r"(^|[.?!]\s+)([^\W\d_])", lambda m: m.group(1) + m.group(2).upper(), text
    ).replace(" i ", " I ")


@functools.cache
def vocabulary(language: str) -> tuple[str, ...]:
    """Every lower-case word the lists and sentences know, for mutation and word lists."""
    words = {
        word
        for forms in lexicon(language).values()
        for entry in forms
        for word in entry.replace("/", " ").split()
    }
    for sentence in written(language) + talks(language):
        words.update(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", sentence))
    return tuple(sorted(w for w in words if w.islower() and len(w) > 2))


def mutated(sentence: str, language: str, chance: random.Random) -> str:
    """`sentence` with about a third of its longer words replaced: it cannot be learnt by heart."""

    def swap(match: re.Match[str]) -> str:
        word = match.group(0)
        if len(word) < 5 or not word.islower() or chance.random() > 0.35:
            return word
        return chance.choice(vocabulary(language))

    return re.sub(r"(?<!['\w-])[^\W\d_]+(?!['\w-])", swap, sentence)


def sample(language: str, chance: random.Random) -> Text:
    """One sentence for training, drawn from `SOURCES`."""
    source = chance.choices(list(SOURCES), list(SOURCES.values()))[0]
    if source in ("grammar", "free", "life"):
        rule = "sentence" if source == "grammar" else source
        return Text(expanded(language, rule, chance), source)
    if source == "words":
        count = chance.randint(2, 7)
        picked = [chance.choice(vocabulary(language)) for _ in range(count)]
        return Text(capitalised(" ".join(picked)) + ".", source)
    if source == "talks":
        pieces = talks(language)
        longer = max(chance.sample(pieces, 2), key=len)
        return Text(capitalised(longer), source)
    sentence = chance.choice(written(language))
    if source == "mutated":
        pool = chance.choice(talks(language)) if chance.random() < 0.6 else sentence
        return Text(mutated(pool, language, chance), source)
    if chance.random() < 0.25:
        sentence = f"{sentence} {chance.choice(written(language))}"
    return Text(sentence, source)


def normalised(text: str) -> str:
    """`text` as word error rates compare it: lower case, no punctuation, apostrophes split."""
    text = text.lower().replace("’", "'").replace("'", "' ").replace("-", " ")
    return re.sub(r"\s+", " ", re.sub(r"[^\w' ]", " ", text)).strip()


def _lines(path: Path) -> list[str]:
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
