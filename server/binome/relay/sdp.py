"""Reading a browser's single offer; pure, driven by the room. `binome.relay.answer` writes ours.

We parse only what a relay needs, in one pass over the lines. Remote candidates are never looked
at: with ICE-lite we only ever send to addresses that proved they know our password. The m-lines
and their order are fixed by `binome.wire.media.Join`, so that nobody's coming or going is ever
negotiated again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from binome.errors import BadInput

Kind = Literal["audio", "video"]
Purpose = Literal["audio", "camera", "screen"]
PURPOSES: tuple[Purpose, ...] = ("audio", "camera", "screen")

MAX_SDP = 32 * 1024
"""Bytes of an offer for a room of two; each further person may add as much as a pair's half."""
_MAX_LINE = 1024
_TOKEN = re.compile(r"[A-Za-z0-9_.-]{1,32}\Z")
_ICE_CHARS = re.compile(r"[A-Za-z0-9+/]{4,256}\Z")
_FINGERPRINT = re.compile(r"(sha-256|sha-384|sha-512) ((?:[0-9A-F]{2}:){31,63}[0-9A-F]{2})\Z", re.I)
_DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")


def kind_of(purpose: Purpose) -> Kind:
    """Return which kind of m-line carries this purpose."""
    return "audio" if purpose == "audio" else "video"


@dataclass(slots=True)
class OfferedMedia:
    """One m-line of an offer."""

    kind: str
    profile: str
    payload_types: list[int]
    mid: str = ""
    direction: str = "sendrecv"
    user: str | None = None
    password: str | None = None
    fingerprints: list[tuple[str, str]] = field(default_factory=list)
    setup: str | None = None
    rtcp_mux: bool = False
    codecs: dict[int, str] = field(default_factory=dict)
    """Payload type → `opus/48000/2`, in lower case."""
    parameters: dict[int, str] = field(default_factory=dict)
    feedback: dict[int, set[str]] = field(default_factory=dict)
    extensions: dict[str, int] = field(default_factory=dict)
    ssrcs: list[int] = field(default_factory=list)
    """The first two announced ones at most: media and, with video, its retransmissions."""
    retransmits: int | None = None
    """SSRC of the retransmission stream, from the FID group."""

    @property
    def sends(self) -> bool:
        """Whether the browser will send here."""
        return self.direction in ("sendrecv", "sendonly")

    @property
    def receives(self) -> bool:
        """Whether the browser will receive here."""
        return self.direction in ("sendrecv", "recvonly")

    def payload_type(self, codec: str) -> int | None:
        """Return the first payload type of `codec` (e.g. `vp8/90000`)."""
        return next((pt for pt in self.payload_types if self.codecs.get(pt) == codec), None)

    def retransmission_type(self, payload_type: int) -> int | None:
        """Return the RTX payload type that repairs `payload_type`."""
        for number in self.payload_types:
            words = self.parameters.get(number, "").replace(";", " ").split()
            if self.codecs.get(number) == "rtx/90000" and f"apt={payload_type}" in words:
                return number
        return None

    def has_feedback(self, payload_type: int, kind: str) -> bool:
        """Return whether the browser understands this RTCP feedback here."""
        offered = self.feedback.get(payload_type, set()) | self.feedback.get(-1, set())
        return kind in offered


@dataclass(frozen=True, slots=True)
class Offer:
    """What a browser offered, checked against the layout of its room."""

    user: str
    """ICE user name fragment of the browser."""
    password: str
    fingerprints: tuple[tuple[str, str], ...]
    """(algorithm, value) of the browser's certificate."""
    media: tuple[OfferedMedia, ...]

    @property
    def published(self) -> dict[Purpose, OfferedMedia]:
        """The first three m-lines by purpose."""
        return dict(zip(PURPOSES, self.media[:3], strict=True))

    @property
    def slots(self) -> int:
        """How many receive slots the offer holds."""
        return len(self.media) // 3 - 1

    def slot(self, number: int) -> dict[Purpose, OfferedMedia]:
        """The three m-lines of a receive slot by purpose."""
        start = 3 + 3 * number
        return dict(zip(PURPOSES, self.media[start : start + 3], strict=True))


def read_offer(sdp: str, slots: Sequence[int]) -> Offer:
    """Return the offer when it has one of the allowed numbers of receive slots.

    Raises `BadInput` with one sentence for anything else, however broken.
    """
    most = MAX_SDP * (1 + max(slots)) // 2 if max(slots) else MAX_SDP
    if len(sdp) > max(most, MAX_SDP):
        raise BadInput(f"the offer is {len(sdp)} bytes long, at most {max(most, MAX_SDP)} are read")
    lines = sdp.splitlines()
    if not lines or lines[0].strip() != "v=0":
        raise BadInput("the offer is not a session description: it does not begin with v=0")
    bundle, media = _sections(lines)
    counts = [3 + 3 * number for number in slots]
    if len(media) not in counts:
        allowed = " or ".join(map(str, counts))
        raise BadInput(f"the offer has {len(media)} m-lines, this room needs {allowed}")
    for position, section in enumerate(media):
        _check(position, section)
    mids = [section.mid for section in media]
    if len(set(mids)) != len(mids) or not set(mids) <= set(bundle):
        raise BadInput("the offer must bundle all its m-lines, each with a mid of its own")
    first = media[0]
    if not first.user or not _ICE_CHARS.match(first.user) or not first.password:
        raise BadInput("the offer has no usable a=ice-ufrag and a=ice-pwd")
    if not first.fingerprints:
        raise BadInput("the offer has no usable a=fingerprint (sha-256, sha-384 or sha-512)")
    if first.setup not in ("actpass", "active"):
        raise BadInput("the offer must say a=setup:actpass or a=setup:active")
    return Offer(first.user, first.password, tuple(first.fingerprints), tuple(media))


