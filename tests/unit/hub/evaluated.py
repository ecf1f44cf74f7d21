"""A hub with an action of a JAG in one ward, and burglaries before and after it in four wards."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from hub.access.identity import Identity
from hub.access.organisations import sign_agreement
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.actions import Action, Asked, add_action
from hub.meetings.evaluations import Choice
from hub.meetings.groups import found_jag, list_members
from tests.unit.hub.people import WHO
from tests.unit.hub.small_hub import HEAD, WHAT, make_hub, receive

POLICE, COUNCIL = "Police force", "Borough council"
ANALYST = Identity("ann", "analyst", COUNCIL)
CHAIR = Identity("cleo", "chair", POLICE)
TREATED, CONTROL, NEARBY, BESIDE = (f"E8500000{number:03d}" for number in (1, 2, 3, 4))
BEFORE, MONTH, AFTER = "2024-11", "2024-12", "2025-01"
AGREED = datetime(2024, 12, 10, 10, tzinfo=UTC)
CHOSEN = datetime(2024, 12, 12, 10, tzinfo=UTC)
LOOKED = datetime(2025, 3, 4, 10, tzinfo=UTC)
Counts = Mapping[str, tuple[int, ...]]
"""Burglaries of each ward in the months of a hub."""
ORACLE: Counts = {TREATED: (20, 15, 10), CONTROL: (20, 15, 20), NEARBY: (12, 12, 18), BESIDE: (10, 10, 8)}
"""`domain.md` section 6: control (20, 20), treated (20, 10); and what moved next door (`tests/unit/geo`)."""
CHOICE = Choice("agreed", 1, CONTROL, "It has the same kind of homes and no visits.")


def make_evaluated(
    folder: Path, counts: Counts = ORACLE, months: tuple[str, ...] = (BEFORE, MONTH, AFTER)
) -> tuple[Hub, Action]:
    """The hub, and its action, agreed in the month between; no control is on record yet."""
    hub = make_hub(folder / "hub")
    for at, month in enumerate(months):
        receive(hub, write_month(folder, month, {ward: numbers[at] for ward, numbers in counts.items()}), POLICE)
    sign_agreement(hub.register, POLICE, WHO, now=AGREED)
    found_jag(hub, ALL, ("policing-commander", POLICE), ANALYST, now=AGREED)
    return hub, agree(hub)


def agree(hub: Hub, place: str = TREATED, due: date = date(2025, 3, 31)) -> Action:
    """Another action of that JAG, against burglary, as an analyst writes it down."""
    with hub.register.reading() as connection:
        member = list_members(connection, ALL)[0].id
    what = "Offer window locks to every home"
    asked = Asked(what, member, due, "response", place, "recorded-crime", "burglary")
    return add_action(hub, ALL, asked, ANALYST, AGREED)


def write_month(folder: Path, month: str, counts: Mapping[str, int]) -> Path:
    """An extract with so many burglaries in each ward, spread over its four LSOAs."""
    lines = [HEAD]
    for ward, number in counts.items():
        corner = int(ward[-3:]) - 1
        for event in range(number):
            x = 450_300 + 2_000 * (corner // 2) + 1_000 * (event % 2)
            y = 100_300 + 2_000 * (corner % 2) + 1_000 * (event // 2 % 2)
            lines.append(f"{event % 28 + 1:02d}/{month[5:]}/{month[:4]},{WHAT},{x},{y}")
    path = folder / f"{month}.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path
