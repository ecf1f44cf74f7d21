"""Quarantine: batches of partly bad files, held apart, and what was decided about each."""

import sqlalchemy as sa
from alembic import op

revision = "0002_quarantine"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "quarantine",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("dataset", sa.String(60), nullable=False),
        sa.Column("provider", sa.String(100), nullable=False),
        sa.Column("period", sa.String(20), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("receipt", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("held_at", sa.String(40), nullable=False),
        sa.Column("held_by", sa.String(100), nullable=False),
        sa.Column("decided_at", sa.String(40)),
        sa.Column("decided_by", sa.String(100)),
        sa.Column("reason", sa.Text),
        sa.Column("batch", sa.String(40)),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("quarantine")
