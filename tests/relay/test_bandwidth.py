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
