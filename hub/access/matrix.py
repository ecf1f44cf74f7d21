"""Who may see what: role by product, with the audiences a role may ask for; role by page that is no product's own; and
the functions on these tables.

Source: safety.md section 8. A role or product that is not in the table is allowed nothing. `hub/release.py` and the
data function of the pages both check it, so that a menu entry is never the only guard.
"""

from collections.abc import Mapping
from typing import Literal

from hub.access.identity import ROLE_TITLES, Identity, Role
from hub.access.refusal import AccessRefused

EVERY_PRODUCT: Mapping[str, tuple[str, ...]] = {
    "hotspot-explorer": ("partner", "open", "closed", "board"),
    "area-profile": ("partner", "open", "closed", "board"),
    "problem-profile": ("partner", "closed"),
    "tactical-assessment": ("open", "closed", "partner", "board"),
    "strategic-summary": ("board", "open", "closed", "partner"),
    "strategic-assessment": ("board", "open", "closed", "partner"),
}
"""For those who prepare products, and those who decide on them: each for every audience; a problem profile is a working
paper, never published."""
MATRIX: Mapping[Role, Mapping[str, tuple[str, ...]]] = {
    "analyst": {**EVERY_PRODUCT, "evaluation": ("partner", "closed")},
    "chair": {
        "hotspot-explorer": ("open", "closed"),
        "area-profile": ("closed", "open"),
        "problem-profile": ("closed",),
        "evaluation": ("closed",),
        "tactical-assessment": ("open", "closed"),
        "strategic-summary": ("board",),
        "strategic-assessment": ("board",),
    },
    "board": {
        "tactical-assessment": ("open",),
        "strategic-summary": ("board",),
        "strategic-assessment": ("board",),
    },
    "liaison": EVERY_PRODUCT,
    "administrator": {},
}
PAGES_FOR: Mapping[Role, tuple[str, ...]] = {
    "analyst": (
        "home",
        "compare",
        "when",
        "near-repeats",
        "saved-views",
        "meetings",
        "actions",
        "threat-matrix",
        "information-requests",
        "submit-extract",
        "data-returns",
        "definitions",
        "audit",
    ),
    "chair": (
        "home",
        "meetings",
        "actions",
        "threat-matrix",
        "information-requests",
        "data-returns",
        "definitions",
        "audit",
    ),
    "board": ("home", "threat-matrix", "data-returns", "definitions", "audit"),
    "liaison": (
        "home",
        "release-review",
        "compare",
        "when",
        "near-repeats",
        "saved-views",
        "threat-matrix",
        "information-requests",
        "submit-extract",
        "data-returns",
        "definitions",
        "audit",
    ),
    "administrator": ("home", "accounts", "audit", "definitions"),
}
"""Pages that are no product's own. An administrator's hold no partnership data; how much of a page a role sees, the
data function behind it decides, and of the product that *home* shows a part of, the table above."""
PARTS: Mapping[str, str] = {
    "compare": "area-profile",
    "when": "hotspot-explorer",
    "near-repeats": "hotspot-explorer",
}
"""Those of them that show parts of a product, which has to be open to the reader too."""
DRAFTERS: Mapping[Role, tuple[str, ...]] = {
    "analyst": ("hotspot-explorer", "area-profile", "tactical-assessment", "strategic-summary", "strategic-assessment"),
    "chair": ("area-profile", "tactical-assessment"),
}
"""Who may prepare the release of which product ("publish" in the table of safety.md section 8)."""
CLOSED_FILES: tuple[Role, ...] = ("chair",)
"""Who is given a file that is made for a closed session, while that session is held (safety.md 9.4, 9.5): of which
meeting, `hub/meetings/closed_packs.py` asks. Whoever prepares packs reads them on the screen."""
SUBMITTERS: Mapping[Role, tuple[str, ...]] = {"analyst": ("check",), "liaison": ("check", "accept")}
"""What a role may do with a file of its own organisation: have it checked ("upload data for own agency" in the table),
and have it taken ("accept an upload")."""
JAG_ACTS: Mapping[Role, tuple[str, ...]] = {
    "analyst": ("found", "plan", "record", "open", "evaluate"),
    "chair": ("plan", "run", "record", "open", "closed"),
}
"""What a role may do for a JAG: set one up; plan its members, rota, diary and review; run its sessions (attendance,
statements, checklist, minutes); record actions; see those of the open, and those of the closed session; choose what an
action is held against, which is not for whoever answers for it. The table gives planning to the support team, which is
no role here: the analyst keeps the secretariat, and sees no closed annex."""
JAG_ACTS_IN_WORDS: Mapping[str, str] = {
    "found": "set up a JAG",
    "plan": "plan the meetings of a JAG",
    "run": "run the sessions of a JAG",
    "record": "record the actions of a JAG",
    "open": "see what a JAG agreed",
    "closed": "see what a JAG agreed in its closed session",
    "evaluate": "choose what an action is held against",
}
REQUEST_ACTS: Mapping[Role, tuple[str, ...]] = {
    "analyst": ("ask",),
    "chair": ("ask",),
    "liaison": ("ask", "answer", "keep"),
}
"""What a role may do with requests for personal information ("make an information request" and "approve / refuse it" in
the table): ask for it; answer for the organisation that holds it; see to what its own was given. Of which request, and
that nobody answers what they asked themselves, `hub/governance/request_rights.py` checks."""
REQUEST_ACTS_IN_WORDS: Mapping[str, str] = {
    "ask": "ask another organisation for information",
    "answer": "answer a request for information",
    "keep": "see to information that your organisation was given",
}
OWN_JAG_ONLY: tuple[Role, ...] = ("chair",)
"""Who has these rights for the JAG alone whose chair their organisation holds ("area" in the table)."""
COMPLETION_FOR: tuple[Role, ...] = ("board",)
"""Who is told how many of the actions that were due are done, and of requests for information how many were decided and
how, and no more of them."""
ASSESSORS: tuple[Role, ...] = ("analyst",)
"""Who puts the scores of threats on record; a strategic assessment is theirs to prepare ("publish" in the table)."""
REVIEWERS: tuple[Role, ...] = ("liaison",)
"""Who may be its second person. An organisation without a liaison officer can approve nothing."""
LEDGER_FOR: Mapping[Role, Literal["own acts", "own JAG", "summary", "own organisation", "whether it is whole"]] = {
    "analyst": "own acts",
    "chair": "own JAG",
    "board": "summary",
    "liaison": "own organisation",
    "administrator": "whether it is whole",
}
"""How much of the ledger a role reads on the page *Audit*."""
OF_EVERY_AREA: tuple[str, ...] = ("release-review",)
"""Pages that tell of every area one by one: closed to whoever is limited to some. Who is limited prepares no release
either, and decides on none: what leaves the partnership is looked at by somebody who sees all of it."""


