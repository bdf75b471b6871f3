"""When a session's transcript was deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the time stamp; all transcripts are still there."""
    op.add_column(
        "sessions", sa.Column("transcript_gone_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    """Forget it again."""
    op.drop_column("sessions", "transcript_gone_at")
