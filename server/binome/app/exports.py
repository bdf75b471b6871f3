"""Files made of a session: its events and recap as JSON, its recap as Markdown, PDF or calendar.

Driven by the API and by `binome export`. Mirrors are in none of them, and times of speech only as
far as they are the reader's own: how somebody else spoke is that person's figure.
"""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from binome import resources
from binome.app.pdf import as_pdf
from binome.config import Settings
from binome.domain.events import Event, SpeechEnded, SpeechStarted
from binome.domain.recap import Recap, RecapLine, recap_of
from binome.domain.values import Language, Outcome, ParticipantId
from binome.errors import BadInput
from binome.mail.invitation import invitation
from binome.service.ports import SessionRecord
from binome.store import opening
from binome.web.door import Export, Exporter, ExportFormat
from binome.wire.codec import to_json

_WORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "recap": "Compte rendu",
        "session": "Séance de mentorat",
        "demo": "Sous-titres de démonstration : à relire entièrement.",
        "rehearsal": "Répétition avec des voix de synthèse.",
        "agreements": "Accords",
        "actions": "Actions",
        "agenda": "Ordre du jour (prévu / réel, en minutes)",
        "next": "Prochaine séance",
        "none": "Aucun.",
        "clarify": "à clarifier",
        "both": "les deux",
        "nobody": "personne désignée",
        "due": "échéance",
        "done": "fait",
        "dropped": "plus nécessaire",
        "yes": "objectif atteint",
        "partly": "en partie atteint",
        "no": "pas atteint",
    },
    "en": {
        "recap": "Recap",
        "session": "Mentoring session",
        "demo": "Demonstration captions: read everything again.",
        "rehearsal": "Rehearsal with synthetic voices.",
        "agreements": "Agreements",
        "actions": "Actions",
        "agenda": "Agenda (planned / actual, minutes)",
        "next": "Next session",
        "none": "None.",
        "clarify": "to be clarified",
        "both": "both",
        "nobody": "nobody named",
        "due": "due",
        "done": "done",
        "dropped": "no longer needed",
        "yes": "aim reached",
        "partly": "partly reached",
        "no": "not reached",
    },
}


def exporter(demo_model: bool, base_url: str) -> Exporter:
    """Return the web's `Exporter`; `demo_model` if the demonstration model hears everybody."""

    def export(
        record: SessionRecord,
        events: list[Event],
        format: ExportFormat,
        language: Language,
        reader: ParticipantId,
    ) -> Export:
        recap = recap_of(events, demo=demo_model or record.rehearsal)
        name = f"binome-{record.id}"
        match format:
            case "json":
                document = {
                    "schema": "binome.export/1",
                    "recap": to_json(recap),
                    "events": [to_json(e) for e in events if _is_for(reader, e)],
                }
                text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
                return Export(f"{name}.json", "application/json", text.encode())
            case "md":
                text = as_markdown(recap, language)
                return Export(f"{name}.md", "text/markdown; charset=utf-8", text.encode())
            case "pdf":
                return Export(f"{name}.pdf", "application/pdf", as_pdf(recap, language, reader))
            case "ics":
                return Export(
                    f"{name}.ics",
                    "text/calendar; charset=utf-8",
                    _calendar(recap, language, base_url),
                )

    return export


def _is_for(reader: ParticipantId, event: Event) -> bool:
    """Whether an event may leave with this reader: of times of speech, only the reader's own."""
    if isinstance(event, SpeechStarted | SpeechEnded):
        return event.participant == reader
    return True


def as_markdown(recap: Recap, language: Language) -> str:
    """Return the recap as a Markdown page."""
    words = _WORDS[language]
    day = datetime.fromisoformat(recap.opened_at).astimezone(ZoneInfo(recap.timezone))
    people = {person.id: _plain(person.name) for person in recap.participants}
    names = people | {"both": words["both"]}
    lines = [f"# {words['recap']} : {_plain(recap.title)}", ""]
    lines += [f"{day:%Y-%m-%d %H:%M} · {', '.join(_plain(p.name) for p in recap.participants)}", ""]
    for is_so, key in ((recap.rehearsal, "rehearsal"), (recap.demo, "demo")):
        if is_so:
            lines += [f"> {words[key]}", ""]
    for key, commitments in (("agreements", recap.agreements), ("actions", recap.actions)):
        lines += [f"## {words[key]}", ""]
        lines += [_line(one, names, words) for one in commitments] or [words["none"]]
        lines.append("")
    lines += [f"## {words['agenda']}", ""]
    lines += [
        f"- {_plain(item.title)}: {_minutes(item.planned)} / {_minutes(item.actual)}"
        + (f", {words[item.reached]}" if item.reached else "")
        for item in recap.agenda
    ]
    if recap.next_session is not None:
        where = f", {_plain(recap.next_session.place)}" if recap.next_session.place else ""
        lines += ["", f"## {words['next']}", "", f"{recap.next_session.starts_at}{where}"]
    return "\n".join(lines) + "\n"


_SETTLED: dict[Outcome, str] = {"open": "", "done": "done", "dropped": "dropped"}


def _line(one: RecapLine, names: dict[str, str], words: dict[str, str]) -> str:
    settled = _SETTLED[one.outcome]
    about = [words[settled]] if settled else []
    about += [names.get(one.owner or "", words["nobody"])] if one.kind == "action" else []
    if one.due:
        about.append(f"{words['due']} {one.due}")
    if one.to_clarify:
        about.append(words["clarify"])
    line = f"- {_plain(one.text)}" + (f" ({', '.join(about)})" if about else "")
    if one.quote and one.at is not None:
        line += f"\n  > « {_plain(one.quote)} » [{int(one.at) // 60:02d}:{int(one.at) % 60:02d}]"
    return line


def _minutes(seconds: float) -> str:
    """Return minutes, with a decimal where whole ones would hide a short item."""
    return f"{seconds / 60:.0f}" if seconds >= 300 else f"{seconds / 60:.1f}"


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return "".join("\\" + c if c in "\\`*_{}[]<>#|!" else c for c in " ".join(text.split()))


def _calendar(recap: Recap, language: Language, link: str) -> bytes:
    summary = f"{_WORDS[language]['session']} : {recap.title}"
    calendar = invitation(recap, summary, link, datetime.now(UTC))
    if calendar is None:
        raise BadInput("no next session is fixed: there is nothing to put into a calendar")
    return calendar


async def exported(settings: Settings, session: str, format: ExportFormat) -> bytes:
    """Return a session's recap as a file's bytes. Raises `BadInput` if there is none."""
    if not settings.database_url and not await asyncio.to_thread(_has_database, settings.data_dir):
        raise BadInput(f"{settings.data_dir} holds no sessions: set BINOME_DATA_DIR")
    async with opening.opened(settings.database) as store:
        record = await store.sessions.get(session)
        events = [one.event for one in await store.event_log.read(session)]
    if record is None or not events:
        raise BadInput(f"there is no session “{session}” with a call in it")
    export = exporter(resources.is_demo(settings.speech_model), settings.base_url)
    return export(record, events, format, record.language, "").content


def _has_database(data_dir: Path) -> bool:
    return (data_dir / "binome.sqlite").is_file()
