"""The areas that an account is limited to."""

import sqlalchemy as sa
from alembic import op

revision = "0009_own_areas"
down_revision = "0008_saved_views"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the codes; the accounts that there are see every area, as before."""
    op.add_column("accounts", sa.Column("areas", sa.Text))


def downgrade() -> None:
    """Suspend the accounts that are limited, which would see every area; then take the codes away."""
    op.execute("UPDATE accounts SET suspended_on = DATE('now') WHERE areas IS NOT NULL AND suspended_on IS NULL")
    op.drop_column("accounts", "areas")
