"""Two hubs made once for all acceptance tests: the demo partnership, and Milton Keynes from real open data."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from geo.boundaries import read_boundaries, read_population
from hub.access.identity import Identity
from hub.delivery import Delivery
from hub.demo import make_demo
from hub.hub import Hub, open_hub
from hub.settings import write_settings
from ingest.layers import Wanted

ROOT = Path(__file__).resolve().parents[2]
WHO = Identity("tester", "analyst", "tests")
HARM = """kind,weight
asb,0
bicycle-theft,3
burglary,184.5
criminal-damage-arson,12
drugs,40
other-crime,25
other-theft,7
possession-of-weapons,60
public-order,9
robbery,746
shoplifting,2.5
theft-from-the-person,19
vehicle-crime,33
Violence and sexual offences,"1,210"
"""
"""Weights that nobody published: made up for these tests."""
MONTHS = ("2018-10", "2018-11", "2018-12", "2019-01", "2019-02")
LEVELS = (("lsoa", "lsoa_2011", "LSOA11"), ("msoa", "msoa_2011", "MSOA11"), ("ward", "wards", "WD13"))


@dataclass(frozen=True)
class Answer:
    """What the command line gave back."""

    code: int
    out: str
    err: str


def saferhub(*arguments: str | Path) -> Answer:
    """Run the real command line in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "hub", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)
    return Answer(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def demo_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("demo")
    make_demo(directory, show_progress=False)
    return directory


@pytest.fixture(scope="session")
def demo(demo_directory: Path) -> Hub:
    return open_hub(demo_directory / "hub")


@pytest.fixture(scope="session")
def truth(demo_directory: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((demo_directory / "extracts" / "truth.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def realdata_folder() -> Path:
    folder = ROOT.parent / "shared" / "realdata"
    if not folder.is_dir():
        pytest.skip("the real open data are not beside the repository (../shared/realdata)")
    return folder


def make_milton_keynes(directory: Path, realdata_folder: Path, months: Sequence[str]) -> Hub:
    """A hub of Milton Keynes with its areas, residents and the street-level crime of some months."""
    write_settings(directory, "SaferMK")
    hub = open_hub(directory)
    for level, name, prefix in LEVELS:
        path = realdata_folder / "boundaries" / f"milton_keynes_{name}.geojson"
        hub.add_areas(read_boundaries(path, level, f"{prefix}CD", f"{prefix}NM"), WHO)
    population = realdata_folder / "population" / "lsoa2011_population_mid2019_uk.csv.gz"
    hub.add_residents("lsoa", read_population(population, "lsoa", "pop"), WHO)
    receive_months(hub, realdata_folder, months)
    return hub


def receive_months(hub: Hub, realdata_folder: Path, months: Sequence[str]) -> None:
    """Receive the street-level crime of some months."""
    files = [realdata_folder / "police" / f"{month}-thames-valley-street.csv.gz" for month in months]
    hub.receive_all((Delivery(path, "recorded-crime") for path in files), WHO)


@pytest.fixture(scope="session")
def milton_keynes(realdata_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Hub:
    hub = make_milton_keynes(tmp_path_factory.mktemp("milton-keynes") / "hub", realdata_folder, MONTHS)
    weights = tmp_path_factory.mktemp("weights") / "weights.csv"
    weights.write_text(HARM, encoding="utf-8")
    wanted = Wanted("harm-weights", "Open Government Licence v3.0", "2024", code="kind", value="weight", name="Index 9")
    hub.add_layer(weights, wanted, WHO)
    return hub
