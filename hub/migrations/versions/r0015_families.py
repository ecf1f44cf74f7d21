"""Families of similar areas."""

import sqlalchemy as sa
from alembic import op

revision = "0015_families"
down_revision = "0014_assessments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of families, empty."""
    op.create_table(
        "families",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("area", sa.String(20), nullable=False, index=True),
        sa.Column("members", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(100), nullable=False),
        sa.Column("chosen_at", sa.String(40), nullable=False),
        sa.Column("ended_at", sa.String(40)),
    )


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("families")
