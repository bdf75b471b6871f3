"""What a weak downlink makes of the other person's video."""

from binome.relay.bandwidth import LEAST, MOST, Downlink


def test_a_good_way_is_not_capped() -> None:
    downlink = Downlink()
    for _ in range(30):
        assert downlink.look(1_700_000, 0.05) is None


def test_heavy_loss_lowers_the_cap_and_better_seconds_lift_it() -> None:
    downlink = Downlink()
    assert downlink.look(1_000_000, 0.3) == 850_000
    assert downlink.look(850_000, None) == 935_000
    caps = [downlink.look(800_000, 0.0) for _ in range(60)]
    assert caps[-1] is None


def test_the_cap_never_falls_below_what_a_picture_needs() -> None:
    downlink = Downlink()
    for _ in range(20):
        cap = downlink.look(50_000, 0.9)
    assert cap is not None
    assert LEAST <= cap < MOST


def lose(downlink: Downlink, seconds: int = 3) -> None:
    """Lose a third of very little."""
    for _ in range(seconds):
        downlink.look(LEAST, 0.35)


def test_where_even_a_small_picture_is_lost_only_the_sound_goes_on_for_a_while() -> None:
    downlink = Downlink()
    lose(downlink)
    assert not downlink.paused
    lose(downlink, 1)
    assert downlink.paused
    for _ in range(20):
        assert downlink.paused
        downlink.look(0, None)
    assert not downlink.paused


def test_losses_between_good_seconds_pause_nothing() -> None:
    downlink = Downlink()
    for _ in range(20):
        lose(downlink, 2)
        downlink.look(LEAST, 0.0)
    assert not downlink.paused


def test_a_picture_that_fares_no_better_is_tried_less_and_less_often() -> None:
    downlink, pauses = Downlink(), []
    for _ in range(5):
        while not downlink.paused:
            lose(downlink, 1)
        pauses.append(0)
        while downlink.paused:
            downlink.look(0, None)
            pauses[-1] += 1
    assert pauses == [20, 40, 80, 160, 160]


def test_after_a_good_minute_the_next_pause_is_short_again() -> None:
    downlink = Downlink()
    for _ in range(2):
        while not downlink.paused:
            lose(downlink, 1)
        while downlink.paused:
            downlink.look(0, None)
    for _ in range(60):
        downlink.look(LEAST, 0.0)
    while not downlink.paused:
        lose(downlink, 1)
    seconds = 0
    while downlink.paused:
        downlink.look(0, None)
        seconds += 1
    assert seconds == 20
