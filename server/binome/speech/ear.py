"""One track between the media worker's packets and a listener on the session's clock.

Packets that come before anybody asked to follow the session wait here, bounded. Driven by the
understanding worker on its event loop; decoding and voice activity cost about 1 % of a core.
"""

from collections import deque
from collections.abc import Callable

import numpy as np

from binome.speech.clock import RATE
from binome.speech.listener import Listener
from binome.speech.opus import Pcm
from binome.speech.track import Track
from binome.wire.audio import OpusPacket, TrackOpened

WAITING = 500
"""Packets kept while nobody follows the session yet (10 s); the oldest are dropped."""
ABSENCE, LONG_ABSENCE = 2 * RATE, 60 * RATE
"""Samples of absence after which a listener jumps instead of hearing silence: the short one, and
the long one while words said before are still to be read."""


class Ear:
    """Feeds one listener. `find(session, participant, at)` returns it once it is followed."""

    def __init__(
        self, opened: TrackOpened, find: Callable[[str, str, int], Listener | None]
    ) -> None:
        self.opened = opened
        self.track = Track(opened.origin)
        self._find = find
        self._listener: Listener | None = None
        self._waiting: deque[tuple[OpusPacket, bytes]] = deque(maxlen=WAITING)

    def packet(self, packet: OpusPacket, payload: bytes) -> None:
        """Hear one packet, or keep it until the session is followed."""
        self._waiting.append((packet, payload))
        at = round((packet.arrived - self.opened.origin) * RATE)
        listener = self._find(self.opened.session, self.opened.participant, at)
        if listener is None:
            return
        if listener is not self._listener:
            self._listener = listener
            if self.track.position is None and 0 <= at - listener.ring.end < ABSENCE:
                self.track.position = listener.ring.end
        while self._waiting:
            one, body = self._waiting.popleft()
            quiet = listener.quiet
            self._place(
                listener, self.track.take(one.seq, one.timestamp, one.arrived, body, quiet=quiet)
            )

    def idle(self, now: float) -> None:
        """Let time pass: missing packets stop being waited for, a stalled track is silent."""
        if self._listener is not None:
            self._place(self._listener, self.track.idle(now))

    def close(self, now: float) -> None:
        """No more packets: end the running turn (idempotent)."""
        if self._listener is not None:
            self._place(self._listener, self.track.rest(now))
            self._listener.close()
            self._listener = None
        self.track.close()

    def _place(self, listener: Listener, pcm: Pcm) -> None:
        """Hand audio over at its place; it never lies before what was already heard."""
        if not len(pcm) or self.track.position is None:
            return
        end = self.track.position
        gap = end - len(pcm) - listener.ring.end
        if gap > (LONG_ABSENCE if listener.busy else ABSENCE):
            listener.close()
            listener.jump(self.track.position - len(pcm))
        elif gap > 0:
            pcm = np.concatenate([np.zeros(gap, np.float32), pcm])
        elif gap < 0:
            # The listener is ahead (it jumped, or a clock was set): go on where it is.
            self.track.position = listener.ring.end + len(pcm)
        shift = listener.ring.end + len(pcm) - end
        for since, until in self.track.mended.taken():
            listener.mended.add(since + shift, until + shift)
        for since, until in self.track.heard.taken():
            listener.heard.add(since + shift, until + shift)
        listener.hear(pcm)
