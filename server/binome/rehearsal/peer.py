"""A person made of software: our own client of the public WebRTC protocol, on stock aiortc.

Rehearsals, tests and load drive it. It makes the one offer with the m-lines of
`binome.wire.media.Join`, speaks what it is given in real time, may show a small moving picture, and
counts what it receives. How the offer travels is the caller's business: an async callable.
"""

import asyncio
import fractions
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import av
import numpy as np
from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError
from numpy.typing import NDArray

Pcm = NDArray[np.int16]
"""Mono samples."""
Offer = Callable[[str], Awaitable[str]]
"""Takes an SDP offer and returns the relay's SDP answer."""
Purpose = Literal["audio", "camera", "screen"]

RATE = 48000
"""Hertz at which we speak."""
FRAME = 960
"""Samples of 20 ms."""
LOST_AFTER = 0.5
"""Seconds of delay from which the missed audio is let go instead of being sent in a burst."""
_LOOPBACK = "127.0.0.1"
_PURPOSES: tuple[Purpose, ...] = ("audio", "camera", "screen")


def resampled(samples: Pcm, rate: int) -> Pcm:
    """Return mono samples of `rate` hertz at 48 kHz."""
    if rate == RATE:
        return samples
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    frame = av.AudioFrame.from_ndarray(samples[np.newaxis, :], format="s16", layout="mono")
    frame.sample_rate = rate
    frames = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([made.to_ndarray()[0] for made in frames]).astype(np.int16)


def speech_of(path: Path) -> Pcm:
    """Return any audio file that PyAV reads as mono samples at 48 kHz."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(str(path)) as file:
        frames = [made for frame in file.decode(audio=0) for made in resampler.resample(frame)]
    frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames]).astype(np.int16)


class Voice(MediaStreamTrack):
    """A microphone: silence, and whatever `say` is given, 50 frames a second."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self.muted = False
        """True sends silence, as a browser does with `track.enabled = false`."""
        self._script: list[Pcm] = []
        self._offset = 0
        self._began: float | None = None
        self._frames = 0
        self._silent = asyncio.Event()
        self._silent.set()
        self._flows = asyncio.Event()

    async def flowing(self) -> None:
        """Wait until somebody takes the frames: what is said from now on leaves at once."""
        await self._flows.wait()

    def say(self, samples: Pcm, rate: int = RATE) -> float:
        """Speak mono samples after what is being said already; return their length in seconds."""
        self._script.append(resampled(samples, rate))
        self._silent.clear()
        return len(samples) / rate

    async def said(self) -> None:
        """Wait until everything was spoken."""
        await self._silent.wait()

    def _next(self) -> Pcm:
        frame = np.zeros(FRAME, np.int16)
        filled = 0
        while filled < FRAME and self._script:
            piece = self._script[0][self._offset : self._offset + FRAME - filled]
            frame[filled : filled + len(piece)] = piece
            filled += len(piece)
            self._offset += len(piece)
            if self._offset >= len(self._script[0]):
                self._script.pop(0)
                self._offset = 0
        if not self._script:
            self._silent.set()
        return np.zeros_like(frame) if self.muted else frame

    def handed_on(self) -> "Voice":
        """Return a voice that goes on where this one is: a closed connection ends its tracks."""
        voice = Voice()
        voice.muted = self.muted
        voice._script, voice._offset = self._script, self._offset
        voice._began, voice._frames = self._began, self._frames
        voice._silent = self._silent
        return voice

    def _lose(self, frames: int) -> None:
        """Let go what was said while nobody listened, as a microphone does."""
        for _ in range(frames):
            self._next()
        self._frames += frames

    async def recv(self) -> av.AudioFrame:
        """Return the next 20 ms, when they are due."""
        if self.readyState != "live":
            raise MediaStreamError
        now = asyncio.get_running_loop().time()
        if self._began is None:
            self._began = now
        self._flows.set()
        late = now - self._began - self._frames * FRAME / RATE
        await asyncio.sleep(max(0.0, -late))
        self._lose(int(late * RATE / FRAME) if late > LOST_AFTER else 0)
        frame = av.AudioFrame.from_ndarray(self._next()[np.newaxis, :], format="s16", layout="mono")
        frame.sample_rate = RATE
        frame.pts = self._frames * FRAME
        frame.time_base = fractions.Fraction(1, RATE)
        self._frames += 1
        return frame


