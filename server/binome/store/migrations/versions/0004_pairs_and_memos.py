"""Which pair a session is of, and each person's private memo."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the pair (sessions so far are of none) and an empty table of memos."""
    with op.batch_alter_table("sessions") as sessions:
        sessions.add_column(sa.Column("pair", sa.String(64), nullable=False, server_default=""))
    with op.batch_alter_table("sessions") as sessions:
        sessions.alter_column("pair", server_default=None)
        sessions.create_index(op.f("ix_sessions_pair"), ["pair"])
    op.create_table(
        "memos",
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("participant", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session"],
            ["sessions.id"],
            name=op.f("fk_memos_session_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session", "participant", name=op.f("pk_memos")),
    )


def downgrade() -> None:
    """Forget both again."""
    op.drop_table("memos")
    with op.batch_alter_table("sessions") as sessions:
        sessions.drop_index(op.f("ix_sessions_pair"))
        sessions.drop_column("pair")
