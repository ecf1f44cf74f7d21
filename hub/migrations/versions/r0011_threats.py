"""The threat matrix."""

import sqlalchemy as sa
from alembic import op

revision = "0011_threats"
down_revision = "0010_meetings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of threats, empty."""
    op.create_table(
        "threats",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(12), nullable=False, index=True),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("dataset", sa.String(60), nullable=False),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("probability", sa.Integer, nullable=False),
        sa.Column("harm", sa.Integer, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("decision", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(100), nullable=False),
        sa.Column("scored_at", sa.String(40), nullable=False),
        sa.Column("ended_at", sa.String(40)),
    )


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("threats")
