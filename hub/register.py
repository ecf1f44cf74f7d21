"""The register: what people and processes write (ledger, batches, current release file, what was released).

One relational database through SQLAlchemy: SQLite in WAL mode by default. The tables are made and changed by the
Alembic migrations in `hub/migrations`; the definitions here are what the rest of the hub reads and writes.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.pool import NullPool, QueuePool

from hub.disk import refusing_disk_faults
from hub.revisions import find_revision, known_revisions, upgrade

METADATA = MetaData()
KEPT_OPEN = 8
"""Connections that a server keeps."""

LEDGER = Table(
    "ledger",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("at", String(40), nullable=False),
    Column("who", String(100), nullable=False),
    Column("role", String(40), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)

BATCHES = Table(
    "batches",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("dataset", String(60), nullable=False),
    Column("provider", String(100), nullable=False),
    Column("period", String(20), nullable=False),
    Column("first_month", String(7), nullable=False),
    Column("last_month", String(7), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("events", Integer, nullable=False),
    Column("months", Text, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("received_at", String(40), nullable=False),
    Column("superseded_by", String(40)),
    Column("gone_at", String(40)),
    Column("gone_why", String(20)),
)

QUARANTINE = Table(
    "quarantine",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("dataset", String(60), nullable=False),
    Column("provider", String(100), nullable=False),
    Column("period", String(20), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("events", Integer, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("state", String(10), nullable=False),
    Column("held_at", String(40), nullable=False),
    Column("held_by", String(100), nullable=False),
    Column("decided_at", String(40)),
    Column("decided_by", String(100)),
    Column("reason", Text),
    Column("batch", String(40)),
)

STORE_RELEASES = Table(
    "store_releases",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("file_name", String(80), nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("places_from", Integer, nullable=False),
    Column("made_at", String(40), nullable=False),
    Column("manifest", Text),
    Column("erased_at", String(40)),
)

LATTICES = Table(
    "lattices",
    METADATA,
    Column("dataset", String(60), primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("basis", String(64), primary_key=True),
    Column("document", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("made_at", String(40), nullable=False),
    Column("records", String(64)),
    Column("proof", LargeBinary),
)

RELEASES = Table(
    "releases",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("product", String(60), nullable=False),
    Column("audience", String(20), nullable=False),
    Column("area", String(40), nullable=False),
    Column("period", String(20), nullable=False),
    Column("publication_sha256", String(64), nullable=False),
    Column("publication", LargeBinary),
    Column("who", String(100), nullable=False),
    Column("at", String(40), nullable=False),
)

GRANTS = Table(
    "grants",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("dataset", String(60), nullable=False),
    Column("provider", String(100), nullable=False),
    Column("audience", String(20), nullable=False),
    Column("task", String(300), nullable=False),
    Column("until", String(10), nullable=False),
    Column("given_by", String(100), nullable=False),
    Column("given_at", String(40), nullable=False),
    Column("revoked_by", String(100)),
    Column("revoked_at", String(40)),
)

REVIEWS = Table(
    "reviews",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("release", String(40), nullable=False),
    Column("product", String(60), nullable=False),
    Column("audience", String(20), nullable=False),
    Column("area", String(40), nullable=False),
    Column("period", String(20), nullable=False),
    Column("dataset", String(60), nullable=False),
    Column("state", String(20), nullable=False),
    Column("drafted_by", String(100), nullable=False),
    Column("drafted_line", String(100), nullable=False),
    Column("drafted_at", String(40), nullable=False),
    Column("decided_by", String(100)),
    Column("decided_line", String(100)),
    Column("decided_at", String(40)),
    Column("reason", Text),
)

ATTACKS = Table(
    "attacks",
    METADATA,
    Column("lattices", String(64), primary_key=True),
    Column("dataset", String(60), nullable=False),
    Column("month", String(7), nullable=False),
    Column("gaps", Integer, nullable=False),
    Column("with_truth", Integer, nullable=False),
    Column("at", String(40), nullable=False),
)


class Register:
    """The open register of one hub."""

    def __init__(self, path: Path, keep_open: bool = False) -> None:
        """``keep_open``: keep connections for the next question, as a server does that asks many at once."""
        self.path = path
        self.engine = _open_engine(path, keep_open)

    def prepare(self) -> None:
        """Make or upgrade the tables, all or nothing; writes no byte where they are at the newest revision already.

        Raises RegisterRefused where they were made by a newer version of SaferHub.
        """
        if self.path.exists():
            with self.reading() as connection:
                if find_revision(connection) == known_revisions()[0]:
                    return
        with self.writing() as connection:
            upgrade(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for questions. Raises DiskRefused where not even a lock file can be written."""
        with refusing_disk_faults(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One write transaction: takes the write lock at once, commits at the end, rolls back on any fault.

        Raises DiskRefused where the disk does not take it.
        """
        with refusing_disk_faults(), self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def copy_to(self, path: Path) -> None:
        """Write the register as it stands at one moment into a new file, also while others write."""
        with self.engine.connect() as connection, closing(sqlite3.connect(path)) as copy:
            found: Any = connection.connection.driver_connection
            found.backup(copy)

    def scrub(self) -> bool:
        """Leave no byte of deleted rows on disk: rewrite the file, and empty the log that holds older pages.

        False where another process was in the way for a minute.
        """
        with self.engine.connect() as connection:
            connection.exec_driver_sql("VACUUM")
            answer = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").first()
            return answer is not None and answer[0] == 0


def _open_engine(path: Path, keep_open: bool) -> Engine:
    kept: dict[str, Any] = {"poolclass": QueuePool, "pool_size": KEPT_OPEN, "max_overflow": -1}
    pool = kept if keep_open else {"poolclass": NullPool}
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 60, "check_same_thread": False}, **pool)

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("busy_timeout = 60000", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            connection.execute("PRAGMA journal_mode = WAL")

    return engine
