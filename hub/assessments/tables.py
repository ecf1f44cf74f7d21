"""The register's tables of judgements: every score of a threat and every family of areas, the last of each in force;
versions of assessments, their words, and the packs that were frozen of them."""

from sqlalchemy import Column, Integer, LargeBinary, String, Table, Text, UniqueConstraint

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

ASSESSMENTS = Table(
    "assessments",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("product", String(60), nullable=False),
    Column("area", String(40), nullable=False),
    Column("period", String(20), nullable=False),
    Column("dataset", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("meeting", String(40), index=True),
    Column("state", String(12), nullable=False),
    Column("begun_by", String(100), nullable=False),
    Column("begun_line", String(100), nullable=False),
    Column("begun_at", String(40), nullable=False),
    Column("frozen_by", String(100)),
    Column("frozen_line", String(100)),
    Column("frozen_at", String(40)),
    Column("data_version", String(80)),
    UniqueConstraint("product", "area", "period", "dataset", "version", name="one_of_each_version"),
)

ASSESSMENT_WORDS = Table(
    "assessment_words",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("assessment", String(40), nullable=False, index=True),
    Column("slot", String(60), nullable=False),
    Column("title", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("author", String(100), nullable=False),
    Column("written_at", String(40), nullable=False),
)

PACKS = Table(
    "assessment_packs",
    METADATA,
    Column("assessment", String(40), primary_key=True),
    Column("audience", String(20), primary_key=True),
    Column("release", String(40), nullable=False),
    Column("marking", String(200), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("rules", Text, nullable=False),
    Column("grants", Text, nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

FAMILIES = Table(
    "families",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("area", String(20), nullable=False, index=True),
    Column("members", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("author", String(64), nullable=False),
    Column("organisation", String(100), nullable=False),
    Column("chosen_at", String(40), nullable=False),
    Column("ended_at", String(40)),
)
