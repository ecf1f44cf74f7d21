"""Assessments: their versions, their words, and the packs that were frozen of them."""

import sqlalchemy as sa
from alembic import op

revision = "0014_assessments"
down_revision = "0013_minutes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, empty."""
    op.create_table(
        "assessments",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("product", sa.String(60), nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("period", sa.String(20), nullable=False),
        sa.Column("dataset", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("meeting", sa.String(40), index=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("begun_by", sa.String(100), nullable=False),
        sa.Column("begun_line", sa.String(100), nullable=False),
        sa.Column("begun_at", sa.String(40), nullable=False),
        sa.Column("frozen_by", sa.String(100)),
        sa.Column("frozen_line", sa.String(100)),
        sa.Column("frozen_at", sa.String(40)),
        sa.Column("data_version", sa.String(80)),
        sa.UniqueConstraint("product", "area", "period", "dataset", "version", name="one_of_each_version"),
    )
    op.create_table(
        "assessment_words",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("assessment", sa.String(40), nullable=False, index=True),
        sa.Column("slot", sa.String(60), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("written_at", sa.String(40), nullable=False),
    )
    op.create_table(
        "assessment_packs",
        sa.Column("assessment", sa.String(40), primary_key=True),
        sa.Column("audience", sa.String(20), primary_key=True),
        sa.Column("release", sa.String(40), nullable=False),
        sa.Column("marking", sa.String(200), nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("grants", sa.Text, nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Take the tables away."""
    for name in ("assessment_packs", "assessment_words", "assessments"):
        op.drop_table(name)
