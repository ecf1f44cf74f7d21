"""How actions are to be evaluated: control area and months, chosen before anybody looks."""

import sqlalchemy as sa
from alembic import op

revision = "0016_evaluations"
down_revision = "0015_families"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, empty."""
    op.create_table(
        "jag_evaluations",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("action", sa.String(40), nullable=False, index=True),
        sa.Column("counted_from", sa.String(10), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("months", sa.Integer, nullable=False),
        sa.Column("control", sa.String(40), nullable=False),
        sa.Column("nearby", sa.String(40), nullable=False),
        sa.Column("nearby_control", sa.String(40), nullable=False),
        sa.Column("held", sa.Integer, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(100), nullable=False),
        sa.Column("chosen_at", sa.String(40), nullable=False),
        sa.Column("seen_at", sa.String(40)),
    )


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("jag_evaluations")
