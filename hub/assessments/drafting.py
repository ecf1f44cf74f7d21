"""Drafting an assessment: begun for a meeting or for none, its words written, and opened again as a new version.

Who may prepare its release may draft it: an analyst of the whole partnership, and the chair of a JAG for its own area
("publish" in `safety.md` section 8). Figures are no words of anybody: what is typed may hold none, and may point at no
person. The ledger names the slots that were written, never the words.
"""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from geo.checks import Refused
from hub.access.identity import Identity
from hub.access.matrix import OWN_JAG_ONLY, check_user_can_draft
from hub.access.opening import check_noted
from hub.access.refusal import AccessRefused
from hub.assessments.refusal import AssessmentRefused
from hub.assessments.tables import ASSESSMENT_WORDS, ASSESSMENTS
from hub.assessments.typed_figures import find_figure
from hub.assessments.versions import (
    PACKS_OF,
    About,
    Assessment,
    Said,
    find_draft,
    find_version,
    read_versions,
    read_words,
)
from hub.geography import ALL
from hub.hub import Hub
from hub.ledger import Entry, append
from hub.meetings.closed_packs import list_covering
from hub.meetings.rights import is_theirs, name_jag
from hub.meetings.states import IN_SESSION
from hub.meetings.tables import MEETINGS
from hub.release_asks import check_ask, find_product
from hub.sentence import check_sentence
from ingest.periods import Period

LONGEST = 1_200
AHEAD = ("scheduled", *IN_SESSION)
"""States of a meeting that an assessment may be drafted for."""


def begin_draft(hub: Hub, about: About, who: Identity, meeting: str = "", now: datetime | None = None) -> Assessment:
    """Begin the first version of an assessment.

    Args:
        hub: The open hub.
        about: What it is of.
        who: Who prepares it.
        meeting: Id of the JAG meeting that it is for; '' for none.
        now: The moment; now when left out.

    Raises:
        AccessRefused: somebody who does not prepare this product, or this area.
        AssessmentRefused: a product that is no assessment, one that was begun already, or no such meeting.
        ReleaseRefused: no such area, period or supply.
    """
    at = now or datetime.now(UTC)
    check_preparing(hub, who, about, at)
    if about.product not in PACKS_OF:
        raise AssessmentRefused(
            "this product is not kept as an assessment.", about.product[:40], f"use one of: {', '.join(PACKS_OF)}."
        )
    _check_about(hub, about)
    with hub.register.writing() as connection:
        if read_versions(connection, about):
            raise AssessmentRefused(
                "this assessment was begun already.", "a version of it.", "write its words, or open a new version."
            )
        _check_meeting(connection, hub, about.area, meeting)
        return _begin(connection, about, 1, meeting, who, at)


def write_words(
    hub: Hub,
    identity: str,
    words: Mapping[str, str],
    slots: Mapping[str, str],
    who: Identity,
    now: datetime | None = None,
) -> Assessment:
    """Write words of a draft; what is empty goes back to what is drafted from the data.

    Args:
        hub: The open hub.
        identity: The version.
        words: By slot, as typed; a slot that is left out stays as it is.
        slots: Every slot that the product has now, with its title, which is kept beside the words.
        who: Who writes.
        now: The moment; now when left out.

    Raises:
        AccessRefused: as ``begin_draft``.
        AssessmentRefused: frozen, no such slot, or words with a figure, or that may point at a person, in any slot:
            then nothing of them is kept.
    """
    at = now or datetime.now(UTC)
    with hub.register.reading() as connection:
        about = find_version(connection, identity).about
    check_preparing(hub, who, about, at)
    if set(words) - set(slots):
        raise AssessmentRefused("there is no such place for words.", "a slot of no name.", "use the form of its page.")
    checked = _check_all(hub, words, slots)
    with hub.register.writing() as connection:
        found, known = find_draft(connection, identity), read_words(connection, identity)
        said = {slot: Said(slots[slot], one) for slot, one in checked.items()}
        changed = {slot: one for slot, one in said.items() if one != known.get(slot, Said(slots[slot], ""))}
        if changed:
            _write(connection, found, changed, who, at)
            _note(connection, found, "write words", who, at, {"slots": sorted(changed)})
    return found


def assign_meeting(hub: Hub, identity: str, meeting: str, who: Identity, now: datetime | None = None) -> Assessment:
    """Say which meeting a draft is for ('': none). Raises as ``begin_draft``, and where it was frozen."""
    at = now or datetime.now(UTC)
    with hub.register.reading() as connection:
        about = find_version(connection, identity).about
    check_preparing(hub, who, about, at)
    with hub.register.writing() as connection:
        found = find_draft(connection, identity)
        _check_meeting(connection, hub, about.area, meeting)
        mine = ASSESSMENTS.c.id == identity
        connection.execute(update(ASSESSMENTS).where(mine).values(meeting=meeting or None))
        _note(connection, found, "assessment for meeting", who, at, {"meeting": meeting or None})
        return find_version(connection, identity)


def open_again(hub: Hub, identity: str, who: Identity, now: datetime | None = None) -> Assessment:
    """Open a new version of a frozen assessment: a draft, for the same meeting, with the words of the frozen one.

    Raises:
        AccessRefused: as ``begin_draft``.
        AssessmentRefused: no such version, or a later one is there already.
    """
    at = now or datetime.now(UTC)
    with hub.register.reading() as connection:
        about = find_version(connection, identity).about
    check_preparing(hub, who, about, at)
    with hub.register.writing() as connection:
        last = read_versions(connection, about)[0]
        if last.id != identity or last.state == "draft":
            raise AssessmentRefused(
                "a later version is there already, or this one is a draft.",
                f"version {last.version}, {last.state}.",
                "go on with the newest version.",
            )
        made = _begin(connection, about, last.version + 1, last.meeting, who, at)
        _write(connection, made, read_words(connection, last.id), who, at)
        return made


