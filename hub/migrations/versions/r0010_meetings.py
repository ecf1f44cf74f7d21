"""JAG meetings: groups, members, chairs, reviews, diary, attendance, statements, actions and what happened to them."""

import sqlalchemy as sa
from alembic import op

revision = "0010_meetings"
down_revision = "0009_own_areas"
branch_labels = None
depends_on = None
TABLES = (
    "jags",
    "jag_members",
    "jag_turns",
    "jag_reviews",
    "jag_meetings",
    "jag_attendance",
    "jag_statements",
    "jag_actions",
    "jag_steps",
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "jags",
        sa.Column("area", sa.String(40), primary_key=True),
        sa.Column("every", sa.Integer, nullable=False),
        sa.Column("founded_on", sa.String(10), nullable=False),
    )
    op.create_table(
        "jag_members",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("area", sa.String(40), nullable=False, index=True),
        sa.Column("post", sa.String(60), nullable=False),
        sa.Column("organisation", sa.String(100), nullable=False),
        sa.Column("since", sa.String(10), nullable=False),
        sa.Column("until", sa.String(10)),
    )
    op.create_table(
        "jag_turns",
        sa.Column("area", sa.String(40), primary_key=True),
        sa.Column("first_day", sa.String(10), primary_key=True),
        sa.Column("member", sa.String(40), nullable=False),
    )
    op.create_table(
        "jag_reviews",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("area", sa.String(40), nullable=False, index=True),
        sa.Column("held_on", sa.String(10), nullable=False),
        sa.Column("decided", sa.Text, nullable=False),
    )
    op.create_table(
        "jag_meetings",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("area", sa.String(40), nullable=False, index=True),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attested", sa.Text, nullable=False),
    )
    op.create_table(
        "jag_attendance",
        sa.Column("meeting", sa.String(40), primary_key=True),
        sa.Column("member", sa.String(40), primary_key=True),
        sa.Column("came_at", sa.String(40), nullable=False),
        sa.Column("left_at", sa.String(40)),
    )
    op.create_table(
        "jag_statements",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("member", sa.String(40), nullable=False, index=True),
        sa.Column("signed_on", sa.String(10), nullable=False),
        sa.Column("withdrawn_on", sa.String(10)),
    )
    op.create_table(
        "jag_actions",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("area", sa.String(40), nullable=False, index=True),
        sa.Column("meeting", sa.String(40)),
        sa.Column("session", sa.String(10), nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("post", sa.String(60), nullable=False),
        sa.Column("organisation", sa.String(100), nullable=False),
        sa.Column("due", sa.String(10), nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("dataset", sa.String(60), nullable=False),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("raised_on", sa.String(10), nullable=False),
        sa.Column("ended_on", sa.String(10)),
    )
    op.create_table(
        "jag_steps",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("action", sa.String(40), nullable=False, index=True),
        sa.Column("on_day", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Take the tables away."""
    for name in reversed(TABLES):
        op.drop_table(name)
