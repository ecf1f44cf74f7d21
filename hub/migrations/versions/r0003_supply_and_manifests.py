"""Months that a batch supplies, when a batch or release file was destroyed, and what a release file holds."""

import sqlalchemy as sa
from alembic import op

from ingest.periods import Period

revision = "0003_supply_and_manifests"
down_revision = "0002_quarantine"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; a batch received before supplies every month of its period."""
    with op.batch_alter_table("batches") as batches:
        batches.add_column(sa.Column("months", sa.Text, nullable=False, server_default=""))
        batches.add_column(sa.Column("gone_at", sa.String(40)))
        batches.add_column(sa.Column("gone_why", sa.String(20)))
    with op.batch_alter_table("store_releases") as releases:
        releases.add_column(sa.Column("manifest", sa.Text))
        releases.add_column(sa.Column("erased_at", sa.String(40)))
    table = sa.table("batches", sa.column("id"), sa.column("period"), sa.column("months"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(table.c.id, table.c.period)).all():
        months = " ".join(Period.parse(row.period).months)
        connection.execute(sa.update(table).where(table.c.id == row.id).values(months=months))


def downgrade() -> None:
    """Take the columns away."""
    with op.batch_alter_table("batches") as batches:
        batches.drop_column("gone_why")
        batches.drop_column("gone_at")
        batches.drop_column("months")
    with op.batch_alter_table("store_releases") as releases:
        releases.drop_column("erased_at")
        releases.drop_column("manifest")
