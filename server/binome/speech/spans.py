"""Stretches of one track, in samples on the session's clock, joined where they touch."""

from collections.abc import Iterator

MOST = 512
"""Stretches remembered; the oldest are forgotten."""


class Spans:
    """Ordered stretches that never overlap."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    def add(self, since: int, until: int) -> None:
        """Add [since, until)."""
        if until <= since:
            return
        last = self._spans[-1] if self._spans else None
        if last is not None and last[0] <= since <= last[1]:
            self._spans[-1] = (last[0], max(last[1], until))
            return
        apart = [one for one in self._spans if one[1] < since or until < one[0]]
        touching = [one for one in self._spans if one[1] >= since and until >= one[0]]
        whole = (
            min([since, *(one[0] for one in touching)]),
            max([until, *(one[1] for one in touching)]),
        )
        self._spans = sorted([*apart, whole])[-MOST:]

    def taken(self) -> list[tuple[int, int]]:
        """Return all stretches, once."""
        spans, self._spans = self._spans, []
        return spans

    def inside(self, since: int, until: int) -> Iterator[tuple[int, int]]:
        """Yield the parts of [since, until) that are covered."""
        for low, high in self._spans:
            if low < until and since < high:
                yield max(low, since), min(high, until)

    def missing(self, since: int, until: int) -> Iterator[tuple[int, int]]:
        """Yield the parts of [since, until) that are not covered."""
        at = since
        for low, high in self.inside(since, until):
            if at < low:
                yield at, low
            at = high
        if at < until:
            yield at, until
