"""A mentoring session told as a script: who does what when, with a clock that only we move."""

from collections.abc import Iterator, Sequence
from typing import Any

from binome.domain.commands import Command, GiveConsent
from binome.domain.events import Event, RecapSent, WordsCommitted
from binome.domain.ledger import Legacy, brought_to
from binome.domain.opening import default_agenda, open_session
from binome.domain.session import Session
from binome.domain.values import AgendaItem, Commitment, Language, Participant, Word

MENTOR = Participant("mentor", "mentor", "Claire")
MENTEE = Participant("mentee", "mentee", "Yanis")
GUEST = Participant("guest-1", "mentee", "Léa")
OBSERVER = Participant("observer", "observer", "Noé")
TEXT = "consent-fr-1"


class Playbook:
    """Plays a session: asks the core, applies what it answers, and keeps the log."""

    def __init__(
        self,
        *,
        language: Language = "fr",
        agenda: Sequence[AgendaItem] | None = None,
        participants: Sequence[Participant] = (MENTOR, MENTEE),
        carried_over: Sequence[Commitment] = (),
        already_done: Sequence[str] = (),
        rehearsal: bool = False,
    ) -> None:
        self.now = 0.0
        self.session = Session()
        self.log: list[Event] = []
        self._ids = (f"hand-{number}" for number in range(1, 1000))
        self._keep(
            [
                open_session(
                    session="s1",
                    title="Préparer un entretien",
                    language=language,
                    timezone="Europe/Paris",
                    participants=participants,
                    opened_at="2026-11-24T14:00:00.000Z",
                    agenda=agenda if agenda is not None else default_agenda(language),
                    rehearsal=rehearsal,
                    carried_over=carried_over,
                    already_done=already_done,
                )
            ]
        )

    def _keep(self, events: list[Event]) -> list[Event]:
        for event in events:
            self.session.apply(event)
        self.log += events
        return events

    # --- time

    def until(self, at: float) -> list[Event]:
        """Let time pass up to `at`, waking the session at each of its deadlines."""
        happened: list[Event] = []
        while (deadline := self.session.next_deadline()) is not None and deadline <= at:
            self.now = max(self.now, deadline)
            events = self._keep(self.session.tick(self.now))
            assert events, f"woken at {self.now} for nothing"
            happened += events
            assert len(happened) < 200, f"woken again and again at {self.now}"
        self.now = max(self.now, at)
        return happened

    def wait(self, seconds: float) -> list[Event]:
        return self.until(self.now + seconds)

    # --- people

    def join(self, *people: str) -> list[Event]:
        return [event for who in people for event in self._keep(self.session.join(who, self.now))]

    def bring(self, legacy: Legacy) -> list[Event]:
        """Take over what the pair's earlier sessions left open by now."""
        return self._keep(brought_to(self.session, legacy, self.now))

    def prepare_next(self, who: str, session: str) -> list[Event]:
        return self._keep(self.session.prepare_next(who, session, self.now))

    def leave(self, who: str, reason: Any = "left") -> list[Event]:
        return self._keep(self.session.leave(who, self.now, reason))

    def do(self, who: str, command: Command) -> list[Event]:
        asked = self.session.decide(command, who, self.now, next(self._ids))
        return self._keep(asked)

    def agree(self, *people: str) -> None:
        for who in people or ("mentor", "mentee"):
            self.do(who, GiveConsent(TEXT))

    @property
    def last_line(self) -> str:
        """The id of the line that appeared last."""
        return self.session.view().commitments[-1].current.id

    @property
    def last_key(self) -> str:
        """The key of the turn that was heard last."""
        return next(e.key for e in reversed(self.log) if isinstance(e, WordsCommitted))

    # --- speech

    def hear(self, who: str, text: str, *, key: str = "", at: float | None = None) -> list[Event]:
        """Recognise a whole turn that begins at `at` (default now), four words a second."""
        begin = self.now if at is None else at
        words = spoken(text, begin)
        self.now = max(self.now, words[-1].end)
        key = key or f"{who}@{begin:.2f}"
        return self._keep(self.session.hearing.hear(key, who, words, True, self.now))

    def words(self, who: str, key: str, words: Sequence[Word], ends: bool = False) -> list[Event]:
        return self._keep(self.session.hearing.hear(key, who, words, ends, self.now))

    def late(self, who: str, text: str, at: float) -> list[Event]:
        """Recognise what was said from `at` on during a cut, from what the browser had kept."""
        words = spoken(text, at)
        key = f"{who}~{at:.2f}"
        ended = self._keep(self.session.hearing.voice(who, False, at, words[-1].end))
        return ended + self._keep(
            self.session.hearing.hear(key, who, words, True, self.now, late=True)
        )

    def revise(self, key: str, words: Sequence[Word]) -> list[Event]:
        return self._keep(self.session.hearing.revise(key, words, self.now))

    def voice(self, who: str, since: float, until: float) -> list[Event]:
        """Let voice activity go from `since` to `until`."""
        self.until(since)
        started = self._keep(self.session.hearing.voice(who, True, since, since))
        self.until(until)
        return started + self._keep(self.session.hearing.voice(who, False, since, until))

    def say(self, who: str, text: str, *, pause: float = 0.4) -> list[Event]:
        """Speak a turn now: voice activity and words, then a short silence."""
        begin = self.now + pause
        words = spoken(text, begin)
        events = self.voice(who, begin, words[-1].end)
        return events + self.hear(who, text, at=begin)

    def begin_voice(self, who: str) -> list[Event]:
        return self._keep(self.session.hearing.voice(who, True, self.now, self.now))

    def interrupt(self, since: float, reason: str = "recogniser_down") -> list[Event]:
        return self._keep(self.session.hearing.interrupted(since, reason, self.now))

    def mailed(self, *people: str) -> None:
        """The wrap-up seals the present version and mails it."""
        version = self.session.approval.version
        self._keep(self.session.seal(version, self.now))
        for who in people:
            self._keep([RecapSent(self.now, who, f"<s1.{who}@binome>", version)])

    def notice(self, minutes: dict[str, Any]) -> list[Event]:
        return self._keep(self.session.notice(minutes, self.now))


