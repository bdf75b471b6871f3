"""A short run of `./dev bench durability`: the real gateway, killed while people use it."""

from pathlib import Path

import pytest

from tests.bench import durability
from tests.bench.crash.cycles import KINDS

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


async def test_what_was_acknowledged_survives_kill_9_whatever_people_do(tmp_path: Path) -> None:
    found = await durability.crash(tmp_path / "c", len(KINDS), seed=7)
    assert found["acknowledged"]["consents"] > 0
    assert (found["lost"], found["damaged"], found["erased words left"]) == (0, 0, 0)


@pytest.mark.parametrize("by_smtp", [False, True], ids=["outbox", "smtp"])
async def test_each_gets_one_mail_when_the_gateway_is_killed_while_it_sends(
    tmp_path: Path, by_smtp: bool
) -> None:
    found = await durability.mail(tmp_path / "m", 2, seed=7, by_smtp=by_smtp)
    name = "smtp" if by_smtp else "outbox"
    assert (found[f"{name} right"], found[f"{name} noted twice"]) == (2, 0)


async def test_a_withdrawal_holds_within_half_a_second_and_takes_the_words_off_the_disk(
    tmp_path: Path,
) -> None:
    found = await durability.withdraw(tmp_path / "w", 3)
    assert max(found["effective"]) <= 0.5
    assert found["late words"] == 0


def test_runs_made_in_pieces_add_up() -> None:
    pieces = [
        {"cycles": 3, "lost": 1, "acknowledged": {"notes": 2}, "serving": [1.0]},
        {"cycles": 4, "lost": 0, "acknowledged": {"notes": 1, "ticks": 5}, "serving": [2.0]},
    ]
    both = durability.together(durability.together({}, pieces[0]), pieces[1])
    assert both == {
        "cycles": 7,
        "lost": 1,
        "acknowledged": {"notes": 3, "ticks": 5},
        "serving": [1.0, 2.0],
    }
