"""Which revision the register's tables are of: made or upgraded at the start, and refused where they are newer."""

from pathlib import Path
from typing import Any, ClassVar

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from geo.checks import Refused


class RegisterRefused(Refused):
    """The register is not one that this version of SaferHub can use."""

    exit_code: ClassVar[int] = 34


def known_revisions() -> list[str]:
    """Every revision that this version knows, the newest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def find_revision(connection: Connection) -> str | None:
    """The revision of the tables; None where there are none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: Any = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def upgrade(connection: Connection) -> None:
    """Make or upgrade the tables within the caller's transaction, which commits all revisions or none.

    Raises RegisterRefused where they were made by a newer version than this one.
    """
    found, known = find_revision(connection), known_revisions()
    if found is not None and found not in known:
        raise RegisterRefused(
            "this hub was written by a newer version of SaferHub.",
            f"a register of revision {found}; this version knows those up to {known[0]}.",
            "run the newer version, or restore the backup that was made before the upgrade: saferhub restore",
        )
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