def audiences_for(identity: Identity, product: str) -> tuple[str, ...]:
    """Return the audiences for which this person may have ``product``; none when they may not have it at all."""
    return MATRIX.get(identity.role, {}).get(product, ())


def user_can_release(identity: Identity, product: str, audience: str) -> bool:
    """Whether this person may have ``product`` made for ``audience``."""
    return audience in audiences_for(identity, product)


def user_can_draft(identity: Identity, product: str) -> bool:
    """Whether this person may prepare the release of ``product``."""
    return identity.areas is None and product in DRAFTERS.get(identity.role, ())


def user_can_open(identity: Identity, page: str) -> bool:
    """Whether this person may open a page: it is a product they may have, or is listed, with the product it shows."""
    if identity.areas is not None and page in OF_EVERY_AREA:
        return False
    if page in PAGES_FOR.get(identity.role, ()):
        return page not in PARTS or bool(audiences_for(identity, PARTS[page]))
    return bool(audiences_for(identity, page))


def user_can_submit(identity: Identity, act: str) -> bool:
    """Whether this person may ``check`` or ``accept`` a file of their own organisation."""
    return act in SUBMITTERS.get(identity.role, ())


def user_can_meet(identity: Identity, act: str) -> bool:
    """Whether this person may do that for a JAG; of which one, `hub/meetings/rights.py` asks."""
    return act in JAG_ACTS.get(identity.role, ())


