"""What a weak downlink makes of the other person's video."""

from binome.relay.bandwidth import LEAST, MOST, Downlink


def test_a_good_way_is_not_capped() -> None:
    downlink = Downlink()
    assert downlink.look(1_700_000, 0.0, None) is None
    assert downlink.look(1_700_000, 0.05, 2_000_000) is None


def test_heavy_loss_lowers_the_cap_and_quiet_seconds_lift_it() -> None:
    downlink = Downlink()
    assert downlink.look(1_000_000, 0.2, None) == 900_000
    assert downlink.look(900_000, 0.05, None) == 900_000
    caps = [downlink.look(800_000, 0.0, None) for _ in range(60)]
    assert caps[0] is not None
    assert 900_000 < caps[0] < 1_000_000
    assert caps[-1] is None


def test_an_estimate_below_what_is_sent_becomes_the_cap() -> None:
    downlink = Downlink()
    assert downlink.look(1_000_000, 0.0, 400_000) == 400_000
    assert downlink.look(400_000, 0.0, 390_000) == 440_000


def test_the_cap_never_falls_below_what_a_picture_needs() -> None:
    downlink = Downlink()
    for _ in range(20):
        cap = downlink.look(50_000, 0.9, 1000)
    assert cap == LEAST
    assert LEAST < MOST