class Camera(MediaStreamTrack):
    """A small moving picture: a bright bar that wanders over grey."""

    kind = "video"

    def __init__(self, width: int = 160, height: int = 120, fps: int = 8) -> None:
        super().__init__()
        self._width, self._height, self._fps = width, height, fps
        self._began: float | None = None
        self._frames = 0

    async def recv(self) -> av.VideoFrame:
        """Return the next picture, when it is due."""
        if self.readyState != "live":
            raise MediaStreamError
        now = asyncio.get_running_loop().time()
        if self._began is None:
            self._began = now
        await asyncio.sleep(max(0.0, self._began + self._frames / self._fps - now))
        planes = np.full((self._height * 3 // 2, self._width), 128, np.uint8)
        left = self._frames * 4 % self._width
        planes[: self._height, left : left + 16] = 235
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts = self._frames * 90000 // self._fps
        frame.time_base = fractions.Fraction(1, 90000)
        self._frames += 1
        return frame


@dataclass(slots=True)
class Received:
    """What came in one m-line of a receive slot."""

    frames: int = 0
    loudest: float = 0.0
    """Highest level of an audio frame so far, 0..1 of full scale (root mean square)."""


class Peer:
    """One software person in a call. `tasks` owns the reading of what it receives."""

    def __init__(
        self,
        tasks: asyncio.TaskGroup,
        *,
        slots: int = 1,
        voice: Voice | None = None,
        camera: Camera | None = None,
        publishes: bool = True,
    ) -> None:
        self.received: Sequence[dict[Purpose, Received]] = [
            {purpose: Received() for purpose in _PURPOSES} for _ in range(slots)
        ]
        self._tasks = tasks
        self._something = asyncio.Event()
        self._connection = RTCPeerConnection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        self._connected = asyncio.Event()
        self._connection.on("connectionstatechange", self._changed)
        direction = "sendonly" if publishes else "inactive"
        for track, kind in ((voice, "audio"), (camera, "video"), (None, "video")):
            self._connection.addTransceiver(track or kind, direction=direction)
        for _ in range(slots):
            for kind in ("audio", "video", "video"):
                self._connection.addTransceiver(kind, direction="recvonly")
        with_loopback(self._connection)

    @property
    def state(self) -> str:
        """The browser-like connection state: new, connecting, connected, failed, closed."""
        return str(self._connection.connectionState)

    def _changed(self) -> None:
        if self.state == "connected":
            self._connected.set()

    async def join(self, offer: Offer, timeout: float = 20.0) -> None:
        """Offer, take the answer, and return when media flows; `timeout` in seconds."""
        await self._connection.setLocalDescription(await self._connection.createOffer())
        answer = await offer(self._connection.localDescription.sdp)
        await self._connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        receivers = [t.receiver for t in self._connection.getTransceivers()[3:]]
        for number, receiver in enumerate(receivers):
            purpose = _PURPOSES[number % 3]
            if receiver.track is not None:
                counter = self.received[number // 3][purpose]
                self._tasks.create_task(self._count(receiver.track, counter))
        async with asyncio.timeout(timeout):
            await self._connected.wait()

    async def until(self, happened: Callable[[], bool]) -> None:
        """Return when `happened`, asked after each received frame, says so."""
        while not happened():
            self._something.clear()
            await self._something.wait()

    async def _count(self, track: MediaStreamTrack, received: Received) -> None:
        try:
            while True:
                frame: Any = await track.recv()
                received.frames += 1
                if track.kind == "audio":
                    level = float(np.sqrt(np.mean((frame.to_ndarray() / 32768.0) ** 2)))
                    received.loudest = max(received.loudest, level)
                self._something.set()
        except MediaStreamError:
            return

    @property
    def audio_ssrc(self) -> int:
        """The SSRC our audio is sent with."""
        return self._connection.getTransceivers()[0].sender._ssrc

    async def send_raw(self, packet: bytes) -> None:
        """Send any bytes as if they were RTP or RTCP, encrypted; for tests of broken browsers."""
        await self._connection.getTransceivers()[0].sender.transport._send_rtp(packet)

    async def leave(self) -> None:
        """Hang up; may be called twice."""
        await self._connection.close()


def with_loopback(connection: RTCPeerConnection) -> None:
    """Let a connection gather 127.0.0.1 too, which aioice leaves out; call it before offering.

    A machine without a network has nothing else, and the relay always offers that address.
    """
    transceiver = connection.getTransceivers()[0]
    ice = transceiver.sender.transport.transport.iceGatherer._connection
    gather = ice.get_component_candidates

    async def gather_all(component: int, addresses: list[str], timeout: int = 5) -> Any:
        if _LOOPBACK not in addresses:
            addresses = [*addresses, _LOOPBACK]
        return await gather(component, addresses, timeout)

    ice.get_component_candidates = gather_all  # type: ignore[method-assign]
