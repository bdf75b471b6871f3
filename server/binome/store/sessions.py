"""Sessions and seats in the database; a personal link is kept as its SHA-256 only."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, String, and_, case, func, insert, null, or_, select, update
from sqlalchemy import cast as as_type
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import aliased

from binome.domain.retention import Leftover
from binome.domain.values import AgendaItem, Language, Participant, ParticipantId, Role
from binome.errors import BadInput
from binome.service.ports import Seat, SessionRecord
from binome.store.engine import reading, writing
from binome.store.tables import EventRow, SeatRow, SessionRow
from binome.store.tokens import fingerprint, sealed, unsealed
from binome.wire import codec


class DatabaseSessions:
    """The `Sessions` in the database behind `engine`."""

    def __init__(self, engine: AsyncEngine, key: bytes) -> None:
        """`key` seals the links in recap mails (see `binome.store.tokens`)."""
        self._engine = engine
        self._key = key

    def letter_token(self, session: str, participant: ParticipantId) -> str:
        """Return the token that opens this seat from a recap mail."""
        return sealed(self._key, session, participant)

    async def create(self, record: SessionRecord, seats: Sequence[tuple[Seat, str]]) -> None:
        """Store a session and its seats in one transaction; tokens are hashed before.

        Raises `BadInput` when the id, a seat or a token is already taken.
        """
        rows = [_seat_row(seat, position, token) for position, (seat, token) in enumerate(seats, 1)]
        try:
            async with writing(self._engine) as connection:
                await connection.execute(insert(SessionRow).values(**_session_row(record)))
                if rows:
                    await connection.execute(insert(SeatRow), rows)
        except IntegrityError as problem:
            raise BadInput(f"session “{record.id}” or one of its links already exists") from problem

    async def get(self, session: str) -> SessionRecord | None:
        """Return the session with its participants in the order given at creation, or None."""
        async with reading(self._engine) as connection:
            query = select(SessionRow.__table__).where(SessionRow.id == session)
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        return _record(row, tuple(seat.participant for seat in await self.seats(session)))

    async def seat_of(self, token: str) -> Seat | None:
        """Return the seat this link opens, or None when unknown or revoked.

        An expired seat is returned: the caller has the clock and tells people so.
        """
        query = select(SeatRow.__table__).where(SeatRow.revoked.is_(False))
        if (named := unsealed(self._key, token)) is not None:
            query = query.where(SeatRow.session == named[0], SeatRow.participant == named[1])
        else:
            query = query.where(SeatRow.token_sha256 == fingerprint(token))
        async with reading(self._engine) as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _seat(row)

    async def pair_of(self, mentor: str, mentee: str) -> str | None:
        """Return the pair that these two addresses are, in these roles; None when it is new."""
        ours, theirs = aliased(SeatRow), aliased(SeatRow)
        query = (
            select(SessionRow.pair)
            .join(ours, and_(ours.session == SessionRow.id, ours.role == "mentor"))
            .join(theirs, and_(theirs.session == SessionRow.id, theirs.role == "mentee"))
            .where(
                SessionRow.pair != "",
                func.lower(ours.email) == mentor.lower(),
                func.lower(theirs.email) == mentee.lower(),
            )
            .order_by(SessionRow.created_at.desc())
            .limit(1)
        )
        async with reading(self._engine) as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def of_pair(self, session: str) -> list[str]:
        """Return this session and the pair's others that were opened, oldest first."""
        pair = select(SessionRow.pair).where(SessionRow.id == session).scalar_subquery()
        query = (
            select(SessionRow.id)
            .where(
                or_(
                    SessionRow.id == session,
                    and_(
                        SessionRow.pair == pair,
                        SessionRow.pair != "",
                        SessionRow.opened_at.is_not(None),
                    ),
                )
            )
            .order_by(SessionRow.opened_at, SessionRow.id)
        )
        async with reading(self._engine) as connection:
            return list(await connection.scalars(query))

    async def last_of_pair(self, session: str) -> str | None:
        """Return the pair's session that opened last before this one, None for the first."""
        pair = select(SessionRow.pair).where(SessionRow.id == session).scalar_subquery()
        query = (
            select(SessionRow.id)
            .where(
                SessionRow.pair == pair,
                SessionRow.pair != "",
                SessionRow.id != session,
                SessionRow.opened_at.is_not(None),
            )
            .order_by(SessionRow.opened_at.desc(), SessionRow.id)
            .limit(1)
        )
        async with reading(self._engine) as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def seats(self, session: str) -> list[Seat]:
        """Return all seats of a session, revoked ones too, in the order of creation."""
        query = (
            select(SeatRow.__table__).where(SeatRow.session == session).order_by(SeatRow.position)
        )
        async with reading(self._engine) as connection:
            return [_seat(row) for row in await connection.execute(query)]

    async def mark_opened(self, session: str, opened_at: str) -> None:
        """Note the wall time at which the media clock started; the first one counts."""
        async with writing(self._engine) as connection:
            await connection.execute(
                update(SessionRow)
                .where(SessionRow.id == session, SessionRow.opened_at.is_(None))
                .values(opened_at=opened_at)
            )

    async def mark_closed(self, session: str, closed_at: str) -> None:
        """Note the wall time of the hang-up; the first one counts."""
        async with writing(self._engine) as connection:
            await connection.execute(
                update(SessionRow)
                .where(SessionRow.id == session, SessionRow.closed_at.is_(None))
                .values(closed_at=closed_at)
            )

    async def revoke(self, session: str, participant: ParticipantId) -> None:
        """Make a seat's link useless from now on."""
        async with writing(self._engine) as connection:
            await connection.execute(
                update(SeatRow)
                .where(SeatRow.session == session, SeatRow.participant == participant)
                .values(revoked=True)
            )

    async def closed_without_recap(self) -> list[str]:
        """Return the sessions that ended (by the log or by the record) and still owe a recap.

        A session owes its recap's present version to each seat that is neither revoked nor an
        observer's.
        """
        ended = select(EventRow.session).where(EventRow.type == "session_closed")
        reopened = aliased(EventRow)
        version = (
            select(func.count() + 1)
            .select_from(reopened)
            .where(reopened.session == SeatRow.session, reopened.type == "recap_reopened")
            .correlate(SeatRow)
            .scalar_subquery()
        )
        sent = (
            select(EventRow.seq)
            .where(
                EventRow.session == SeatRow.session,
                EventRow.type == "recap_sent",
                # Participant ids are plain words: this finds `"to":"mentor"` in the body.
                EventRow.body.contains('"to":"' + SeatRow.participant + '"'),
                or_(
                    EventRow.body.contains('"version":' + as_type(version, String) + ","),
                    # Mails noted before there were versions are of the first.
                    and_(version == 1, ~EventRow.body.contains('"version":')),
                ),
            )
            .correlate(SeatRow)
            .exists()
        )
        query = (
            select(SessionRow.id)
            .join(SeatRow, SeatRow.session == SessionRow.id)
            .where(
                or_(SessionRow.closed_at.is_not(None), SessionRow.id.in_(ended)),
                SeatRow.revoked.is_(False),
                SeatRow.role != "observer",
                ~sent,
            )
            .distinct()
            .order_by(SessionRow.id)
        )
        async with reading(self._engine) as connection:
            return list(await connection.scalars(query))

    async def due(self, what: Leftover, instant: str) -> list[str]:
        """Return the sessions over since `instant` (ISO UTC) that still have this.

        A session without a hang-up was over at its last event; one that never opened, when it was
        planned to start (or was made). One that went on after a deletion is due again.
        """
        hang_up = func.min(case((EventRow.type == "session_closed", EventRow.at)))
        gone_at = _GONE_AT.get(what)
        query = (
            select(
                SessionRow.id,
                func.coalesce(SessionRow.opened_at, SessionRow.starts_at, SessionRow.created_at),
                func.coalesce(hang_up, func.max(EventRow.at), 0.0),
                null() if gone_at is None else gone_at,
            )
            .outerjoin(EventRow, EventRow.session == SessionRow.id)
            .group_by(SessionRow.id, SessionRow.opened_at)
            .order_by(SessionRow.id)
        )
        if gone_at is not None:
            query = query.where(
                SessionRow.opened_at.is_not(None),
                or_(gone_at.is_(None), SessionRow.closed_at.is_(None)),
            )
        async with reading(self._engine) as connection:
            return [
                session
                for session, began, lasted, gone in await connection.execute(query)
                if _is_due(began, lasted, gone, instant)
            ]

    async def mark_gone(self, session: str, what: Leftover, at: str) -> None:
        """Remember that this was deleted, so that it is not done again."""
        if (gone_at := _GONE_AT.get(what)) is None:
            return  # nothing is left to remember it with
        async with writing(self._engine) as connection:
            await connection.execute(
                update(SessionRow).where(SessionRow.id == session).values({gone_at: at})
            )


