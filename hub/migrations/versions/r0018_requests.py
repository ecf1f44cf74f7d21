"""Requests for information between signatories, and the steps that each has taken."""

import sqlalchemy as sa
from alembic import op

revision = "0018_requests"
down_revision = "0017_breaks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables, empty."""
    op.create_table(
        "information_requests",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("requester", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(100), nullable=False, index=True),
        sa.Column("supplier", sa.String(100), nullable=False, index=True),
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("since", sa.String(10), nullable=False),
        sa.Column("letter", sa.String(20), nullable=False),
        sa.Column("required", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("gateway", sa.String(60), nullable=False),
        sa.Column("necessity", sa.Text, nullable=False),
        sa.Column("effect", sa.Text, nullable=False),
        sa.Column("use_only", sa.Integer, nullable=False),
        sa.Column("designation", sa.Text, nullable=False),
        sa.Column("reply_to", sa.String(200), nullable=False),
        sa.Column("consent", sa.String(20), nullable=False),
        sa.Column("ground", sa.Text, nullable=False),
        sa.Column("drafted_on", sa.String(10), nullable=False),
        sa.Column("submitted_on", sa.String(10)),
        sa.Column("disclosed_on", sa.String(10)),
        sa.Column("keep_until", sa.String(10)),
        sa.Column("entry", sa.Integer, nullable=False),
    )
    op.create_table(
        "information_request_steps",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("request", sa.String(40), nullable=False, index=True),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(100), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("start", sa.String(20), nullable=False),
        sa.Column("end", sa.String(20), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("information_request_steps")
    op.drop_table("information_requests")