def spoken(text: str, begin: float, *, seconds: float = 0.25) -> tuple[Word, ...]:
    """The words of a text, one every `seconds` from `begin`."""
    return tuple(
        Word(word, round(begin + i * seconds, 3), round(begin + (i + 0.9) * seconds, 3), 0.9)
        for i, word in enumerate(text.split())
    )


def pair_in_talk(**options: Any) -> Playbook:
    """A session in which both are there and agreed to the transcription."""
    book = Playbook(**options)
    book.join("mentor", "mentee")
    book.agree()
    return book


def action(
    id: str,
    text: str,
    owner: str,
    turns: Sequence[int],
    *,
    due: str | None = None,
    due_words: str | None = None,
    quote: str = "",
    span: tuple[float, float] = (0.0, 0.0),
    confidence: float = 0.8,
) -> dict[str, Any]:
    """An action (or agreement) as `binome.minutes/1` writes it."""
    return {
        "id": id,
        "owner": owner,
        "text": text,
        "due": due,
        "due_words": due_words,
        "turns": list(turns),
        "quote": quote,
        "start": span[0],
        "end": span[1],
        "confidence": confidence,
    }


def minutes(
    actions: Sequence[dict[str, Any]] = (),
    agreements: Sequence[dict[str, Any]] = (),
    item: tuple[str, float] | None = None,
) -> dict[str, Any]:
    """A `binome.minutes/1` document."""
    return {
        "schema": "binome.minutes/1",
        "actions": list(actions),
        "agreements": list(agreements),
        "agenda": [],
        "current_item": None if item is None else {"item": item[0], "confidence": item[1]},
        "questions": [],
        "backchannels": [],
    }


def of_type(events: Sequence[Event], kind: str) -> Iterator[Event]:
    """The events of one type."""
    return (event for event in events if event.type == kind)
