"""Minutes of JAG meetings: each version of the main minutes and of the restricted annex, and what was typed for it.

Beside them the moment of each step of a meeting, which until now stood in the ledger alone.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0013_minutes"
down_revision = "0012_step_up"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; of the meetings that there are the ledger tells the moments."""
    op.add_column("jag_meetings", sa.Column("times", sa.Text, nullable=False, server_default="{}"))
    found: dict[str, dict[str, str]] = {}
    connection = op.get_bind()
    steps = sa.text("SELECT at, detail FROM ledger WHERE action = 'meeting step' ORDER BY position")
    for at, words in connection.execute(steps):
        detail = json.loads(words)
        found.setdefault(detail["meeting"], {})[detail["to"]] = at
    for meeting, times in found.items():
        wanted = sa.text("UPDATE jag_meetings SET times = :times WHERE id = :meeting")
        connection.execute(wanted, {"times": json.dumps(times), "meeting": meeting})
    op.create_table(
        "jag_minutes",
        sa.Column("meeting", sa.String(40), primary_key=True),
        sa.Column("document", sa.String(10), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("begun_on", sa.String(10), nullable=False),
        sa.Column("corrects", sa.Text, nullable=False),
        sa.Column("apologies", sa.Text, nullable=False),
        sa.Column("looked", sa.String(64)),
        sa.Column("approved_on", sa.String(10)),
        sa.Column("content", sa.Text),
    )
    op.create_table(
        "jag_minute_items",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("meeting", sa.String(40), nullable=False, index=True),
        sa.Column("document", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("heading", sa.String(100), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("origin", sa.String(100), nullable=False),
        sa.Column("need", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Take them away."""
    for name in ("jag_minute_items", "jag_minutes"):
        op.drop_table(name)
    op.drop_column("jag_meetings", "times")
