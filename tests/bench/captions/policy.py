"""L0: commit policies against the oracle, in virtual time, computing left out.

What it asks: how often does a shown word change, how many words are lost, how many ends of turns,
how long until a word is shown and until it is final? Ours is the whole live core
(`binome.speech.live`); the peers are the restated policies of `peers`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from binome.domain.values import Word
from binome.speech.metrics import CaptionMetrics, percentile
from binome.speech.normalise import key
from binome.wire.understanding import Tail, Words
from tests.bench.captions.oracle import Oracle
from tests.bench.captions.peers import PEER, LocalAgreement, Policy, WhisperLive
from tests.bench.captions.stage import Stage
from tests.bench.captions.talk import Said, talk

STEP = 0.04
AFTER = 12.0
"""Seconds of silence at the end, so that everybody can finish."""

Said_ = tuple[float, Tail | Words]


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares are of words said (or of turns); delays in seconds."""

    system: str
    lost: float
    wrong: float
    invented: float
    last_lost: float
    last_wrong: float
    revisions: float
    first_p50: float
    first_p95: float
    commit_p50: float
    commit_p95: float
    passes_per_speech_s: float


PEERS: dict[str, Callable[[Oracle, Said], Policy]] = {
    "whisper_streaming, 1.0 s": lambda o, s: LocalAgreement(o, s, 1.0),
    "whisper_streaming, 0.5 s": lambda o, s: LocalAgreement(o, s, 0.5),
    "WhisperLiveKit, 1.0 s": lambda o, s: LocalAgreement(o, s, 1.0, reads_the_end=True),
    "WhisperLiveKit, 0.5 s": lambda o, s: LocalAgreement(o, s, 0.5, reads_the_end=True),
    "WhisperLive, call 0.3 s": lambda o, s: WhisperLive(o, s, 0.3),
    "WhisperLive, call 1.0 s": lambda o, s: WhisperLive(o, s, 1.0),
}


def compare(seeds: int, seconds: float) -> list[Quality]:
    """Return one row a system, ours first, each over the same talks."""
    talks = [talk(f"policy {seed}", seconds) for seed in range(seeds)]
    rows = [_judge("ours", talks, [_ours(said, seconds) for said in talks])]
    for name, make in PEERS.items():
        rows.append(_judge(name, talks, [_peer(make, said, seconds) for said in talks]))
    return rows


def asked(said: Mapping[str, Said], seconds: float) -> tuple[int, float]:
    """Return how many windows local agreement at 1 s would have read of these people, and how long
    they are on average (seconds)."""
    passes, audio = 0, 0.0
    for one in said.values():
        _, oracle = _peer(PEERS["whisper_streaming, 1.0 s"], one, seconds)
        passes, audio = passes + oracle.passes, audio + oracle.audio
    return passes, audio / max(1, passes)


Run = tuple[list[Said_], Oracle]


def _ours(said: Said, seconds: float) -> Run:
    stage = Stage({PEER: said}, cost=lambda jobs: 0.0, second_pass=False)
    said_: list[Said_] = [
        (now, one) for now, one in stage.play(seconds + AFTER) if isinstance(one, Tail | Words)
    ]
    return said_, stage.oracle


def _peer(make: Callable[[Oracle, Said], Policy], said: Said, seconds: float) -> Run:
    oracle = Oracle({PEER: said.words})
    policy = make(oracle, said)
    heard: list[Said_] = []
    for tick in range(1, round((seconds + AFTER) / STEP)):
        now = round(tick * STEP, 6)
        heard += [(now, one) for one in policy.step(now)]
    return heard, oracle


def _judge(name: str, talks: list[Said], runs: Iterable[Run]) -> Quality:
    metrics = CaptionMetrics("fr")
    words = lost = wrong = invented = turns = last_lost = last_wrong = passes = 0
    first: list[float] = []
    commit: list[float] = []
    speech = 0.0
    revisions = 0
    for said, (heard, oracle) in zip(talks, runs, strict=True):
        metrics = CaptionMetrics("fr")
        for now, message in heard:
            metrics.hear(message, now)
        revisions += metrics.revisions
        first += metrics.first_display
        commit += metrics.commit
        final = [w for _, one in heard if isinstance(one, Words) for w in one.words]
        fate, extra = fates(said.words, final)
        words += len(fate)
        lost += fate.count("lost")
        wrong += fate.count("wrong")
        invented += extra
        for last in _lasts(said):
            turns += 1
            last_lost += fate[last] == "lost"
            last_wrong += fate[last] == "wrong"
        speech += said.seconds
        passes += oracle.passes
    return Quality(
        name,
        lost / words,
        wrong / words,
        invented / words,
        last_lost / turns,
        last_wrong / turns,
        revisions / words,
        percentile(first, 50) or 0.0,
        percentile(first, 95) or 0.0,
        percentile(commit, 50) or 0.0,
        percentile(commit, 95) or 0.0,
        passes / speech,
    )


def _lasts(said: Said) -> Iterator[int]:
    """Indices of the last word of each turn."""
    at = -1
    for turn in said.turns:
        at += len(turn)
        yield at


def fates(said: list[Word], final: list[Word]) -> tuple[list[str], int]:
    """Return what became of each word said (`right`, `wrong`, `lost`) and how many were invented.

    The cheapest alignment of the two texts decides.
    """
    said_keys = [key(word.text, "fr") for word in said]
    heard_keys = [key(word.text, "fr") for word in final]
    rows = [list(range(len(heard_keys) + 1))]
    for expected in said_keys:
        above, row = rows[-1], [rows[-1][0] + 1]
        for column, heard in enumerate(heard_keys, 1):
            row.append(min(above[column - 1] + (expected != heard), above[column] + 1, row[-1] + 1))
        rows.append(row)
    fate = ["right"] * len(said_keys)
    extra, down, across = 0, len(said_keys), len(heard_keys)
    while down or across:
        cost = rows[down][across]
        same = down and across and said_keys[down - 1] == heard_keys[across - 1]
        if down and across and rows[down - 1][across - 1] + (not same) == cost:
            fate[down - 1] = "right" if same else "wrong"
            down, across = down - 1, across - 1
        elif down and rows[down - 1][across] + 1 == cost:
            fate[down - 1] = "lost"
            down -= 1
        else:
            extra, across = extra + 1, across - 1
    return fate, extra
