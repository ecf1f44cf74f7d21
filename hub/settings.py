"""`saferhub.toml`: read once, every value checked, unknown keys refused with the nearest known one."""

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from geo.checks import Refused
from hub.access.identity import Role
from hub.access.providers import Key, Provider
from hub.disclosure.rules import SMALLEST_THRESHOLD, Rules
from hub.governance.marking import check_marking
from hub.settings_template import TEMPLATE
from ingest.register import DATASETS, find_dataset

FILE_NAME = "saferhub.toml"
LEAST_RESIDENTS = 100
"""The fewest residents of a census output area, the smallest area that any official count is published of."""
MARKUP = set("<>{}\\`$#*|~")


def _plain(words: str) -> str:
    if not words.isprintable() or set(words) & MARKUP:
        raise ValueError("write plain text on one line, without signs of markup")
    return words


def _known(dataset: str) -> str:
    names = [one.name for one in DATASETS]
    if dataset not in names:
        near = get_close_matches(dataset, names, n=1, cutoff=0.3)
        raise ValueError(f"there is no such data set; {'the nearest is ' + near[0] if near else ', '.join(names)}")
    return dataset


Threshold = Annotated[int, Field(ge=SMALLEST_THRESHOLD, le=100)]
Level = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,20}$")]
AreaCode = Annotated[str, Field(pattern=r"^[EWS]\d{8}$")]
Name = Annotated[str, Field(min_length=2, max_length=100)]
MarkingWords = Annotated[Name, AfterValidator(check_marking)]
Line = Annotated[str, Field(min_length=2, max_length=200), AfterValidator(_plain)]
DatasetName = Annotated[str, AfterValidator(_known)]
Months = Annotated[int, Field(ge=1, le=240)]
MoreThanAYear = Annotated[int, Field(ge=13, le=240)]
"""Months of what is counted for the board over a year."""
PATTERN_ADDRESS = r"^(https://[a-z0-9.-]+(:\d{1,5})?|http://(localhost|127\.0\.0\.1)(:\d{1,5})?)?$"
"""Scheme, name and port, in small letters; HTTPS, except on this very machine."""
MONTH = r"(19|20)\d{2}-(0[1-9]|1[0-2])"


class SettingsRefused(Refused):
    """The settings file is missing, unreadable or holds a value that cannot be used."""

    exit_code: ClassVar[int] = 13


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Partnership(_Part):
    """Whose hub this is, and the local government areas it is for (SI 2007/1831: the area)."""

    name: Name
    area_codes: list[AreaCode] = []


class Areas(_Part):
    """Levels of area in use. ``base`` is the finest, ``report`` the level of tables by category."""

    levels: Annotated[list[Level], Field(min_length=1)] = ["lsoa", "msoa", "ward", "district"]
    base: Level = "lsoa"
    report: Level = "ward"
    cell_size: Literal[100, 500, 1000] = 500

    @model_validator(mode="after")
    def _levels_hold_base_and_report(self) -> "Areas":
        if len(set(self.levels)) != len(self.levels) or not {self.base, self.report} <= set(self.levels):
            raise ValueError("levels must be different, and hold base and report")
        return self


class Strictness(_Part):
    """What somebody asks for beyond the general rules: a higher threshold, zeros as small counts, rounding to 5."""

    threshold: Threshold = SMALLEST_THRESHOLD
    zeros: Literal["shown", "small"] = "shown"
    rounding: Literal[1, 5] = 1


Asked = Annotated[Strictness, BeforeValidator(lambda given: {"threshold": given} if isinstance(given, int) else given)]
Audience = Literal["open", "closed", "board", "partner"]


class Disclosure(_Part):
    """Threshold rule: a cell with 1..threshold-1 records is small (`004` section 6). Never below 5.

    ``least_residents``: an area of fewer is not published. What ``providers`` ask for, or is asked for single
    ``datasets`` or ``audiences``, is added; the strictest holds.
    """

    threshold: Threshold = SMALLEST_THRESHOLD
    least_residents: Annotated[int, Field(ge=LEAST_RESIDENTS, le=10_000)] = LEAST_RESIDENTS
    providers: dict[str, Asked] = {}
    datasets: dict[DatasetName, Asked] = {}
    audiences: dict[Audience, Asked] = {}


class Receive(_Part):
    """What becomes of a file of which some rows break the contract, by the share of those rows.

    Up to ``tolerable_share`` the good rows are loaded at once; up to ``wrong_layout_share`` they are held in quarantine
    until an officer accepts them or a better file comes; above it the file is refused whole.
    """

    tolerable_share: Annotated[float, Field(ge=0, le=0.05)] = 0.0
    wrong_layout_share: Annotated[float, Field(ge=0.05, le=0.5)] = 0.5


class Supply(_Part):
    """Who owes which data sets, how often, since when, and whom to ask (SI 2007/1831; `001` 2.4; `004` section 11).

    ``monthly``: data set -> days after a month's end in which it is due. ``owed``: provider -> data sets. ``ended``:
    provider -> last month it owes. ``contacts``: provider -> whom to ask.
    """

    since: Annotated[str, Field(pattern=rf"^({MONTH})?$")] = ""
    send_to: Line = "Send it by a secure transfer that both sides use, to the officer who keeps this hub."
    monthly: dict[DatasetName, Annotated[int, Field(ge=1, le=180)]] = {}
    owed: dict[Name, list[DatasetName]] = {}
    ended: dict[Name, Annotated[str, Field(pattern=rf"^{MONTH}$")]] = {}
    contacts: dict[Name, Line] = {}


