"""The tables: sessions, their seats, append-only logs, private memos and figures; the audit log.

Nothing here is particular to SQLite: the same tables and migrations make a PostgreSQL schema.
Times are ISO UTC strings for the rest of the house and time stamps for the database.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from binome.errors import BadInput


class Instant(TypeDecorator[str]):
    """An instant: ISO 8601 in UTC with milliseconds on our side, a time stamp on the database's."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Return the aware datetime to store; refuses an instant without an offset."""
        if value is None:
            return None
        try:
            instant = datetime.fromisoformat(value)
        except ValueError as problem:
            raise BadInput(f"“{value}” is not an ISO date and time") from problem
        if instant.tzinfo is None:
            raise BadInput(f"“{value}” does not say its offset from UTC")
        return instant.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Return the ISO string, e.g. `2026-11-24T15:06:00.000Z`."""
        if value is None:
            return None
        # SQLite keeps no offset: what we stored there was UTC.
        aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return aware.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Base(DeclarativeBase):
    """Base of the tables; the naming convention lets migrations find every constraint."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class SessionRow(Base):
    """A session, before and beside its events."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    timezone: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[str] = mapped_column(Instant)
    starts_at: Mapped[str | None] = mapped_column(Instant)
    rehearsal: Mapped[bool]
    opened_at: Mapped[str | None] = mapped_column(Instant)
    closed_at: Mapped[str | None] = mapped_column(Instant, index=True)
    agenda: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    transcript_gone_at: Mapped[str | None] = mapped_column(Instant)
    figures_gone_at: Mapped[str | None] = mapped_column(Instant)
    pair: Mapped[str] = mapped_column(String(64), index=True)


class SeatRow(Base):
    """One person's place; of the personal link only the SHA-256 is kept."""

    __tablename__ = "seats"

    session: Mapped[str] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True
    )
    participant: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    role: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    email: Mapped[str | None] = mapped_column(Text)
    revoked: Mapped[bool]
    expires_at: Mapped[str] = mapped_column(Instant)
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)


class EventRow(Base):
    """One event of a session's log; `seq` counts from 1 without gaps."""

    __tablename__ = "events"

    session: Mapped[str] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[float]
    type: Mapped[str] = mapped_column(String(48), index=True)
    body: Mapped[str] = mapped_column(Text)


class MemoRow(Base):
    """One person's private note about a session; nobody else ever reads it."""

    __tablename__ = "memos"

    session: Mapped[str] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True
    )
    participant: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[str] = mapped_column(Instant)


class MirrorRow(Base):
    """One person wants the own mirror of a session; no row: the person does not."""

    __tablename__ = "mirrors"

    session: Mapped[str] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True
    )
    participant: Mapped[str] = mapped_column(String(64), primary_key=True)
    chosen_at: Mapped[str] = mapped_column(Instant)


class SoundRow(Base):
    """How a minute of one person's voice sounded (`domain.mirror.sound`); for that person only."""

    __tablename__ = "sounds"

    session: Mapped[str] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True
    )
    participant: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[float] = mapped_column(primary_key=True)
    seconds: Mapped[float]
    loudness: Mapped[float | None]
    low: Mapped[float | None]
    middle: Mapped[float | None]
    high: Mapped[float | None]


class TravelRow(Base):
    """How many seconds a packet took to one person and back, the median of the call."""

    __tablename__ = "travels"

    session: Mapped[str] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True
    )
    participant: Mapped[str] = mapped_column(String(64), primary_key=True)
    seconds: Mapped[float]


class AuditRow(Base):
    """Who did what when, without content; each row seals the one before (`binome.domain.audit`)."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(Instant, index=True)
    session: Mapped[str] = mapped_column(String(64))
    participant: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(48))
    detail: Mapped[str] = mapped_column(String(64))
    seal: Mapped[bytes] = mapped_column(LargeBinary(32))
