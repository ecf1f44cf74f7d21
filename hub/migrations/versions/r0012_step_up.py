"""When the person of a session last proved who they are, when a service vouched anew, the hash of a proof's token."""

import sqlalchemy as sa
from alembic import op

revision = "0012_step_up"
down_revision = "0011_threats"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them; of the sessions that there are the sign-in was the proof."""
    op.add_column("sessions", sa.Column("proved_at", sa.Float, nullable=False, server_default="0"))
    op.add_column("sessions", sa.Column("vouched_at", sa.Float, nullable=False, server_default="0"))
    op.add_column("sessions", sa.Column("proof", sa.String(64), nullable=False, server_default=""))
    op.execute("UPDATE sessions SET proved_at = began_at")


def downgrade() -> None:
    """Take them away."""
    for name in ("proof", "vouched_at", "proved_at"):
        op.drop_column("sessions", name)
