"""The register's table of threats: every score that was ever given, the last of each threat first in force."""

from sqlalchemy import Column, Integer, String, Table, Text

from hub.register import METADATA

THREATS = Table(
    "threats",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(12), nullable=False, index=True),
    Column("title", String(80), nullable=False),
    Column("dataset", String(60), nullable=False),
    Column("category", String(60), nullable=False),
    Column("probability", Integer, nullable=False),
    Column("harm", Integer, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("decision", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("author", String(64), nullable=False),
    Column("organisation", String(100), nullable=False),
    Column("scored_at", String(40), nullable=False),
    Column("ended_at", String(40)),
)
