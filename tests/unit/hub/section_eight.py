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
    "evaluation": {
        "analyst": frozenset({"closed", "partner"}),
        "chair": frozenset({"closed"}),
        "board": frozenset(),
        "liaison": frozenset(),
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
    "strategic-assessment": {
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
    **{
        (role, "evaluation"): (frozenset(audiences), "it is of an action, for those who see the actions of the JAG")
        for role, audiences in (
            ("analyst", ("open", "board")),
            ("chair", ("open", "board")),
            ("board", ("open", "board")),
            ("liaison", AUDIENCES),
        )
    },
    ("chair", "tactical-assessment"): (frozenset({"board"}), "it is the paper of a session"),
    ("chair", "strategic-summary"): (frozenset({"open", "closed"}), "it is the paper of the board"),
    ("chair", "strategic-assessment"): (frozenset({"open", "closed"}), "it is the paper of the board"),
    ("board", "hotspot-explorer"): (frozenset({"open", "board"}), "it is for work between meetings, no board paper"),
    ("board", "tactical-assessment"): (frozenset({"board"}), "a member reads what the open session had, nothing else"),
    ("board", "strategic-summary"): (frozenset({"open"}), "it is the paper of the board"),
    ("board", "strategic-assessment"): (frozenset({"open"}), "it is the paper of the board"),
}
"""Where the hub gives a post less than section 8 allows, and why. It gives nobody more."""
PAGES: Mapping[str, frozenset[str]] = {
    "home": frozenset({"analyst", "chair", "board", "liaison", "administrator"}),
    "data-returns": frozenset({"analyst", "chair", "board", "liaison"}),
    "definitions": frozenset({"analyst", "chair", "board", "liaison", "administrator"}),
    "audit": frozenset({"analyst", "chair", "board", "liaison", "administrator"}),
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
    "information-requests": frozenset({"analyst", "chair", "liaison"}),
}
"""Pages without a product. Returns: states and days, no figure. Definitions: the contracts, which are public law. Rows
"read audit log" (how much of it, `LEDGER` says), "users, roles, settings" (an administrator alone), "publish" (2p
approve: DLO) and "upload data for own agency" (AN Y, DLO Y).
Home, compare, when and near repeats: parts of what the reader may have anyway; an administrator's home has accounts and
health, no partnership data. Saved views: their own names.
Meetings and actions: row "run a JAG session, attendance, minutes", CH of the area; the analyst stands in for HCS.
Threat matrix: what the partnership judges, no figure of a record; the board sets priorities by it.
Information requests: rows "make an information request" (AN Y, CH Y, BM -, DLO Y, AD -) and "approve / refuse it"."""
LEDGER: Mapping[str, str] = {
    "analyst": "own acts",
    "chair": "own JAG",
    "board": "summary",
    "liaison": "own organisation",
    "administrator": "whether it is whole",
}
"""Row "read audit log": AN own, CH own JAG, BM summary, DLO own agency, AD verify only."""
REQUESTS: Mapping[str, frozenset[str]] = {
    "ask": frozenset({"analyst", "chair", "liaison"}),
    "answer": frozenset({"liaison"}),
    "keep": frozenset({"liaison"}),
}
"""Rows "make an information request" (AN Y, CH Y, DLO Y), "approve / refuse it" (DLO: supplier, never own request) and
"destroy spent data" (DLO own). Which of the three somebody is, is asked request by request."""
JAG: Mapping[str, frozenset[str]] = {
    "found": frozenset({"analyst"}),
    "plan": frozenset({"analyst", "chair"}),
    "run": frozenset({"chair"}),
    "record": frozenset({"analyst", "chair"}),
    "open": frozenset({"analyst", "chair"}),
    "closed": frozenset({"chair"}),
    "evaluate": frozenset({"analyst"}),
}
"""Rows "run a JAG session, attendance, minutes" (AN -, CH area, BM -, DLO -, HCS Y, AD -) and "see closed-session
annex" (CH area, HCS -). HCS is no post of this hub: the analyst keeps its secretariat, so plans and follows up what was
agreed in open session, runs nothing and sees no annex. Nobody sets up the JAG that they chair themselves. An analyst
who attended and needs to know, and DLO "own items", are less here: the hub knows no account that sat at the table.
"evaluate": to choose what an action is held against is an analyst's work, and not for the chair who answers for it."""
DRAFTING: Mapping[str, frozenset[str]] = {
    "hotspot-explorer": frozenset({"analyst"}),
    "area-profile": frozenset({"analyst", "chair"}),
    "problem-profile": frozenset(),
    "evaluation": frozenset(),
    "tactical-assessment": frozenset({"analyst", "chair"}),
    "strategic-summary": frozenset({"analyst"}),
    "strategic-assessment": frozenset({"analyst"}),
}
"""Row "publish (release)": AN prepare, CH prepare (JAG)."""
CLOSED_FILE = frozenset({"chair"})
"""Files of a closed session, and when: 9.4 "closed packs open only in this state and lock at ended", 9.5 "no current
agreement: no closed session, no restricted download, whatever the role". The hub knows of no account but the chair's
that its post signed, so those who prepare ("publish": AN prepare) and DLO have the screen, and no file."""
DECIDING = ("liaison",)
"""Rows "publish (release)": 2p approve, and "share restricted beyond the group": owner only, explicit."""
SUBMITTING: Mapping[str, frozenset[str]] = {
    "check": frozenset({"analyst", "liaison"}),
    "accept": frozenset({"liaison"}),
}
"""Rows "upload data for own agency" (AN Y, DLO own) and "accept/release an upload to partners" (DLO own alone)."""
SCORING = ("analyst",)
"""Who scores threats. No row of its own: an assessment is prepared so, and of row "publish (release)" AN alone prepares
the board's (CH prepares the JAG's)."""
TOLD_HOW_MANY_ARE_DONE = ("board",)
"""Who is told how many actions were done, of row "run a JAG session, attendance, minutes" (BM -): a number for the
whole partnership, of no JAG and no action."""
WITHOUT_LIMIT_ONLY = ("release-review",)
"""Pages closed to an account of some areas: attribute "JAG area". What is approved there is of every area."""
PARTS_OF: Mapping[str, str] = {
    "compare": "area-profile",
    "when": "hotspot-explorer",
    "near-repeats": "hotspot-explorer",
}
"""Pages that show parts of a product: whoever may not have it may not open them either."""
OF_OWN_JAG = ("chair",)
"""Attribute "JAG area": "area" stands in the rows of a JAG under CH alone."""


def allows(role: str, audience: str) -> bool:
    """Whether section 8 alone would let a role have what is made for an audience."""
    return audience in UNSUPPRESSED.get(role, ()) if audience in ("closed", "partner") else role in LATTICE
