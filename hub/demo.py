"""The demo: a made-up partnership, received file by file through the same way in as a real one."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from geo.boundaries import read_boundaries, read_population
from hub.access.accounts import add_account, change_password, list_accounts
from hub.access.identity import ROLE_TITLES, Identity, Role
from hub.access.organisations import sign_agreement
from hub.access.passwords import make_password
from hub.delivery import Delivery
from hub.demo_meetings import make_meetings
from hub.demo_requests import make_requests
from hub.demo_threats import make_threats
from hub.hub import Hub, open_hub
from hub.meetings.evaluations import USUAL
from hub.release import release
from hub.release_review import approve_release, draft_release
from hub.settings import FILE_NAME, write_settings
from hub.store import Stored
from ingest.layers import Wanted
from ingest.periods import Period
from ingest.synthetic import PARTNERSHIP, make_partnership
from ingest.synthetic_layers import LICENCE

READERS: tuple[Role, ...] = ("analyst", "chair", "board", "liaison")
MAKER = Identity("demo", "analyst", "command line")
FINISHED = "demo-finished"
WHY_ACCEPTED = "the faults planted in the demo are known; its other rows are good"
TOGETHER = 16


@dataclass(frozen=True)
class Demo:
    """A demo that was made: its folder, what was received, and who may sign in (passwords are made anew each time)."""

    hub: Path
    files: int
    events: int
    accounts: list[dict[str, str]]

    def as_text(self) -> str:
        """What was made, in one line."""
        return f"{self.files} extracts received, {self.events:,} events held, in {self.hub}."


def make_demo(directory: Path, show_progress: bool = True) -> Demo:
    """Make the synthetic partnership's hub, or open the one made before, and give its three readers new passwords."""
    hub_directory = directory / "hub"
    marker = directory / FINISHED
    if not (hub_directory / FILE_NAME).exists():
        _without_devices(write_settings(hub_directory, PARTNERSHIP))
    hub = open_hub(hub_directory)
    if not marker.exists():
        _fill(hub, directory / "extracts", show_progress)
        marker.touch()
    held = [one for dataset in hub.supplied_datasets() for one in hub.batches(dataset.name)]
    return Demo(hub_directory, len(held), sum(one["events"] for one in held), _make_accounts(hub))


def _without_devices(settings: Path) -> None:
    """Nobody needs a device to look at people who do not exist."""
    lines = settings.read_text(encoding="utf-8").splitlines()
    lines = ["second_factor = []" if line.startswith("second_factor = ") else line for line in lines]
    settings.write_text("\n".join([*lines, ""]), encoding="utf-8")


def _fill(hub: Hub, extracts: Path, show_progress: bool) -> None:
    extracts.mkdir(parents=True, exist_ok=True)
    with _progress(show_progress) as step:
        step("Making a partnership that does not exist", 0, 1)
        made = make_partnership(extracts)
        step("Adding its areas and residents", 0, 1)
        for level in ("lsoa", "msoa", "ward"):
            hub.add_areas(read_boundaries(extracts / f"{level}.geojson", level, "code", "name"), MAKER)
        hub.add_residents("lsoa", read_population(extracts / "population.csv", "code", "residents"), MAKER)
        for one in made.layers:
            label, code, value, period = (one.columns.get(name) for name in ("label", "code", "value", "period"))
            wanted = Wanted(one.layer, LICENCE, one.date, label=label, code=code, value=value, period=period)
            hub.add_layer(extracts / one.file, wanted, MAKER)
        for start in range(0, len(made.receipts), TOGETHER):
            step("Receiving every agency's extracts", start, len(made.receipts))
            some = made.receipts[start : start + TOGETHER]
            files = (Delivery(extracts / each.file, each.dataset, provider=each.provider) for each in some)
            _accept_held(hub, hub.receive_all(files, MAKER))
        make_threats(hub, MAKER)
        latest = Period.parse(hub.periods("recorded-crime")[-1])
        acted = latest.shifted(-USUAL - 1)
        make_meetings(hub, _organisation(hub, "liaison"), PARTNERSHIP, datetime.now(UTC).date(), acted)
        _release_latest(hub, latest, step)


def _accept_held(hub: Hub, taken: list[Stored]) -> None:
    """Accept the files with planted faults, as a liaison officer would; their refused rows stay out."""
    for one in taken:
        if one.state == "quarantined":
            hub.quarantine.accept(one.batch, WHY_ACCEPTED, hub.geography().places, MAKER, datetime.now(UTC))


def _release_latest(hub: Hub, latest: Period, step: Callable[[str, int, int], None]) -> None:
    """Release each product once, so that the app opens on lattices that have passed the gate already. It comes last:
    what the JAG agreed is part of what is released."""
    release(hub, "hotspot-explorer", period=latest, audience="partner", who=MAKER)
    asked = (("tactical-assessment", "open"), ("strategic-summary", "board"))
    for number, (product, audience) in enumerate(asked):
        step("Passing the figures through the gate", number, len(asked))
        drafted = draft_release(hub, product, period=latest, audience=audience, who=MAKER)
        approve_release(hub, drafted.id, Identity("demo liaison", "liaison", _organisation(hub, "liaison")))


def _make_accounts(hub: Hub) -> list[dict[str, str]]:
    made = []
    for organisation in sorted({_organisation(hub, role) for role in READERS}):
        sign_agreement(hub.register, organisation, MAKER)
    for role in READERS:
        password = make_password()
        _give(hub, role, _organisation(hub, role), password)
        made.append({"name": role, "role": role, "title": ROLE_TITLES[role], "password": password})
    make_requests(hub, _organisation(hub, "liaison"), PARTNERSHIP, datetime.now(UTC))
    return made


def _give(hub: Hub, role: Role, organisation: str, password: str) -> None:
    """A new password; an account that there is stays its person's, with the requests and views that are theirs."""
    held = {(one.name, one.role, one.organisation, one.suspended_on, one.areas) for one in list_accounts(hub.register)}
    if (role, role, organisation, None, None) in held:
        change_password(hub.register, role, password, MAKER)
    else:
        add_account(hub.register, role, role, organisation, password, MAKER)


def _organisation(hub: Hub, role: Role) -> str:
    """The liaison officer is of the police, who own the records of most figures; the others of the partnership."""
    return str(hub.batches("recorded-crime")[0]["provider"]) if role == "liaison" else PARTNERSHIP


@contextmanager
def _progress(shown: bool) -> Iterator[Callable[[str, int, int], None]]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not shown) as progress:
        tasks: dict[str, TaskID] = {}

        def step(words: str, done: int, total: int) -> None:
            for other, task in tasks.items():
                if other != words:
                    progress.update(task, completed=progress.tasks[task].total)
            if words not in tasks:
                tasks[words] = progress.add_task(words, total=total)
            progress.update(tasks[words], completed=done, total=total)

        yield step
        for task in tasks.values():
            progress.update(task, completed=progress.tasks[task].total)


def read_truth(directory: Path) -> dict[str, object]:
    """The truth file of a demo: what was planted, for tests."""
    found: dict[str, object] = json.loads((directory / "extracts" / "truth.json").read_text(encoding="utf-8"))
    return found
