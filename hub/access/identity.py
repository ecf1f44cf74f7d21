"""Who is asking: one signed-in person, with one role in one organisation.

Roles are the three readers of the hub; the liaison officer, who speaks for an organisation and is the second person of
a release (SI 2007/1831; safety.md section 8); and the administrator, who looks after accounts and sees no partnership
data (separation of duties). Whoever works for one of several partnerships in a hub is limited to its areas.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from hub.access.refusal import AccessRefused

Role = Literal["analyst", "chair", "board", "liaison", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
ROLE_TITLES: dict[Role, str] = {
    "analyst": "Analyst",
    "chair": "JAG chair",
    "board": "Board member",
    "liaison": "Liaison officer",
    "administrator": "Administrator",
}


Areas = tuple[str, ...] | None
"""Codes of the areas that somebody is limited to, in order; None: no limit, every area."""
Sight = tuple[Role, Areas]
"""What two readers have in common who may see the same."""


@dataclass(frozen=True)
class Identity:
    """A person the hub knows: name, role, organisation, and the areas they are limited to. Never a password."""

    name: str
    role: Role
    organisation: str
    areas: Areas = None

    @property
    def sight(self) -> Sight:
        """What decides on what this person sees: whatever is kept for several readers is kept by it."""
        return self.role, self.areas


def read_role(words: str) -> Role:
    """Return the role called ``words``; raise AccessRefused for any other word."""
    for role in ROLES:
        if words == role:
            return role
    raise AccessRefused("this role does not exist.", f'role "{words[:40]}".', f"use one of: {', '.join(ROLES)}.")
