"""Who may see what: one table, role by product, with the audiences a role may ask for; and the two functions on it.

Source: safety.md section 8. A role or product that is not in the table is allowed nothing. `hub/release.py` and the
data function of the pages both check it, so that a menu entry is never the only guard.
"""

from collections.abc import Mapping

from hub.access.identity import ROLE_TITLES, Identity, Role
from hub.access.refusal import AccessRefused

MATRIX: Mapping[Role, Mapping[str, tuple[str, ...]]] = {
    "analyst": {
        "hotspot-explorer": ("partner", "open", "closed", "board"),
        "tactical-assessment": ("open", "closed", "partner", "board"),
        "strategic-summary": ("board", "open", "closed", "partner"),
    },
    "chair": {
        "hotspot-explorer": ("partner",),
        "tactical-assessment": ("open", "closed"),
        "strategic-summary": ("board",),
    },
    "board": {
        "tactical-assessment": ("open",),
        "strategic-summary": ("board",),
    },
    "administrator": {},
}


def audiences_for(identity: Identity, product: str) -> tuple[str, ...]:
    """Return the audiences for which this person may have ``product``; none when they may not have it at all."""
    return MATRIX.get(identity.role, {}).get(product, ())


def user_can_release(identity: Identity, product: str, audience: str) -> bool:
    """Whether this person may have ``product`` made for ``audience``."""
    return audience in audiences_for(identity, product)


def check_user_can_release(identity: Identity, product: str, audience: str) -> None:
    """Raise AccessRefused unless this person may have ``product`` made for ``audience``."""
    if user_can_release(identity, product, audience):
        return
    allowed = audiences_for(identity, product)
    raise AccessRefused(
        f'"{product}" for the audience "{audience}" is not open to you.',
        f"you are signed in as {identity.name} ({ROLE_TITLES[identity.role]}).",
        f"ask for the audience {' or '.join(allowed)}." if allowed else "ask an analyst of the partnership for it.",
    )
