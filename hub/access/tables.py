"""The register's tables of those who sign in: organisations, accounts, sessions, tries that failed, views they keep."""

from sqlalchemy import Column, Float, Integer, String, Table, Text

from hub.register import METADATA

ORGANISATIONS = Table(
    "organisations",
    METADATA,
    Column("name", String(100), primary_key=True),
    Column("signed_on", String(10), nullable=False),
    Column("until", String(10), nullable=False),
    Column("suspended_on", String(10)),
)

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("role", String(40), nullable=False),
    Column("organisation", String(100), nullable=False),
    Column("areas", Text),
    Column("password_hash", Text),
    Column("second_factor", String(64)),
    Column("last_step", Integer, nullable=False),
    Column("wrong_codes", Integer, nullable=False, server_default="0"),
    Column("suspended_on", String(10)),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("account", String(64), nullable=False, index=True),
    Column("stage", String(10), nullable=False),
    Column("proposed", String(64), nullable=False),
    Column("began_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("ended_at", Float),
    Column("ended_why", String(20)),
    Column("proved_at", Float, nullable=False, server_default="0"),
    Column("vouched_at", Float, nullable=False, server_default="0"),
    Column("proof", String(64), nullable=False, server_default=""),
)

FAILED_TRIES = Table(
    "failed_tries",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("key", String(64), nullable=False, index=True),
    Column("at", Float, nullable=False),
)

SAVED_VIEWS = Table(
    "saved_views",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("account", String(64), nullable=False, index=True),
    Column("name", String(80), nullable=False),
    Column("page", String(40), nullable=False),
    Column("choices", Text, nullable=False),
    Column("pins", Text, nullable=False),
    Column("kept_at", String(40), nullable=False),
)
