"""Freezing an assessment: its packs are made in that act and kept whole, so that a later look gives the same bytes
whatever records, settings or words have become; and its packs given out again.

Freezing releases nothing (`safety.md` 9.3): a pack for an open session is frozen as it stands, as a draft that says so
on every page, or as released. While a second person decides, and after they refused, it is not frozen. What was
withdrawn since, and what shows small counts under a grant that has ended since, is not given out again.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from hub.access.identity import Identity
from hub.access.opening import check_noted
from hub.access.refusal import AccessRefused
from hub.assessments.drafting import check_preparing
from hub.assessments.refusal import AssessmentRefused
from hub.assessments.tables import ASSESSMENTS, PACKS
from hub.assessments.versions import PACKS_OF, Assessment, Said, find_draft, find_version, read_versions, read_words
from hub.briefing import write_pdf
from hub.export import file_name
from hub.geography import ALL
from hub.governance.grants import list_grants
from hub.governance.reviews import review_of
from hub.hub import Hub, entry_of
from hub.ledger import Entry, append
from hub.meetings.closed_packs import CLOSED, check_closed_pack
from hub.own_areas import check_area
from hub.products.product import Product
from hub.products.written import list_slots
from hub.release import release
from hub.release_asks import check_asked
from ingest.periods import Period

MAY_FREEZE = ("shared", "draft", "released")
"""Stages of a release review at which a pack is frozen."""
KIND = "pdf"


@dataclass(frozen=True)
class Pack:
    """One pack as it was frozen, without its bytes. ``grants``: ids of those whose small counts are in it."""

    assessment: str
    audience: str
    release: str
    marking: str
    stage: str
    rules: str
    grants: tuple[str, ...]
    file_name: str
    sha256: str


def freeze(hub: Hub, identity: str, who: Identity, now: datetime | None = None) -> Assessment:
    """Freeze a draft: make its packs, keep them whole, and let it supersede the version before.

    Raises:
        AccessRefused: somebody who does not prepare this product, or this area.
        AssessmentRefused: no such draft; a pack under review, refused or withdrawn; words that were written about what
            the data now show no more, or that were changed meanwhile.
        ReleaseRefused: the gate refuses.
    """
    at = now or datetime.now(UTC)
    with hub.register.reading() as connection:
        draft = find_draft(connection, identity)
        words = read_words(connection, identity)
    check_preparing(hub, who, draft.about, at)
    with hub.at_one_moment():
        made = {one: _release(hub, draft, one, who, at) for one in PACKS_OF[draft.about.product]}
    first = next(iter(made.values()))
    _check_titles(words, list_slots(first.sections))
    _check_stages(made)
    written = {audience: write_pdf(product) for audience, product in made.items()}
    with hub.register.writing() as connection:
        find_draft(connection, identity)
        if read_words(connection, identity) != words:
            raise AssessmentRefused(
                "the words were changed while the packs were made.", "other words than a moment ago.", "freeze it anew."
            )
        packs = [_keep(connection, draft, made[one], written[one]) for one in made]
        frozen = {"frozen_by": who.name, "frozen_line": who.organisation, "data_version": first.data_version}
        _supersede(connection, draft)
        mine = ASSESSMENTS.c.id == identity
        stamp = at.isoformat(timespec="seconds")
        connection.execute(update(ASSESSMENTS).where(mine).values(state="frozen", frozen_at=stamp, **frozen))
        append(connection, Entry(who.name, who.role, "freeze", draft.about.product, _detail(draft, who, packs), at))
        return find_version(connection, identity)


def list_packs(hub: Hub, identity: str) -> tuple[Pack, ...]:
    """What was frozen of a version, in the order of its audiences, without the bytes; for whoever sees its page."""
    with hub.register.reading() as connection:
        about = find_version(connection, identity).about
        packs = {one: _read(connection, identity, one) for one in PACKS_OF[about.product]}
    return tuple(one for one in packs.values() if one is not None)


def take_pack(
    hub: Hub, identity: str, audience: str, who: Identity, now: datetime | None = None
) -> tuple[Assessment, Pack, bytes]:
    """A pack as it was frozen, byte for byte, for somebody who may have its product for this audience.

    Raises:
        AccessRefused: a role or an area that is not theirs, or a closed session that is not held; noted.
        AssessmentRefused: no such pack; its release was withdrawn, a grant has ended, or its bytes are damaged.
    """
    at = now or datetime.now(UTC)
    with hub.register.reading() as connection:
        found = find_version(connection, identity)
    about = found.about
    check_asked(hub, who, about.product, audience, about.area)
    check_area(hub, hub.geography(), who, about.product, audience, about.area)
    told = {"audience": audience, "area": about.area}
    check_noted(hub.register, who, about.product, lambda: _check_whole(who, about.area), lambda: told)
    if audience == CLOSED:
        check_closed_pack(hub, who, about.product, about.area, at)
    with hub.register.reading() as connection:
        pack = _read(connection, identity, audience)
        if pack is None:
            raise AssessmentRefused(
                "there is no such pack.", "a version or a session without one.", "open its page, and choose there."
            )
        mine = (PACKS.c.assessment == identity, PACKS.c.audience == audience)
        content = bytes(connection.execute(select(PACKS.c.content).where(*mine)).scalar_one())
    check_standing(hub, pack, at)
    if hashlib.sha256(content).hexdigest() != pack.sha256:
        raise AssessmentRefused(
            "this pack is not the one that was frozen.",
            "bytes that do not match their sum.",
            "tell whoever looks after the hub: restore it from a backup.",
        )
    return found, pack, content


def note_taking(hub: Hub, found: Assessment, pack: Pack, who: Identity) -> None:
    """Write to the ledger that somebody took a frozen pack as a file (`safety.md` 7.5)."""
    told = {"assessment": found.id, "version": found.version, "audience": pack.audience, "area": found.about.area}
    detail = {**told, "period": found.about.period, "release": pack.release, "kind": KIND, "sha256": pack.sha256}
    with hub.register.writing() as connection:
        append(connection, entry_of(who, "export", found.about.product, detail))


def check_standing(hub: Hub, pack: Pack, at: datetime) -> None:
    """Raise AssessmentRefused where a pack is not to be given out any more: withdrawn, or a grant in it has ended."""
    review = review_of(hub.register, pack.release)
    if pack.stage == "released" and (review is None or review.state != "released"):
        raise AssessmentRefused(
            "the release of this pack was withdrawn.",
            "a pack that says it is released.",
            "open a new version, and freeze that.",
        )
    in_force = {one.id for one in list_grants(hub.register) if one.is_in_force(at.date())}
    if set(pack.grants) - in_force:
        raise AssessmentRefused(
            "a grant under which this pack shows small counts has ended.",
            "a grant that was revoked, or is over.",
            "open a new version, and freeze that: it shows what is granted now.",
        )


def _release(hub: Hub, draft: Assessment, audience: str, who: Identity, at: datetime) -> Product:
    about = draft.about
    area = None if about.area == ALL else about.area
    asked = {"period": Period.parse(about.period), "audience": audience, "area": area, "dataset": about.dataset}
    return release(hub, about.product, who=who, today=at.date(), **asked)  # type: ignore[arg-type]


def _check_titles(words: Mapping[str, Said], slots: Mapping[str, str]) -> None:
    """Words about one hotspot are not printed under another that has its letter by now."""
    moved = [said.title for slot, said in words.items() if slot in slots and slots[slot] != said.title]
    if moved:
        raise AssessmentRefused(
            "some words were written about what the data show no more.",
            f"words for: {'; '.join(moved)}.",
            "read them under their new headings, and write them anew or keep them.",
        )


def _check_stages(made: Mapping[str, Product]) -> None:
    for audience, product in made.items():
        if product.stage not in MAY_FREEZE:
            raise AssessmentRefused(
                f"the pack for the audience {audience} is {product.stage}, and is not frozen at that.",
                "a release review that stands against it, or is still to be decided.",
                "wait for the second person, or write other words: they make another release.",
            )


def _check_whole(who: Identity, area: str) -> None:
    """A frozen pack of the whole partnership tells places of every area."""
    if who.areas is not None and area == ALL:
        raise AccessRefused(
            "a frozen pack of the whole partnership tells of every area.",
            f"your account is limited to {', '.join(who.areas)}.",
            "read the product on its page, or take the pack of an area of yours.",
        )


def _keep(connection: Connection, draft: Assessment, product: Product, content: bytes) -> Pack:
    name = file_name(product, KIND).removesuffix(f".{KIND}")
    pack = Pack(
        assessment=draft.id,
        audience=product.audience,
        release=product.release_id,
        marking=product.marking,
        stage=product.stage,
        rules=product.rules,
        grants=product.grants,
        file_name=f"{name}_version-{draft.version}.{KIND}",
        sha256=hashlib.sha256(content).hexdigest(),
    )
    row = {**vars(pack), "grants": json.dumps(list(pack.grants))}
    connection.execute(insert(PACKS).values(**row, content=content))
    return pack


def _supersede(connection: Connection, draft: Assessment) -> None:
    """The versions before were replaced; they stay readable."""
    earlier = [one.id for one in read_versions(connection, draft.about) if one.state == "frozen"]
    connection.execute(update(ASSESSMENTS).where(ASSESSMENTS.c.id.in_(earlier)).values(state="superseded"))


def _detail(draft: Assessment, who: Identity, packs: list[Pack]) -> dict[str, object]:
    told = {name: words for name, words in vars(draft.about).items() if name != "product"}
    sums = {one.audience: {"release": one.release, "stage": one.stage, "sha256": one.sha256} for one in packs}
    return {"assessment": draft.id, "version": draft.version, "agency": who.organisation, **told, "packs": sums}


def _read(connection: Connection, identity: str, audience: str) -> Pack | None:
    columns = [column for column in PACKS.c if column.name != "content"]
    asked = select(*columns).where(PACKS.c.assessment == identity, PACKS.c.audience == audience)
    row = connection.execute(asked).first()
    return None if row is None else Pack(**{**row._mapping, "grants": tuple(json.loads(row.grants))})
