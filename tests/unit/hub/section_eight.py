"""Who may see what, as section 8 of `safety.md` says it, written down apart from `hub/access/matrix.py`.

AN is the analyst, CH the chair, BM the board member, DLO the liaison officer, AD the administrator. Attendees of a
session (CL, OP) have no account, they see what the chair shows; the support team (HCS) is no post of this hub yet.
What is for the audiences "open" and "board" leaves the partnership and is lattice; "closed" and "partner" are shared,
and may hold small counts (D1) once their owner has granted it.
"""

from collections.abc import Mapping

AUDIENCES = ("open", "closed", "board", "partner")
LATTICE = ("analyst", "chair", "board", "liaison")
"""Row "see lattice tables, maps, reports": AN Y, CH Y, BM Y, DLO Y, AD -."""
UNSUPPRESSED: Mapping[str, tuple[str, ...]] = {
    "analyst": ("closed", "partner"),
    "chair": ("closed",),
    "liaison": ("closed", "partner"),
}
"""Row "see D1 unsuppressed counts": AN Y, CH in a closed session, BM -, DLO Y, AD -."""
EVERY = frozenset(AUDIENCES)
PRODUCTS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "hotspot-explorer": {
        "analyst": EVERY,
        "chair": frozenset({"open", "closed"}),
        "board": frozenset(),
        "liaison": EVERY,
        "administrator": frozenset(),
    },
    "area-profile": {
        "analyst": EVERY,
        "chair": frozenset({"open", "closed"}),
        "board": frozenset(),
        "liaison": EVERY,
        "administrator": frozenset(),
    },
    "problem-profile": {
        "analyst": frozenset({"closed", "partner"}),
        "chair": frozenset({"closed"}),
        "board": frozenset(),
        "liaison": frozenset({"closed", "partner"}),
        "administrator": frozenset(),
    },
    "tactical-assessment": {
        "analyst": EVERY,
        "chair": frozenset({"open", "closed"}),
        "board": frozenset({"open"}),
        "liaison": EVERY,
        "administrator": frozenset(),
    },
    "strategic-summary": {
        "analyst": EVERY,
        "chair": frozenset({"board"}),
        "board": frozenset({"board"}),
        "liaison": EVERY,
        "administrator": frozenset(),
    },
}
"""Product -> role -> audiences that the role may have it for."""
NARROWER: Mapping[tuple[str, str], tuple[frozenset[str], str]] = {
    ("chair", "hotspot-explorer"): (
        frozenset({"board"}),
        "a chair reads it for a session; no board paper is made of it",
    ),
    ("chair", "area-profile"): (frozenset({"board"}), "a chair reads it for a session; no board paper is made of it"),
    ("board", "area-profile"): (frozenset({"open", "board"}), "it is for work between meetings, no board paper"),
    **{
        (role, "problem-profile"): (
            frozenset({"open", "board"}),
            "it is a working paper of those who solve the problem, never published",
        )
        for role in ("analyst", "chair", "board", "liaison")
    },
    ("chair", "tactical-assessment"): (frozenset({"board"}), "it is the paper of a session"),
    ("chair", "strategic-summary"): (frozenset({"open", "closed"}), "it is the paper of the board"),
    ("board", "hotspot-explorer"): (frozenset({"open", "board"}), "it is for work between meetings, no board paper"),
    ("board", "tactical-assessment"): (frozenset({"board"}), "a member reads what the open session had, nothing else"),
    ("board", "strategic-summary"): (frozenset({"open"}), "it is the paper of the board"),
}
"""Where the hub gives a post less than section 8 allows, and why. It gives nobody more."""
PAGES: Mapping[str, frozenset[str]] = {
    "home": frozenset({"analyst", "chair", "board", "liaison"}),
    "data-returns": frozenset({"analyst", "chair", "board", "liaison"}),
    "definitions": frozenset({"analyst", "chair", "board", "liaison", "administrator"}),
    "audit": frozenset({"analyst", "liaison", "administrator"}),
    "accounts": frozenset({"administrator"}),
    "release-review": frozenset({"liaison"}),
    "submit-extract": frozenset({"analyst", "liaison"}),
    "compare": frozenset({"analyst", "liaison"}),
    "when": frozenset({"analyst", "liaison"}),
    "near-repeats": frozenset({"analyst", "liaison"}),
    "saved-views": frozenset({"analyst", "liaison"}),
    "meetings": frozenset({"analyst", "chair"}),
    "actions": frozenset({"analyst", "chair"}),
    "threat-matrix": frozenset({"analyst", "chair", "board", "liaison"}),
}
"""Pages without a product. Returns: states and days, no figure. Definitions: the contracts, which are public law. Rows
"read audit log" (chairs and members have no page of it: what was done in a JAG is not kept apart), "users, roles,
settings" (an administrator alone), "publish" (2p approve: DLO) and "upload data for own agency" (AN Y, DLO Y).
Home, compare, when and near repeats: parts of what the reader may have anyway. Saved views: their own names.
Meetings and actions: row "run a JAG session, attendance, minutes", CH of the area; the analyst stands in for HCS.
Threat matrix: what the partnership judges, no figure of a record; the board sets priorities by it."""
JAG: Mapping[str, frozenset[str]] = {
    "found": frozenset({"analyst"}),
    "plan": frozenset({"analyst", "chair"}),
    "run": frozenset({"chair"}),
    "record": frozenset({"analyst", "chair"}),
    "open": frozenset({"analyst", "chair"}),
    "closed": frozenset({"chair"}),
}
"""Rows "run a JAG session, attendance, minutes" (AN -, CH area, BM -, DLO -, HCS Y, AD -) and "see closed-session
annex" (CH area, HCS -). HCS is no post of this hub: the analyst keeps its secretariat, so plans and follows up what was
agreed in open session, runs nothing and sees no annex. Nobody sets up the JAG that they chair themselves. An analyst
who attended and needs to know, and DLO "own items", are less here: the hub knows no account that sat at the table."""
DRAFTING: Mapping[str, frozenset[str]] = {
    "hotspot-explorer": frozenset({"analyst"}),
    "area-profile": frozenset({"analyst", "chair"}),
    "problem-profile": frozenset(),
    "tactical-assessment": frozenset({"analyst", "chair"}),
    "strategic-summary": frozenset({"analyst"}),
}
"""Row "publish (release)": AN prepare, CH prepare (JAG)."""
DECIDING = ("liaison",)
"""Rows "publish (release)": 2p approve, and "share restricted beyond the group": owner only, explicit."""


def allows(role: str, audience: str) -> bool:
    """Whether section 8 alone would let a role have what is made for an audience."""
    return audience in UNSUPPRESSED.get(role, ()) if audience in ("closed", "partner") else role in LATTICE
