"""The areas that an account is limited to, as the register keeps them, and the person whom an account stands for.

The codes are kept as a JSON list, and no limit as nothing. A list that names no area lets nobody see one.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

from hub.access.identity import Areas, Identity, Role, read_role
from hub.access.refusal import AccessRefused


def write_areas(areas: Areas) -> str | None:
    """The areas as the register keeps them."""
    return None if areas is None else json.dumps(areas)


def read_areas(kept: str | None) -> Areas:
    """The areas that the register kept."""
    return None if kept is None else tuple(json.loads(kept))


def describe_limit(role: Role, areas: Areas) -> str:
    """Which areas an account sees, in words."""
    if role == "administrator":
        return "no area"
    return "every area" if areas is None else f"only {', '.join(areas)}"


def identity_of(row: Row[Any], name: str) -> Identity:
    """The person of an account, of a row that holds its role, organisation and areas."""
    return Identity(name, read_role(str(row.role)), str(row.organisation), read_areas(row.areas))


def check_areas(role: Role, areas: Iterable[str] | None) -> Areas:
    """The areas in order, each once. Raises AccessRefused where there are none, or for a role that sees no data."""
    if areas is None:
        return None
    if role == "administrator":
        raise AccessRefused(
            "an administrator is limited to no area.",
            "the role administrator, which sees no partnership data.",
            "leave --area out, or lift the limit first: saferhub users limit NAME --everywhere",
        )
    found = tuple(sorted(set(areas)))
    if not found:
        raise AccessRefused("a limit needs an area.", "none.", "name one: --area CODE")
    return found
