"""Organisations and their signatures, accounts, sign-in sessions and failed tries.

A hub of an earlier version kept its accounts in a file beside the register: `hub/access/earlier_accounts.py` takes
them over.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006_people_who_sign_in"
down_revision = "0005_grants_and_reviews"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the four tables."""
    op.create_table(
        "organisations",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("signed_on", sa.String(10), nullable=False),
        sa.Column("until", sa.String(10), nullable=False),
        sa.Column("suspended_on", sa.String(10)),
    )
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(100), nullable=False),
        sa.Column("password_hash", sa.Text),
        sa.Column("second_factor", sa.String(64)),
        sa.Column("last_step", sa.Integer, nullable=False),
        sa.Column("suspended_on", sa.String(10)),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(64), nullable=False, index=True),
        sa.Column("stage", sa.String(10), nullable=False),
        sa.Column("proposed", sa.String(64), nullable=False),
        sa.Column("began_at", sa.Float, nullable=False),
        sa.Column("seen_at", sa.Float, nullable=False),
        sa.Column("ended_at", sa.Float),
        sa.Column("ended_why", sa.String(20)),
    )
    op.create_table(
        "failed_tries",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(64), nullable=False, index=True),
        sa.Column("at", sa.Float, nullable=False),
    )


def downgrade() -> None:
    """Take the tables away."""
    for name in ("failed_tries", "sessions", "accounts", "organisations"):
        op.drop_table(name)
