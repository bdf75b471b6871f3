"""Who wants the own mirror, how their voices sounded minute by minute, how far apart people are."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _whose(table: str, *key: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("participant", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["session"],
            ["sessions.id"],
            name=op.f(f"fk_{table}_session_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session", "participant", *key, name=op.f(f"pk_{table}")),
    ]


def upgrade() -> None:
    """Add three empty tables: nobody has chosen anything yet."""
    op.create_table(
        "mirrors",
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        *_whose("mirrors"),
    )
    op.create_table(
        "sounds",
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("loudness", sa.Double(), nullable=True),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("middle", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        *_whose("sounds", "at"),
    )
    op.create_table(
        "travels",
        sa.Column("seconds", sa.Double(), nullable=False),
        *_whose("travels"),
    )


def downgrade() -> None:
    """Forget all three."""
    for table in ("travels", "sounds", "mirrors"):
        op.drop_table(table)