def check_preparing(hub: Hub, who: Identity, about: About, at: datetime) -> None:
    """Raise AccessRefused, noted, unless this person prepares this product, and as a chair this area."""

    def check() -> None:
        check_user_can_draft(who, about.product)
        if who.role not in OWN_JAG_ONLY:
            return
        covering = list_covering(hub, about.area)
        with hub.register.reading() as connection:
            if any(is_theirs(connection, who, one, at.date()) for one in covering):
                return
        raise AccessRefused(
            "a chair prepares the assessment of the JAG that they chair.",
            f"you are signed in for {who.organisation}.",
            "ask an analyst, who prepares those of every area.",
        )

    check_noted(hub.register, who, about.product, check, lambda: name_jag(hub.register, about.area))


def can_prepare(hub: Hub, who: Identity, about: About, now: datetime | None = None) -> bool:
    """Whether this person prepares it: for a page that offers only what will be done. Nothing is noted."""
    at = now or datetime.now(UTC)
    try:
        check_user_can_draft(who, about.product)
    except AccessRefused:
        return False
    if who.role not in OWN_JAG_ONLY:
        return True
    covering = list_covering(hub, about.area)
    with hub.register.reading() as connection:
        return any(is_theirs(connection, who, one, at.date()) for one in covering)


def list_meetings_for(hub: Hub, area: str) -> tuple[tuple[str, str], ...]:
    """Id and day of each meeting that an assessment of an area may be for, the first first."""
    with hub.register.reading() as connection:
        asked = select(MEETINGS.c.id, MEETINGS.c.day).where(
            MEETINGS.c.area.in_(list_covering(hub, area)), MEETINGS.c.state.in_(AHEAD)
        )
        return tuple((row.id, row.day) for row in connection.execute(asked.order_by(MEETINGS.c.day, MEETINGS.c.id)))


def _check_about(hub: Hub, about: About) -> None:
    _, geography = hub.records()
    area, when = None if about.area == ALL else about.area, Period.parse(about.period)
    check_ask(hub, geography, find_product(about.product), area, when, PACKS_OF[about.product][0], about.dataset)


def _check_meeting(connection: Connection, hub: Hub, area: str, meeting: str) -> None:
    if not meeting:
        return
    asked = select(MEETINGS.c.area, MEETINGS.c.state).where(MEETINGS.c.id == meeting)
    row = connection.execute(asked).first()
    if row is None or row.state not in AHEAD or row.area not in list_covering(hub, area):
        raise AssessmentRefused(
            "an assessment is for a meeting that is still ahead, of a JAG that covers its area.",
            "another meeting, or none of that id.",
            "choose one of the list, or none.",
        )


def _check_all(hub: Hub, words: Mapping[str, str], slots: Mapping[str, str]) -> dict[str, str]:
    """The words as they are kept. All refusals at once; none of them quotes what was typed."""
    cells = frozenset(hub.geography().grid.codes)
    checked: dict[str, str] = {}
    refused: list[Refused] = []
    for slot, typed in words.items():
        try:
            checked[slot] = _check_one(slots[slot], typed, cells) if typed.strip() else ""
        except Refused as refusal:
            refused.append(refusal)
    if not refused:
        return checked
    found, do = (" ".join(dict.fromkeys(getattr(one, name) for one in refused)) for name in ("found", "do"))
    raise AssessmentRefused(" ".join(one.what for one in refused), found, do)


def _check_one(title: str, typed: str, cells: frozenset[str]) -> str:
    kind = find_figure(check_sentence(title, typed, AssessmentRefused, LONGEST), cells)
    if kind:
        raise AssessmentRefused(
            f'"{title}" holds {kind}, and nothing of it was kept.',
            "what is no date, clock time, road or cell of the grid.",
            "leave figures to the tables, which have passed the gate: say what they mean, not how many there are.",
        )
    lines = (" ".join(line.split()) for line in typed.splitlines())
    return "\n".join(line for line in lines if line)


def _begin(connection: Connection, about: About, version: int, meeting: str, who: Identity, at: datetime) -> Assessment:
    stamp = at.isoformat(timespec="seconds")
    made = Assessment(f"a-{secrets.token_hex(4)}", about, version, meeting, "draft", who.name, who.organisation, stamp)
    row = {"id": made.id, **vars(about), "version": version, "meeting": meeting or None, "state": "draft"}
    begun = {"begun_by": who.name, "begun_line": who.organisation, "begun_at": stamp}
    connection.execute(insert(ASSESSMENTS).values(**row, **begun))
    _note(connection, made, "begin assessment", who, at, {"meeting": meeting or None})
    return made


def _write(connection: Connection, one: Assessment, words: Mapping[str, Said], who: Identity, at: datetime) -> None:
    stamp = {"author": who.name, "written_at": at.isoformat(timespec="seconds")}
    for slot, said in words.items():
        row = {"assessment": one.id, "slot": slot, "title": said.title, "words": said.words}
        connection.execute(insert(ASSESSMENT_WORDS).values(**row, **stamp))


def _note(
    connection: Connection, one: Assessment, action: str, who: Identity, at: datetime, more: dict[str, object]
) -> None:
    told = {name: words for name, words in vars(one.about).items() if name != "product"}
    detail = {"assessment": one.id, "version": one.version, "agency": who.organisation, **told, **more}
    append(connection, Entry(who.name, who.role, action, one.about.product, detail, at))
