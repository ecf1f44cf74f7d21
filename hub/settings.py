"""`saferhub.toml`: read once, every value checked, unknown keys refused with the nearest known one."""

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from geo.checks import Refused

FILE_NAME = "saferhub.toml"
THRESHOLD_FLOOR = 5

Threshold = Annotated[int, Field(ge=THRESHOLD_FLOOR, le=100)]
Level = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,20}$")]
AreaCode = Annotated[str, Field(pattern=r"^[EWS]\d{8}$")]
Name = Annotated[str, Field(min_length=2, max_length=100)]


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


class Disclosure(_Part):
    """Threshold rule: a cell with 1..threshold-1 records is small (`004` section 6). Never below 5."""

    threshold: Threshold = THRESHOLD_FLOOR
    providers: dict[str, Threshold] = {}


class Receive(_Part):
    """What becomes of a file of which some rows break the contract, by the share of those rows.

    Up to ``tolerable_share`` the good rows are loaded at once; up to ``wrong_layout_share`` they are held in quarantine
    until an officer accepts them or a better file comes; above it the file is refused whole.
    """

    tolerable_share: Annotated[float, Field(ge=0, le=0.05)] = 0.0
    wrong_layout_share: Annotated[float, Field(ge=0.05, le=0.5)] = 0.5


class Retention(_Part):
    """Months a batch is kept after its last month; reviewed yearly (`004` section 12)."""

    months: Annotated[int, Field(ge=1, le=240)] = 84


class Markings(_Part):
    """Protective marking printed on every page, by audience."""

    open: Name = "OFFICIAL"
    closed: Name = "OFFICIAL-SENSITIVE"
    board: Name = "OFFICIAL"
    partner: Name = "OFFICIAL-SENSITIVE"


class Storage(_Part):
    """Where the hub keeps its files, relative to the settings file."""

    data: Annotated[str, Field(min_length=1)] = "data"


class Settings(_Part):
    """Everything a partnership may choose. ``directory`` is where the file was read."""

    partnership: Partnership
    areas: Areas = Areas()
    disclosure: Disclosure = Disclosure()
    receive: Receive = Receive()
    retention: Retention = Retention()
    markings: Markings = Markings()
    storage: Storage = Storage()
    directory: Path

    @property
    def data_directory(self) -> Path:
        """Folder of the store and the register."""
        return self.directory / self.storage.data

    def threshold_for(self, providers: set[str]) -> int:
        """Strictest threshold among the providers whose records are joined (`safety.md` decision; never below 5)."""
        chosen = [self.disclosure.providers.get(name, self.disclosure.threshold) for name in providers]
        return max([self.disclosure.threshold, *chosen])


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


TEMPLATE = """\
# SaferHub settings. Read once at start; every value is checked and an unknown key is refused.

[partnership]
name = "{name}"
# Official codes of the local authorities of the partnership: figures for a whole authority come under them.
area_codes = []

[areas]
# Levels of area in use, finest first. Add the outlines with `saferhub areas add`.
levels = ["lsoa", "msoa", "ward", "district"]
# Events are placed on the finest level; an event in none of its areas lies outside the partnership.
base = "lsoa"
# Level of the tables by category.
report = "ward"
# Side of the British National Grid cells that hotspots are found on, in metres: 100, 500 or 1000.
cell_size = 500

[disclosure]
# A count from 1 to threshold-1 is never published. 5 is the floor; a smaller number is refused.
threshold = 5

# Stricter thresholds that a provider asks for; the strictest wins where records are joined.
[disclosure.providers]
# "NHS trust" = 8

[receive]
# A file of which some rows break the contract: up to this share of refused rows (0.01 is one in a hundred; at most
# 0.05) the others are loaded at once. Above it they are held in quarantine until you accept them (`saferhub quarantine
# accept`) or a better file comes. 0.0 holds every file with a refused row: nothing is left out without a decision.
tolerable_share = 0.0
# Above this share of refused rows (0.05 to 0.5) it is a wrong layout, not a few bad cells: the file is refused whole.
wrong_layout_share = 0.5

[retention]
# Months a batch is kept after its last month.
months = 84

[markings]
# Protective marking at the head and foot of every page, by audience.
open = "OFFICIAL"
closed = "OFFICIAL-SENSITIVE"
board = "OFFICIAL"
partner = "OFFICIAL-SENSITIVE"

[storage]
# Folder of the records and the register, beside this file. Keep it on an encrypted volume.
data = "data"
"""


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
