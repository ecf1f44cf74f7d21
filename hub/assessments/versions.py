"""The versions of an assessment: one of a product, area, period and data set begins as a draft, is frozen, and is
superseded once a later version is frozen.

What a version was given in words stands beside it, each change on a row of its own: the last of a slot is in force.
What was frozen is read here and never written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, func, select

from hub.assessments.refusal import AssessmentRefused
from hub.assessments.tables import ASSESSMENT_WORDS, ASSESSMENTS
from hub.register import Register
from ingest.periods import day_in_words

State = Literal["draft", "frozen", "superseded"]
PACKS_OF: Mapping[str, tuple[str, ...]] = {
    "tactical-assessment": ("open", "closed"),
    "strategic-assessment": ("board",),
}
"""Products that are kept as assessments, and the audiences of the packs that are frozen of each."""


@dataclass(frozen=True)
class About:
    """What an assessment is of: product, code of its area (or ``ALL``), period and main data set."""

    product: str
    area: str
    period: str
    dataset: str


@dataclass(frozen=True)
class Assessment:
    """One version. ``meeting``: the JAG meeting that it is for ('': none); ``frozen_*`` and ``data_version`` are empty
    while it is a draft."""

    id: str
    about: About
    version: int
    meeting: str
    state: State
    begun_by: str
    begun_line: str
    begun_at: str
    frozen_by: str = ""
    frozen_line: str = ""
    frozen_at: str = ""
    data_version: str = ""

    @property
    def title(self) -> str:
        """The version and its state in words."""
        if self.state == "draft":
            return f"Version {self.version}, draft, begun on {_day(self.begun_at)}"
        gone = ", superseded" if self.state == "superseded" else ""
        return f"Version {self.version}, frozen on {_day(self.frozen_at)} from {self.data_version}{gone}"


@dataclass(frozen=True)
class Said:
    """Words of a slot, and the title that it had when they were written: of which hotspot, say."""

    title: str
    words: str


def list_versions(register: Register, about: About) -> tuple[Assessment, ...]:
    """Every version of an assessment, the newest first; none where it was not begun."""
    with register.reading() as connection:
        return read_versions(connection, about)


def read_versions(connection: Connection, about: About) -> tuple[Assessment, ...]:
    """The same within the caller's transaction."""
    mine = [ASSESSMENTS.c[name] == words for name, words in vars(about).items()]
    rows = connection.execute(select(ASSESSMENTS).where(*mine).order_by(ASSESSMENTS.c.version.desc()))
    return tuple(_read(row._mapping) for row in rows)


def find_version(connection: Connection, identity: str) -> Assessment:
    """The version of that id. Raises AssessmentRefused where there is none."""
    row = connection.execute(select(ASSESSMENTS).where(ASSESSMENTS.c.id == identity)).first()
    if row is None:
        raise AssessmentRefused("there is no such assessment.", "an id that none has.", "open it on its page.")
    return _read(row._mapping)


def find_draft(connection: Connection, identity: str) -> Assessment:
    """The draft of that id. Raises AssessmentRefused where there is none, or it was frozen."""
    found = find_version(connection, identity)
    if found.state != "draft":
        raise AssessmentRefused(
            "this version was frozen, and stays as it is.",
            f"version {found.version}, {found.state}.",
            "open a new version: it begins with the words of this one.",
        )
    return found


def list_for_meetings(connection: Connection, meetings: list[str]) -> tuple[Assessment, ...]:
    """Every version that is for one of these meetings, the newest of each assessment first."""
    rows = connection.execute(
        select(ASSESSMENTS).where(ASSESSMENTS.c.meeting.in_(meetings)).order_by(ASSESSMENTS.c.version.desc())
    )
    return tuple(_read(row._mapping) for row in rows)


def read_words(connection: Connection, identity: str) -> dict[str, Said]:
    """The words of a version that are in force, by slot; a slot that was emptied is not among them."""
    row = ASSESSMENT_WORDS.c
    asked = select(row.slot, row.title, row.words).where(row.assessment == identity).order_by(row.number)
    found = {one.slot: Said(one.title, one.words) for one in connection.execute(asked)}
    return {slot: said for slot, said in found.items() if said.words}


def words_in_force(register: Register, about: About) -> dict[str, str]:
    """The words of the newest version of an assessment, by slot, as its product is drafted with them."""
    if about.product not in PACKS_OF:
        return {}
    with register.reading() as connection:
        versions = read_versions(connection, about)
        return {slot: one.words for slot, one in read_words(connection, versions[0].id).items()} if versions else {}


def name_last_words(register: Register, product: str) -> str:
    """A word that changes whenever words of any assessment of a product do."""
    if product not in PACKS_OF:
        return ""
    asked = (
        select(func.max(ASSESSMENT_WORDS.c.number), func.count(ASSESSMENTS.c.id.distinct()))
        .select_from(ASSESSMENTS)
        .outerjoin(ASSESSMENT_WORDS, ASSESSMENT_WORDS.c.assessment == ASSESSMENTS.c.id)
        .where(ASSESSMENTS.c.product == product)
    )
    with register.reading() as connection:
        return "-".join(str(one) for one in connection.execute(asked).one())


def _read(row: RowMapping) -> Assessment:
    told: dict[str, Any] = {str(name): words or "" for name, words in row.items()}
    about = About(**{name: told.pop(name) for name in ("product", "area", "period", "dataset")})
    return Assessment(about=about, **told)


def _day(moment: str) -> str:
    return day_in_words(date.fromisoformat(moment[:10]))
