"""Who is in which receive slot of whom."""

import pytest

from binome.errors import BadInput
from binome.relay.seating import MOST_WATCHERS, Seating


def pair() -> Seating:
    seating = Seating(2)
    seating.take("mentor", 1, publishes=True)
    seating.take("mentee", 1, publishes=True)
    return seating


def test_the_pair_sees_each_other() -> None:
    assert pair().picture() == {"mentor": ("mentee",), "mentee": ("mentor",)}


def test_leaving_frees_the_slot_and_may_be_said_twice() -> None:
    seating = pair()
    seating.free("mentee")
    seating.free("mentee")
    assert seating.picture() == {"mentor": (None,)}


def test_a_reload_changes_nobodys_slots() -> None:
    seating = pair()
    before = dict(seating.picture())
    seating.take("mentor", 1, publishes=True)
    assert seating.picture() == before


def test_a_watcher_sees_without_being_seen() -> None:
    seating = pair()
    seating.take("observer", 2, publishes=False)
    assert seating.slots_of("observer") == ("mentor", "mentee")
    assert seating.slots_of("mentor") == ("mentee",)


def test_slots_stay_where_they_are_when_others_come_and_go() -> None:
    seating = Seating(3)
    for name in ("a", "b", "c"):
        seating.take(name, 2, publishes=True)
    assert seating.slots_of("a") == ("b", "c")
    seating.free("b")
    assert seating.slots_of("a") == (None, "c")
    seating.take("d", 2, publishes=True)
    assert seating.slots_of("a") == ("d", "c")


def test_who_found_no_slot_takes_the_next_free_one() -> None:
    seating = pair()
    seating.take("observer", 1, publishes=False)
    assert seating.slots_of("observer") == ("mentor",)
    seating.free("mentor")
    assert seating.slots_of("observer") == ("mentee",)


def test_a_full_room_says_so_and_stays_as_it_was() -> None:
    seating = pair()
    before = dict(seating.picture())
    with pytest.raises(BadInput, match="full"):
        seating.take("guest-1", 1, publishes=True)
    assert seating.picture() == before
    for number in range(MOST_WATCHERS):
        seating.take(f"watcher-{number}", 1, publishes=False)
    with pytest.raises(BadInput, match="full"):
        seating.take("one-too-many", 1, publishes=False)


def test_somebody_who_now_only_watches_is_no_longer_seen() -> None:
    seating = pair()
    seating.take("mentee", 1, publishes=False)
    assert seating.slots_of("mentor") == (None,)
    assert seating.slots_of("mentee") == ("mentor",)