_GONE_AT: dict[Leftover, Any] = {
    "transcript": SessionRow.transcript_gone_at,
    "figures": SessionRow.figures_gone_at,
}


def _is_due(began_at: str, lasted: float, gone_at: str | None, instant: str) -> bool:
    over = datetime.fromisoformat(began_at) + timedelta(seconds=lasted)
    gone = gone_at is not None and over <= datetime.fromisoformat(gone_at)
    return over < datetime.fromisoformat(instant) and not gone


def _session_row(record: SessionRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "title": record.title,
        "language": record.language,
        "timezone": record.timezone,
        "created_at": record.created_at,
        "starts_at": record.starts_at,
        "rehearsal": record.rehearsal,
        "opened_at": record.opened_at,
        "closed_at": record.closed_at,
        "agenda": [codec.to_json(item) for item in record.agenda],
        "pair": record.pair,
    }


def _record(row: Row[Any], participants: tuple[Participant, ...]) -> SessionRecord:
    return SessionRecord(
        id=row.id,
        title=row.title,
        language=cast(Language, row.language),
        timezone=row.timezone,
        created_at=row.created_at,
        starts_at=row.starts_at,
        rehearsal=row.rehearsal,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        participants=participants,
        agenda=tuple(codec.from_json(AgendaItem, item) for item in row.agenda),
        pair=row.pair,
    )


def _seat_row(seat: Seat, position: int, token: str) -> dict[str, Any]:
    return {
        "session": seat.session,
        "participant": seat.participant.id,
        "position": position,
        "role": seat.participant.role,
        "name": seat.participant.name,
        "language": seat.participant.language,
        "email": seat.email,
        "revoked": seat.revoked,
        "expires_at": seat.expires_at,
        "token_sha256": fingerprint(token),
    }


def _seat(row: Row[Any]) -> Seat:
    return Seat(
        session=row.session,
        participant=Participant(
            id=row.participant,
            role=cast(Role, row.role),
            name=row.name,
            language=cast(Language, row.language),
        ),
        email=row.email,
        revoked=row.revoked,
        expires_at=row.expires_at,
    )
