"""Grants of small counts to shared audiences, release reviews by two persons, and attacks that found nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0005_grants_and_reviews"
down_revision = "0004_release_register"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "grants",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("dataset", sa.String(60), nullable=False),
        sa.Column("provider", sa.String(100), nullable=False),
        sa.Column("audience", sa.String(20), nullable=False),
        sa.Column("task", sa.String(300), nullable=False),
        sa.Column("until", sa.String(10), nullable=False),
        sa.Column("given_by", sa.String(100), nullable=False),
        sa.Column("given_at", sa.String(40), nullable=False),
        sa.Column("revoked_by", sa.String(100)),
        sa.Column("revoked_at", sa.String(40)),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("release", sa.String(40), nullable=False),
        sa.Column("product", sa.String(60), nullable=False),
        sa.Column("audience", sa.String(20), nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("period", sa.String(20), nullable=False),
        sa.Column("dataset", sa.String(60), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("drafted_by", sa.String(100), nullable=False),
        sa.Column("drafted_line", sa.String(100), nullable=False),
        sa.Column("drafted_at", sa.String(40), nullable=False),
        sa.Column("decided_by", sa.String(100)),
        sa.Column("decided_line", sa.String(100)),
        sa.Column("decided_at", sa.String(40)),
        sa.Column("reason", sa.Text),
    )
    op.create_table(
        "attacks",
        sa.Column("lattices", sa.String(64), primary_key=True),
        sa.Column("dataset", sa.String(60), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("gaps", sa.Integer, nullable=False),
        sa.Column("with_truth", sa.Integer, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )


def downgrade() -> None:
    """Take the tables away."""
    op.drop_table("attacks")
    op.drop_table("reviews")
    op.drop_table("grants")
