"""The byte-level BPE tokenizer and the token layout CTranslate2 and faster-whisper expect.

Text ids come first, then the empty token (CTranslate2 calls a model multilingual when its
vocabulary holds ""), the special tokens in Whisper's order, and last the timestamps of 10 s.

faster-whisper suppresses the first token of " ♪" and of some other signs. With a small BPE that
token would be the lone space, and every word whose first letter did not merge with its space could
never be written. So each letter, and each space with a letter, is one indivisible unit from the
start: these merges come before all learned ones.
"""

from __future__ import annotations

import collections
import itertools
import random
import re
from collections.abc import Iterable
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from . import texts

TEXT_TOKENS = 2048
WINDOW_SECONDS = 10
TICKS_PER_SECOND = 50
"""Timestamp tokens per second."""

EMPTY = TEXT_TOKENS
SPECIAL = (
    "<|endoftext|>",
    "<|startoftranscript|>",
    "<|en|>",
    "<|fr|>",
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
)
END, START, ENGLISH, FRENCH, _, TRANSCRIBE, _, PREVIOUS, NO_SPEECH, NO_TIMESTAMPS = range(
    EMPTY + 1, EMPTY + 1 + len(SPECIAL)
)
LANGUAGE = {"en": ENGLISH, "fr": FRENCH}
FIRST_TIMESTAMP = NO_TIMESTAMPS + 1
TIMESTAMPS = tuple(
    f"<|{i / TICKS_PER_SECOND:.2f}|>" for i in range(WINDOW_SECONDS * TICKS_PER_SECOND + 1)
)
VOCABULARY_SIZE = FIRST_TIMESTAMP + len(TIMESTAMPS)

_ACCENTED = "àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ"
_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def timestamp(seconds: float) -> int:
    """The token of a time within the window."""
    return FIRST_TIMESTAMP + min(
        WINDOW_SECONDS * TICKS_PER_SECOND, max(0, round(seconds * TICKS_PER_SECOND))
    )


def _splitter() -> pre_tokenizers.PreTokenizer:
    return pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)


def _as_bytes(text: str) -> str:
    """`text` in the printable alphabet of byte-level BPE."""
    return "".join(
        p
        for p, _ in pre_tokenizers.ByteLevel(
            add_prefix_space=False, use_regex=False
        ).pre_tokenize_str(text)
    )


def _forced() -> list[tuple[str, str]]:
    merges = [tuple(_as_bytes(letter)) for letter in _ACCENTED]
    space = _as_bytes(" ")
    merges += [(space, _as_bytes(letter)) for letter in _ACCENTED + _PLAIN + "?!-'"]
    return merges


def _units(word: str, forced: dict[str, None]) -> list[str]:
    pieces, at = [], 0
    while at < len(word):
        size = next((n for n in (3, 2) if word[at : at + n] in forced), 1)
        pieces.append(word[at : at + size])
        at += size
    return pieces


def learned_merges(sentences: Iterable[str], count: int) -> list[tuple[str, str]]:
    """The `count` most useful merges after the forced ones."""
    forced = {a + b: None for a, b in _forced()}
    splitter = _splitter()
    frequency: collections.Counter[str] = collections.Counter()
    for sentence in sentences:
        frequency.update(piece for piece, _ in splitter.pre_tokenize_str(" " + sentence))
    words = [(_units(word, forced), n) for word, n in frequency.items() if n > 1]
    pairs: collections.Counter[tuple[str, str]] = collections.Counter()
    where: dict[tuple[str, str], set[int]] = collections.defaultdict(set)
    for i, (units, n) in enumerate(words):
        for pair in itertools.pairwise(units):
            pairs[pair] += n
            where[pair].add(i)
    merges: list[tuple[str, str]] = []
    while len(merges) < count:
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        for i in list(where[best]):
            units, n = words[i]
            for pair in itertools.pairwise(units):
                pairs[pair] -= n
                where[pair].discard(i)
            units = _merged(units, best)
            words[i] = (units, n)
            for pair in itertools.pairwise(units):
                pairs[pair] += n
                where[pair].add(i)
        del pairs[best]
    return merges


def _merged(units: list[str], pair: tuple[str, str]) -> list[str]:
    out: list[str] = []
    i = 0
    while i < len(units):
        if tuple(units[i : i + 2]) == pair:
            out.append(pair[0] + pair[1])
            i += 2
        else:
            out.append(units[i])
            i += 1
    return out


def build(path: Path, sentences: Iterable[str]) -> Tokenizer:
    """Learn the merges from `sentences` and write the tokenizer to `path`."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    forced = _forced()
    # A learned merge can rebuild a forced unit only if it were split, which never happens.
    known = dict.fromkeys(alphabet + [a + b for a, b in forced])
    merges = list(forced)
    for pair in learned_merges(sentences, TEXT_TOKENS):
        if len(known) == TEXT_TOKENS:
            break
        merges.append(pair)
        known.setdefault(pair[0] + pair[1])
    vocabulary = {token: i for i, token in enumerate(known)} | {"<|unused|>": EMPTY}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = _splitter()
    tokenizer.decoder = decoders.ByteLevel()
    specials = [AddedToken(s, special=True, normalized=False) for s in SPECIAL + TIMESTAMPS]
    tokenizer.add_special_tokens(specials)
    if tokenizer.token_to_id("<|notimestamps|>") != NO_TIMESTAMPS:
        raise ValueError("the tokenizer's special tokens are not where CTranslate2 expects them")
    tokenizer.save(str(path))
    return tokenizer


def training_sentences(count: int, seed: int = 5) -> Iterable[str]:
    """Sentences the merges are learned from."""
    chance = random.Random(seed)
    for language in texts.LANGUAGES:
        for turn in texts.rehearsal(language):
            yield from [turn] * 20
        for _ in range(count):
            yield texts.sample(language, chance).words


def vocabulary(tokenizer: Tokenizer) -> list[str]:
    """All tokens in id order, as CTranslate2 wants them."""
    tokens = [tokenizer.id_to_token(i) for i in range(VOCABULARY_SIZE)]
    tokens[EMPTY] = ""
    return tokens


def with_words(tokenizer: Tokenizer, text: str) -> tuple[list[int], list[int]]:
    """Ids of " text" and, for each, the number of the whitespace word it belongs to."""
    encoded = tokenizer.encode(" " + text, add_special_tokens=False)
    starts: list[int] = []
    owners: list[int] = []
    word = -1
    for match in re.finditer(r"\S+", " " + text):
        starts.append(match.start())
        if word < 0 or any(c.isalnum() for c in match.group()):
            word += 1
        owners.append(word)
    owner_of = [
        owners[max(0, sum(start < last for start in starts) - 1)] for _, last in encoded.offsets
    ]
    return encoded.ids, owner_of
