"""Where an assessment stands, for the page of its product and for the meeting that it is for."""

from dataclasses import dataclass
from datetime import UTC, datetime

from hub.access.identity import Identity
from hub.access.matrix import audiences_for, user_can_meet
from hub.assessments.drafting import can_prepare, list_meetings_for
from hub.assessments.freezing import Pack, check_standing, list_packs
from hub.assessments.refusal import AssessmentRefused
from hub.assessments.versions import (
    PACKS_OF,
    About,
    Assessment,
    list_for_meetings,
    list_versions,
    read_words,
)
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.closed_packs import CLOSED, LOCKED, may_take_closed_pack
from hub.meetings.rights import is_theirs
from hub.meetings.tables import MEETINGS
from hub.months import name_day, name_period
from hub.own_areas import find_told

NOT_BEGUN = "○\u00a0not begun"


@dataclass(frozen=True)
class Shelf:
    """One version, and of its packs those that this reader is given now; ``why``: what keeps others back, if told."""

    version: Assessment
    packs: tuple[Pack, ...]
    why: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """An assessment as a reader of its product's page sees it. ``words`` are those of the newest version, by slot;
    ``meetings``: id and day of each that a draft may be for; ``prepares``: this reader may write, freeze and begin."""

    about: About
    shelves: tuple[Shelf, ...]
    words: dict[str, str]
    prepares: bool
    meetings: tuple[tuple[str, str], ...]

    @property
    def newest(self) -> Assessment | None:
        """The newest version; None where it was not begun."""
        return self.shelves[0].version if self.shelves else None


@dataclass(frozen=True)
class ForMeeting:
    """One assessment that a meeting is to have: of what, where it stands, and what can be printed of it now."""

    title: str
    state: str
    shelf: Shelf | None


def read_standing(hub: Hub, who: Identity, about: About, now: datetime | None = None) -> Standing | None:
    """Where an assessment stands; None for a product that is none, or a reader who is not told of the whole area."""
    at = now or datetime.now(UTC)
    if about.product not in PACKS_OF or not audiences_for(who, about.product) or not _is_told(hub, who, about.area):
        return None
    prepares, versions = can_prepare(hub, who, about, at), list_versions(hub.register, about)
    with hub.register.reading() as connection:
        words = read_words(connection, versions[0].id) if versions else {}
    return Standing(
        about=about,
        shelves=tuple(_shelf(hub, one, who, at) for one in versions if prepares or one.state != "draft"),
        words={slot: one.words for slot, one in words.items()} if prepares else {},
        prepares=prepares,
        meetings=list_meetings_for(hub, about.area) if prepares else (),
    )


def read_for_meeting(hub: Hub, who: Identity, meeting: str, now: datetime | None = None) -> tuple[ForMeeting, ...]:
    """Each assessment that is for a meeting, for whoever has rights for its JAG; nothing for anybody else."""
    at = now or datetime.now(UTC)
    with hub.register.reading() as connection:
        area = connection.execute(MEETINGS.select().where(MEETINGS.c.id == meeting)).first()
        if area is None or not user_can_meet(who, "open") or not is_theirs(connection, who, area.area, at.date()):
            return ()
        versions = list_for_meetings(connection, [meeting])
    found = []
    for about in dict.fromkeys(one.about for one in versions):
        mine = [one for one in versions if one.about == about]
        frozen = next((one for one in mine if one.state == "frozen"), None)
        shelf = _shelf(hub, frozen, who, at) if frozen else None
        found.append(ForMeeting(_title(hub, about), _state(mine[0], frozen), shelf))
    return tuple(found)


def _is_told(hub: Hub, who: Identity, area: str) -> bool:
    """Whether somebody is told of a whole area: words and frozen packs of the partnership tell of every place."""
    return who.areas is None or (area != ALL and area in (find_told(hub.geography(), who.areas) or ()))


def _shelf(hub: Hub, version: Assessment, who: Identity, at: datetime) -> Shelf:
    given, why = [], []
    for pack in list_packs(hub, version.id):
        if pack.audience not in audiences_for(who, version.about.product):
            continue
        if pack.audience == CLOSED and not may_take_closed_pack(hub, who, version.about.area, at):
            why.append(LOCKED)
            continue
        try:
            check_standing(hub, pack, at)
            given.append(pack)
        except AssessmentRefused as refusal:
            why.append(f"{refusal.what[:1].upper()}{refusal.what[1:]}")
    return Shelf(version, tuple(given), tuple(why))


def _state(newest: Assessment, frozen: Assessment | None) -> str:
    if frozen is None:
        return "…\u00a0draft"
    later = f"; version {newest.version} is a draft" if newest.state == "draft" else ""
    return f"●\u00a0frozen, version {frozen.version}, on {name_day(frozen.frozen_at[:10])}{later}"


def _title(hub: Hub, about: About) -> str:
    return f"{name_period(about.period)}, {hub.geography().names.get(about.area, about.area)}"
