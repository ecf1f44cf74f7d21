"""Whether a member who left a meeting came back to it: an absence is no longer told as attendance throughout."""

import sqlalchemy as sa
from alembic import op

revision = "0017_breaks"
down_revision = "0016_evaluations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it; of meetings before it is not known, and told as before."""
    op.add_column("jag_attendance", sa.Column("came_back", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("jag_attendance", "came_back")
