"""Which records a lattice was made of, its proof, and the publication of every release."""

import sqlalchemy as sa
from alembic import op

revision = "0004_release_register"
down_revision = "0003_supply_and_manifests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what was released before has neither proof nor publication here."""
    with op.batch_alter_table("lattices") as lattices:
        lattices.add_column(sa.Column("records", sa.String(64)))
        lattices.add_column(sa.Column("proof", sa.LargeBinary))
    with op.batch_alter_table("releases") as releases:
        releases.add_column(sa.Column("publication", sa.LargeBinary))


def downgrade() -> None:
    """Take the columns away."""
    with op.batch_alter_table("releases") as releases:
        releases.drop_column("publication")
    with op.batch_alter_table("lattices") as lattices:
        lattices.drop_column("proof")
        lattices.drop_column("records")
