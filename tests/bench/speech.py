"""Live captions measured at three levels, each figure beside its floor and goal.

    ./dev bench speech [--level 0 1 2] [--json FILE] [--plot FILE.svg] [--soak MINUTES] [--quick]

0  commit policies against an oracle that knows what is said, in virtual time (`policy`, `peers`)
1  models of the true shapes with random weights: what reading costs on this machine, then, with
   these costs in virtual time, how many people a core captions and what happens at twice as many
2  the bundled model on the bundled recordings and on four noises; an engine killed; a soak

The peers' policies are restated here from their code, not run from it (`peers`); what their calls
cost is measured in the same run, with the same weights: padded to 30 s, beam 5, one at a time.
Rows that a run did not measure are printed without a value.

`--quick` makes everything short: a smoke test whose figures do not count. Run on a quiet machine;
CPU time is measured, but a neighbour's work in the caches and the memory is in it.
"""

import argparse
import math
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from binome.speech import models
from binome.speech.metrics import percentile
from tests.bench.captions import bundled, capacity, endurance, policy, shapes
from tests.bench.captions.prices import BASE
from tests.bench.captions.report import Measure, as_json, plot, table
from tests.bench.captions.rows import complete, row
from tests.bench.captions.stage import Stage

CACHE = Path.home() / ".cache" / "binome" / "bench"


def level_0(given: argparse.Namespace) -> list[Measure]:
    """Policies."""
    rows = policy.compare(given.seeds, given.seconds)
    head = ("system", "lost %", "wrong %", "last lost %", "last wrong %", "revisions",
            "first p50", "p95", "commit p50", "p95", "passes/s")  # fmt: skip
    print(("{:26}" + "{:>13}" * 10).format(*head))
    for one in rows:
        cells = (100 * one.lost, 100 * one.wrong, 100 * one.last_lost, 100 * one.last_wrong,
                 one.revisions, one.first_p50, one.first_p95, one.commit_p50, one.commit_p95,
                 one.passes_per_speech_s)  # fmt: skip
        print(f"{one.system:26}" + "".join(f"{cell:13.3g}" for cell in cells))
    ours, *peers = rows
    best, least = min(one.revisions for one in peers), min(one.last_lost for one in peers)
    return [
        row("revisions per word", ours.revisions, best),
        row("last word of turn lost", 100 * ours.last_lost, 100 * least),
    ]


def level_1(given: argparse.Namespace) -> list[Measure]:
    """Costs, capacity, overload, soak."""
    found: list[Measure] = []
    for shape in given.shapes:
        engine = shapes.load(shapes.model(shape, given.cache))
        ours, theirs = shapes.window_against_padded(engine, given.repeats)
        print(f"{shape}: live window {1000 * ours:.0f} ms of CPU, padded call {1000 * theirs:.0f}")
        if shape in ("base", "small"):
            found.append(row(f"CPU per live window, padded call / ours, {shape}", theirs / ours))
            found += _room(engine, shape, given)
        prices = shapes.priced(engine, given.repeats)
        print(f"{shape}: {prices}")
        found += _crowd(prices, shape, given)
        engine.close()
    return found


def _room(engine: shapes.ImposedEngine, shape: str, given: argparse.Namespace) -> list[Measure]:
    """One room of two people with every computation made; then what a peer's policy would ask."""
    seconds = given.room_seconds
    said = capacity.crowd(2, seconds)
    stage = Stage(said, cost=None)
    work = shapes.Computing(engine, stage.oracle)
    stage.lane.recogniser = work
    before = time.process_time()
    for _ in stage.play(seconds + 5):
        pass
    speech = sum(one.seconds for one in said.values())
    ours = (time.process_time() - before) / speech
    mean, each = sum(work.lengths) / len(work.lengths), work.spent / len(work.lengths)
    passes, buffer = policy.asked(said, seconds)
    theirs = passes * shapes.padded(engine, min(buffer, 25.0), given.repeats) / speech
    same = shapes.padded(engine, mean, given.repeats)
    print(
        f"{shape}, one room: {len(work.lengths)} windows of {mean:.2f} s, {1000 * each:.0f} ms of "
        f"CPU each (padded call on such a window {1000 * same:.0f}); {ours:.3f} CPU-s per "
        f"speech-s, local agreement at 1 s with padded calls {theirs:.3f}"
    )
    return [
        row(f"the same for the windows of one room, {shape}", same / each),
        row(f"CPU-s per speech-s, one room, {shape}", ours, theirs),
        row(f"CPU-s per speech-s, peer / ours, {shape}", theirs / ours),
    ]


