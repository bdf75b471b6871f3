"""Sessions, seats and the event log."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the first three tables."""
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("starts_at", _INSTANT, nullable=True),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column("opened_at", _INSTANT, nullable=True),
        sa.Column("closed_at", _INSTANT, nullable=True),
        sa.Column("agenda", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_closed_at"), "sessions", ["closed_at"])
    op.create_table(
        "seats",
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("participant", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["session"], ["sessions.id"], name=op.f("fk_seats_session_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session", "participant", name=op.f("pk_seats")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_seats_token_sha256")),
    )
    op.create_table(
        "events",
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("type", sa.String(48), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session"],
            ["sessions.id"],
            name=op.f("fk_events_session_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session", "seq", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_type"), "events", ["type"])


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("events")
    op.drop_table("seats")
    op.drop_table("sessions")
