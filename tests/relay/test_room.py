"""How a media path stands, by the clock alone."""

import pytest

from binome.relay.room import standing


@pytest.mark.parametrize(
    ("connected", "heard", "now", "state"),
    [
        (False, None, 1.0, "connecting"),
        (False, None, 29.0, "connecting"),
        (False, None, 30.0, "gone"),
        (False, 29.5, 30.0, "gone"),
        (True, 9.0, 10.0, "connected"),
        (True, 9.0, 11.9, "connected"),
        (True, 9.0, 12.0, "stalled"),
        (True, 9.0, 38.9, "stalled"),
        (True, 9.0, 39.0, "gone"),
    ],
)
def test_a_person_stalls_after_three_seconds_and_is_gone_after_thirty(
    connected: bool, heard: float | None, now: float, state: str
) -> None:
    assert standing(connected=connected, joined=0.0, heard=heard, now=now) == state