class Retention(_Part):
    """Months a batch is kept after its last month, for single data sets too; reviewed yearly (`004` section 12).

    ``meetings``: the same for JAG meetings with their minutes, and for actions that are done; ``requests``: for those
    for information that are over.
    """

    months: Months = 84
    meetings: Months = 84
    requests: MoreThanAYear = 84
    datasets: dict[DatasetName, Months] = {}

    def months_for(self, dataset: str) -> int:
        """Months that a data set's batches are kept."""
        return self.datasets.get(dataset, self.months)


class Markings(_Part):
    """Protective marking printed on every page, by audience; none above what a hub may hold."""

    open: MarkingWords = "OFFICIAL"
    closed: MarkingWords = "OFFICIAL-SENSITIVE"
    board: MarkingWords = "OFFICIAL"
    partner: MarkingWords = "OFFICIAL-SENSITIVE"


class SignIn(_Part):
    """How people sign in: the roles that need a second factor (`safety.md` 7.4), and their organisations' services.

    ``address``: where readers find the hub, and nowhere else. Empty: wherever it is asked for.
    """

    address: Annotated[str, Field(pattern=PATTERN_ADDRESS)] = ""
    second_factor: list[Role] = ["chair", "liaison", "administrator"]
    services: dict[Key, Provider] = {}


class Storage(_Part):
    """Where the hub keeps its files, relative to the settings file."""

    data: Annotated[str, Field(min_length=1)] = "data"


class Settings(_Part):
    """Everything a partnership may choose. ``directory`` is where the file was read."""

    partnership: Partnership
    areas: Areas = Areas()
    disclosure: Disclosure = Disclosure()
    receive: Receive = Receive()
    supply: Supply = Supply()
    retention: Retention = Retention()
    markings: Markings = Markings()
    sign_in: SignIn = SignIn()
    storage: Storage = Storage()
    directory: Path

    @property
    def data_directory(self) -> Path:
        """Folder of the store and the register."""
        return self.directory / self.storage.data

    def rules_for(self, dataset: str, providers: set[str]) -> Rules:
        """The strictest of what the partnership, the data set, its providers and any audience ask for.

        One cell is never shown under two patterns, so what one audience asks for holds for all of them.
        """
        asked = self.disclosure
        chosen = [*asked.audiences.values(), *(asked.providers[name] for name in providers if name in asked.providers)]
        if dataset in asked.datasets:
            chosen.append(asked.datasets[dataset])
        return Rules(
            threshold=max(asked.threshold, *(one.threshold for one in chosen), SMALLEST_THRESHOLD),
            zeros_small=find_dataset(dataset).sensitive or any(one.zeros == "small" for one in chosen),
            rounding=max([1, *(one.rounding for one in chosen)]),
        )

    def count_zeros(self, batches: Iterable[Mapping[str, Any]]) -> frozenset[str]:
        """Data sets of these batches in which a zero counts as small."""
        providers: dict[str, set[str]] = {}
        for batch in batches:
            providers.setdefault(batch["dataset"], set()).add(batch["provider"])
        return frozenset(name for name, found in providers.items() if self.rules_for(name, found).zeros_small)


def read_settings(directory: Path) -> Settings:
    """Read ``saferhub.toml`` of a hub directory.

    Raises:
        SettingsRefused: no such file, not TOML, an unknown key (the nearest known one is named) or an unusable value.
    """
    path = directory / FILE_NAME
    if not path.is_file():
        raise SettingsRefused(
            "this folder is not a hub.",
            f"no {FILE_NAME} in it.",
            "run `saferhub init DIR` first, or name the folder: saferhub --hub DIR ...",
        )
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SettingsRefused(f"{FILE_NAME} cannot be read.", str(fault), "correct the line that is named.") from None
    return _check(values, directory)


def _check(values: dict[str, Any], directory: Path) -> Settings:
    try:
        return Settings.model_validate({**values, "directory": directory})
    except ValidationError as faults:
        lines = [_fault_in_words(dict(fault)) for fault in faults.errors(include_url=False)]
        raise SettingsRefused(
            f"{FILE_NAME} has {len(lines)} setting(s) that cannot be used.",
            "; ".join(lines),
            f"correct them; `saferhub init` in an empty folder writes a {FILE_NAME} with every key explained.",
        ) from None


def _fault_in_words(fault: dict[str, Any]) -> str:
    where = ".".join(str(part) for part in fault["loc"]) or "file"
    if fault["type"] != "extra_forbidden":
        return f"{where}: {fault['msg']}"
    near = get_close_matches(str(fault["loc"][-1]), _known_keys(fault["loc"][:-1]), n=1, cutoff=0.4)
    return f"{where}: unknown key" + (f" (nearest known: {near[0]})" if near else "")


def _known_keys(place: tuple[Any, ...]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in place:
        annotation = model.model_fields[str(part)].annotation
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return []
        model = annotation
    return [key for key in model.model_fields if key != "directory"]


def write_settings(directory: Path, name: str) -> Path:
    """Write a commented settings file. Raises SettingsRefused where one exists already: nothing is overwritten."""
    path = directory / FILE_NAME
    if path.exists():
        raise SettingsRefused(
            "this folder is a hub already.",
            f"{FILE_NAME} exists; nothing was changed.",
            "choose an empty folder, or edit that file.",
        )
    directory.mkdir(parents=True, exist_ok=True)
    path.write_text(TEMPLATE.format(name=name.replace("\\", "").replace('"', "'")), encoding="utf-8")
    return path