def user_can_request(identity: Identity, act: str) -> bool:
    """Whether this person's role may do that with requests for information."""
    return act in REQUEST_ACTS.get(identity.role, ())


def user_can_assess(identity: Identity) -> bool:
    """Whether this person may put the scores of threats on record, which are those of the whole partnership."""
    return identity.areas is None and identity.role in ASSESSORS


def check_user_can_open(identity: Identity, page: str) -> None:
    """Raise AccessRefused unless this person may open ``page``."""
    if not user_can_open(identity, page):
        raise AccessRefused(
            f'the page "{page}" is not open to you.',
            _who(identity),
            "choose a page of the menu; it holds what your role may see.",
        )


def check_user_can_draft(identity: Identity, product: str) -> None:
    """Raise AccessRefused unless this person may prepare the release of ``product``."""
    if not user_can_draft(identity, product):
        raise AccessRefused(
            "you do not prepare this release.",
            _who(identity),
            "ask an analyst of the whole partnership, or the chair for the JAG's own.",
        )


def check_user_takes_closed_files(identity: Identity) -> None:
    """Raise AccessRefused unless this person's role is given files of a closed session at all."""
    if identity.role not in CLOSED_FILES:
        raise AccessRefused(
            "a file for the closed session is given to the chair, while that session is held.",
            _who(identity),
            "read it on its page, or take the file for another audience; the chair prints the pack at the meeting.",
        )


def check_user_can_submit(identity: Identity, act: str) -> None:
    """Raise AccessRefused unless this person may ``check`` or ``accept`` a file of their own organisation."""
    if not user_can_submit(identity, act):
        raise AccessRefused(
            f"your role does not {act} the files of an organisation.",
            _who(identity),
            "ask the liaison officer of the organisation whose file it is.",
        )


def check_user_can_meet(identity: Identity, act: str) -> None:
    """Raise AccessRefused unless this person's role may do that for a JAG."""
    if not user_can_meet(identity, act):
        raise AccessRefused(
            f"your role may not {JAG_ACTS_IN_WORDS[act]}.",
            _who(identity),
            "ask the chair of the JAG, or an analyst, who keeps its secretariat.",
        )


def check_user_can_request(identity: Identity, act: str) -> None:
    """Raise AccessRefused unless this person's role may do that with requests for information."""
    if not user_can_request(identity, act):
        raise AccessRefused(
            f"your role may not {REQUEST_ACTS_IN_WORDS[act]}.",
            _who(identity),
            "ask the liaison officer of your organisation.",
        )


def check_user_can_assess(identity: Identity) -> None:
    """Raise AccessRefused unless this person may put the scores of threats on record."""
    if not user_can_assess(identity):
        raise AccessRefused(
            "you score no threats.", _who(identity), "ask an analyst of the whole partnership, who keeps the matrix."
        )


def check_user_can_review(identity: Identity) -> None:
    """Raise AccessRefused unless this person may decide on a release, and see why its cells are hidden."""
    if identity.role not in REVIEWERS or identity.areas is not None:
        raise AccessRefused(
            "you do not decide on releases.", _who(identity), "ask a liaison officer of the whole partnership."
        )


def check_user_speaks_for(identity: Identity, provider: str) -> None:
    """Raise AccessRefused unless this person is the liaison officer of ``provider``."""
    if identity.role not in REVIEWERS or identity.organisation != provider:
        raise AccessRefused(
            "only the liaison officer of the agency that owns the data decides on sharing it.",
            _who(identity),
            f"ask the liaison officer of {provider[:100]}.",
        )


def _who(identity: Identity) -> str:
    role = ROLE_TITLES.get(identity.role, identity.role)
    limit = "" if identity.areas is None else f", limited to {', '.join(identity.areas)}"
    return f"you are signed in as {identity.name} ({role}, {identity.organisation}{limit})."


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
