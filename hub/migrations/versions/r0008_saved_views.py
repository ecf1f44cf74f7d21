"""Views that people keep under a name of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0008_saved_views"
down_revision = "0007_wrong_codes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "saved_views",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("account", sa.String(64), nullable=False, index=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("page", sa.String(40), nullable=False),
        sa.Column("choices", sa.Text, nullable=False),
        sa.Column("pins", sa.Text, nullable=False),
        sa.Column("kept_at", sa.String(40), nullable=False),
    )


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("saved_views")
