"""What every test may ask for: the folder of real published data that lies beside the repository, if it is there."""

import sys
from pathlib import Path

import pytest

MAIN = sys.modules["__main__"]
REALDATA = Path(__file__).resolve().parents[1].parent / "shared" / "realdata"


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of real open data; a test that asks for it is skipped, and says why, where it is absent."""
    if not REALDATA.is_dir():
        pytest.skip("the real open data is not here: put the folder shared/realdata beside the repository")
    return REALDATA


@pytest.fixture(autouse=True)
def main_module() -> None:
    """Each test begins with the main module of this process: a page that was tried in it leaves its own script there,
    and a process that is begun by `multiprocessing` would run that script first, and end."""
    sys.modules["__main__"] = MAIN
