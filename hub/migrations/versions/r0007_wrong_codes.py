"""How many wrong codes of its device were given to an account one after another."""

import sqlalchemy as sa
from alembic import op

revision = "0007_wrong_codes"
down_revision = "0006_people_who_sign_in"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the count; of the accounts that there are none was given any."""
    op.add_column("accounts", sa.Column("wrong_codes", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    """Take the count away."""
    op.drop_column("accounts", "wrong_codes")