def _crowd(prices, shape: str, given: argparse.Namespace) -> list[Measure]:
    most, tries = capacity.capacity(prices, given.capacity_seconds)
    for one in sorted(tries, key=lambda one: one.tracks):
        print(
            f"{shape}: {one.tracks:3} tracks: first display p95 {one.first_p95:6.2f} s, commit p95 "
            f"{one.commit_p95:6.2f} s, {one.cpu_per_speech_s:.3f} CPU-s per speech-s"
        )
    if shape != "base":
        print(f"{shape}: {most} tracks per core")
        return []
    there, _ = capacity.capacity(BASE, given.capacity_seconds)
    found = [
        row("tracks per core, first display p95 < 2 s, base", most),
        row("the same at the facts' prices", there),
    ]
    # Where this machine captions nobody in time, twice nobody would be no load at all.
    paid, twice = (prices, 2 * most) if most else (BASE, 2 * there)
    calm, seconds = 60.0, given.overload_seconds
    said = capacity.overloaded(twice, seconds, calm)
    over = capacity.load(said, paid, seconds + calm)
    settled = [(at, delay) for at, delay in over.commits if at < seconds]
    after = [delay for at, delay in over.commits if at > seconds + 10.0]
    slope = capacity.slope([one for one in settled if one[0] > 30.0])
    where = "" if most else " at the facts' prices"
    print(
        f"twice as many{where} ({twice}) for {seconds:.0f} s: commit max "
        f"{max((delay for _, delay in settled), default=math.nan):.1f} s, given up {over.lost}; "
        f"10 s after: commit p95 {percentile(after, 95)} s"
    )
    lag = percentile([delay for _, delay in settled], 95)
    found += [
        row("p95 lag at twice the capacity", lag),
        row("slope of that lag", max(0.0, slope)),
        row("fairness (Jain) there", over.fairness),
    ]
    return found


def level_2(given: argparse.Namespace) -> list[Measure]:
    """Real words."""
    model = models.find(given.model)
    gaps, speaking, overlap = [], [], []
    for name, language in given.calls:
        heard = bundled.call(model, name, language)
        figures = heard.metrics.figures()
        gaps.append(heard.live_wer - heard.offline_wer)
        speaking.append(bundled.speaking_time_error(heard))
        overlap.append(bundled.overlap_error(heard))
        print(
            f"{name}: WER live {heard.live_wer:.1f} %, offline {heard.offline_wer:.1f} %; word "
            f"starts off by {1000 * bundled.word_start_error(heard):.0f} ms (median); "
            f"speaking time {speaking[-1]:.2f} %, overlap {1000 * overlap[-1]:.0f} ms; {figures}"
        )
    found = [
        row("WER live − offline", max(gaps)),
        row("speaking-time error", max(speaking)),
        row("overlap error", max(overlap)),
    ]
    noise = bundled.words_on_noise(model, given.noise_seconds)
    print(f"words on {given.noise_seconds:.0f} s of noise each: {noise}")
    names = {"silence": "silence", "fan": "a fan", "typing": "typing", "music": "music"}
    found += [row(f"words on {names[name]}", count) for name, count in noise.items()]
    found.append(row("engine killed: until it reads again", endurance.respawn(model)))
    if given.soak:
        found.append(row("memory gained in a soak", endurance.soak(model, given.soak)))
    return found


LEVELS: dict[int, Callable[[argparse.Namespace], list[Measure]]] = {
    0: level_0,
    1: level_1,
    2: level_2,
}


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description="Live captions, measured.")
    parser.add_argument("--level", type=int, nargs="+", choices=sorted(LEVELS), default=[0, 1, 2])
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the measures here")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="write an SVG here")
    parser.add_argument("--quick", action="store_true", help="a smoke test")
    parser.add_argument("--shapes", nargs="+", choices=sorted(shapes.SHAPES),
                        default=["tiny", "base", "small"])  # fmt: skip
    parser.add_argument("--model", default="demo", help="level 2: a model or its folder")
    parser.add_argument("--repeats", type=int, default=3, help="level 1: runs of each timing")
    parser.add_argument("--soak", type=float, default=0.0, metavar="MINUTES",
                        help="level 2: read for so long, watch the memory")  # fmt: skip
    parser.add_argument("--cache", type=Path, default=CACHE, help="where made-up models lie")
    given = parser.parse_args(arguments)
    quick = given.quick
    given.seeds, given.seconds = (1, 60.0) if quick else (4, 300.0)
    given.room_seconds = 10.0 if quick else 60.0
    given.repeats = 1 if quick else given.repeats
    given.capacity_seconds, given.overload_seconds = (40.0, 60.0) if quick else (180.0, 600.0)
    given.noise_seconds = 10.0 if quick else 600.0
    short = [("fr-short", "fr"), ("en-short", "en")]
    given.calls = short[:1] if quick else [*short, ("fr", "fr"), ("en", "en")]
    return given


def main(arguments: Sequence[str]) -> int:
    given = options(arguments)
    measures: list[Measure] = []
    for level in sorted(set(given.level)):
        print(f"— level {level} —", flush=True)
        measures += LEVELS[level](given)
    measures = complete(measures)
    print("\n" + table(measures))
    if given.json:
        given.json.write_text(as_json(measures), encoding="utf-8")
    if given.plot:
        given.plot.write_text(plot(measures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
