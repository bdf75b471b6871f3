"""Messages between the gateway and the understanding worker. The gateway connects."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Discriminator

from binome.domain.mirror.sound import SoundWindow
from binome.domain.values import Language, Word


@dataclass(frozen=True, slots=True)
class Listener:
    """A person whose track is transcribed, in this language only.

    `measured`: this person asked for the own mirror, so loudness and pitch may be measured.
    """

    participant: str
    language: Language
    measured: bool = False


@dataclass(frozen=True, slots=True)
class Follow:
    """Transcribe this session's tracks from now on (idempotent; sent again after reconnection).

    `hotwords`: names, agenda titles. `model`: "configured" or "demo" (rehearsals only).
    """

    session: str
    origin: float
    people: tuple[Listener, ...]
    hotwords: tuple[str, ...] = ()
    model: Literal["configured", "demo"] = "configured"
    type: Literal["follow"] = "follow"


@dataclass(frozen=True, slots=True)
class Forget:
    """Drop any audio and unfinished words of the session from `since` on (erasure, pause)."""

    session: str
    since: float
    type: Literal["forget"] = "forget"


@dataclass(frozen=True, slots=True)
class LateSpeech:
    """What a person said from `since` on, kept by the browser during a cut; what was heard at the
    time is passed over. The frame's payload: 16 kHz mono, signed 16 bit, little-endian."""

    session: str
    participant: str
    since: float
    type: Literal["late_speech"] = "late_speech"


@dataclass(frozen=True, slots=True)
class Finish:
    """The call is over: finish every turn, then answer `Finished` and forget the session."""

    session: str
    type: Literal["finish"] = "finish"


@dataclass(frozen=True, slots=True)
class ReadDialogue:
    """Extract commitments, agenda and questions; `dialogue` is `binome.dialogue/1`."""

    session: str
    request: int
    dialogue: dict[str, Any]
    type: Literal["read_dialogue"] = "read_dialogue"


ToUnderstanding = Annotated[
    Follow | Forget | LateSpeech | Finish | ReadDialogue, Discriminator("type")
]


Pace = Literal["usual", "slower", "waiting"]
TroubleCode = Literal["model_missing", "model_broken", "demo_missing", "recogniser_restarting"]
"""Why the recogniser cannot be used, the same for ever; the sentence beside it may change."""


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What the recogniser can do now. `progress` 0..1 while loading, `reason` and `remedy` when
    unavailable (one clear sentence, one command); `code` names the reason for pages."""

    state: Literal["loading", "ready", "unavailable"]
    model: str
    demo: bool
    progress: float | None = None
    reason: str | None = None
    remedy: str | None = None
    code: TroubleCode | None = None
    type: Literal["engine_status"] = "engine_status"


@dataclass(frozen=True, slots=True)
class VoiceStarted:
    """Voice activity begins at `at`."""

    session: str
    participant: str
    at: float
    type: Literal["voice_started"] = "voice_started"


@dataclass(frozen=True, slots=True)
class VoiceEnded:
    """Voice activity from `since` ended at `at`."""

    session: str
    participant: str
    since: float
    at: float
    type: Literal["voice_ended"] = "voice_ended"


@dataclass(frozen=True, slots=True)
class Tail:
    """The unstable end of the running turn, to be shown lightly and replaced by the next one."""

    session: str
    participant: str
    turn: str
    """Names the turn inside this worker's life, e.g. `mentor@12.34`."""
    text: str
    type: Literal["tail"] = "tail"


@dataclass(frozen=True, slots=True)
class Words:
    """Committed words; they never change. `ends_turn` closes the turn; `late`: said during a cut,
    read from what the browser had kept."""

    session: str
    participant: str
    turn: str
    words: tuple[Word, ...]
    ends_turn: bool
    late: bool = False
    type: Literal["words"] = "words"


@dataclass(frozen=True, slots=True)
class Revised:
    """The second pass's whole text of a finished turn."""

    session: str
    participant: str
    turn: str
    words: tuple[Word, ...]
    type: Literal["revised"] = "revised"


@dataclass(frozen=True, slots=True)
class Missed:
    """What this person said between `since` and `until` could not be read and never will be."""

    session: str
    participant: str
    since: float
    until: float
    type: Literal["missed"] = "missed"


@dataclass(frozen=True, slots=True)
class Sounded:
    """How one minute of this person's voice sounded, in numbers; for that person's mirror only."""

    session: str
    participant: str
    window: SoundWindow
    type: Literal["sounded"] = "sounded"


@dataclass(frozen=True, slots=True)
class CaptionsPace:
    """How fast this session's captions come now: `slower` under load; `waiting`: the machine
    captions as many people as it can, this session's turn has not come."""

    session: str
    pace: Pace
    type: Literal["captions_pace"] = "captions_pace"


@dataclass(frozen=True, slots=True)
class TrackFigures:
    """How one person's captions do. `lag`: seconds from when a reading was due until it was there;
    `waiting` and `missed`: stretches of speech; the rest are packets."""

    session: str
    participant: str
    lag: float
    waiting: int
    missed: int
    packets: int = 0
    late: int = 0
    lost: int = 0
    rebuilt: int = 0


@dataclass(frozen=True, slots=True)
class EngineFigures:
    """How one model does. `load` 0..1, `interval` seconds; `step` of the ladder (`speech.tempo`);
    `dropped`, `retried`: readings by guard; counters are since the engine was last started."""

    model: str
    state: str
    step: str
    load: float
    interval: float
    sessions: int
    waiting_sessions: int
    windows: int
    batches: int
    restarts: int
    echoes: int
    unvoiced: int
    dropped: dict[str, int]
    retried: dict[str, int]
    tracks: tuple[TrackFigures, ...]


@dataclass(frozen=True, slots=True)
class SpeechFigures:
    """The worker's figures, told every few seconds; nothing anybody said is in them."""

    engines: tuple[EngineFigures, ...]
    type: Literal["speech_figures"] = "speech_figures"


@dataclass(frozen=True, slots=True)
class Finished:
    """Answer to `Finish`: nothing more will come for this session."""

    session: str
    type: Literal["finished"] = "finished"


@dataclass(frozen=True, slots=True)
class DialogueRead:
    """Answer to `ReadDialogue`: `binome.minutes/1`, or an error sentence."""

    session: str
    request: int
    minutes: dict[str, Any] | None
    error: str | None = None
    type: Literal["dialogue_read"] = "dialogue_read"


FromUnderstanding = Annotated[
    EngineStatus
    | VoiceStarted
    | VoiceEnded
    | Tail
    | Words
    | Revised
    | Missed
    | Sounded
    | CaptionsPace
    | SpeechFigures
    | Finished
    | DialogueRead,
    Discriminator("type"),
]