def _sections(lines: Sequence[str]) -> tuple[list[str], list[OfferedMedia]]:
    """Return the bundled mids and the m-lines; session attributes count for every m-line."""
    session = OfferedMedia("session", "", [])
    bundle: list[str] = []
    media: list[OfferedMedia] = []
    for number, line in enumerate(lines, start=1):
        if len(line) > _MAX_LINE:
            raise BadInput(f"line {number} of the offer is {len(line)} characters long")
        try:
            if line.startswith("m="):
                media.append(_media_line(line, session))
            elif line.startswith("a=group:BUNDLE") and not media:
                bundle = line.split()[1:]
            elif line.startswith("a="):
                name, _, value = line[2:].strip().partition(":")
                _attribute(media[-1] if media else session, name, value)
        except (ValueError, IndexError) as problem:
            raise BadInput(f"line {number} of the offer cannot be read: {line[:60]!r}") from problem
    return bundle, media


def _media_line(line: str, session: OfferedMedia) -> OfferedMedia:
    kind, _port, profile, *formats = line[2:].split()
    types = [int(word) for word in formats[:128]] if kind in ("audio", "video") else []
    if any(not 0 <= number < 128 for number in types):
        raise ValueError("payload types are 0 to 127")
    return OfferedMedia(
        kind,
        profile,
        types,
        user=session.user,
        password=session.password,
        fingerprints=list(session.fingerprints),
        setup=session.setup,
    )


def _attribute(media: OfferedMedia, name: str, value: str) -> None:
    """Note one attribute; unknown ones are skipped, a known one that is broken raises."""
    match name:
        case "mid":
            media.mid = value
        case "ice-ufrag":
            media.user = value
        case "ice-pwd":
            media.password = value
        case "setup":
            media.setup = value
        case "rtcp-mux":
            media.rtcp_mux = True
        case "fingerprint":
            if (found := _FINGERPRINT.match(value)) and len(media.fingerprints) < 8:
                media.fingerprints.append((found[1].lower(), found[2].upper()))
        case "rtpmap":
            number, codec = value.split(None, 1)
            media.codecs[int(number)] = codec.strip().lower()
        case "fmtp":
            number, parameters = value.split(None, 1)
            media.parameters[int(number)] = parameters
        case "rtcp-fb":
            number, feedback = value.split(None, 1)
            media.feedback.setdefault(-1 if number == "*" else int(number), set()).add(feedback)
        case "extmap":
            number, uri = value.split()[:2]
            media.extensions.setdefault(uri, int(number.partition("/")[0]))
        case "ssrc":
            ssrc = int(value.split(None, 1)[0])
            if ssrc not in media.ssrcs and len(media.ssrcs) < 2:
                media.ssrcs.append(ssrc)
        case "ssrc-group":
            semantics, *ssrcs = value.split()
            if semantics == "FID" and media.retransmits is None:
                first, second = map(int, ssrcs[:2])
                media.ssrcs, media.retransmits = [first, second], second
        case _ if name in _DIRECTIONS:
            media.direction = name


def _check(position: int, media: OfferedMedia) -> None:
    purpose = PURPOSES[position % 3]
    if media.kind != kind_of(purpose):
        raise BadInput(f"m-line {position + 1} is {media.kind[:20]}, {kind_of(purpose)} is due")
    if "SAVPF" not in media.profile:
        raise BadInput(f"m-line {position + 1} is not secure RTP with feedback (SAVPF)")
    if not _TOKEN.match(media.mid):
        raise BadInput(f"m-line {position + 1} has no usable a=mid")
    if not media.rtcp_mux:
        raise BadInput(f"m-line {position + 1} does not offer a=rtcp-mux")
    if media.payload_type(CODEC[media.kind]) is None:
        raise BadInput(f"m-line {position + 1} does not offer {CODEC[media.kind].split('/')[0]}")
    if any(not 0 <= ssrc < 1 << 32 for ssrc in media.ssrcs):
        raise BadInput(f"m-line {position + 1} announces an impossible SSRC")


CODEC = {"audio": "opus/48000/2", "video": "vp8/90000"}
"""The one codec of each kind that we forward."""
RED = "red/48000/2"
"""Redundant audio: taken and sent where a browser offers it."""
