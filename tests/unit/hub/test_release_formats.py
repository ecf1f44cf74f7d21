"""Every kind of file from the command line, of a hub of one month."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.__main__ import app
from hub.commands.releasing import Format
from hub.export import FILES, PICTURES
from tests.unit.hub.small_hub import extract, make_hub, receive

BEGINNINGS = {"json": b"{", "csv": b"product,area", "xlsx": b"PK", "pdf": b"%PDF", "gpkg": b"SQLite format 3",
              "pptx": b"PK", "svg": b"<?xml", "png": b"\x89PNG"}  # fmt: skip
MAP = "Recorded crime by LSOA, January 2026"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formats")
    hub = make_hub(folder / "hub")
    receive(hub, extract(folder, "january.csv", "2026-01", 400))
    return folder / "hub"


def release(home: Path, kind: str, output: Path, *more: str) -> tuple[int, str, BaseException | None]:
    product = "strategic-summary" if kind == "pptx" else "hotspot-explorer"
    asked = ["release", product, "--period", "2026-01", "--audience", "open", "--hub", str(home)]
    done = CliRunner().invoke(app, [*asked, "--format", kind, "-o", str(output), *more])
    return done.exit_code, done.output, done.exception


def test_the_command_knows_every_kind_there_is() -> None:
    assert {one.value for one in Format} == {"pdf", *FILES, *PICTURES}


@pytest.mark.parametrize("kind", [one.value for one in Format])
def test_each_kind_is_written_with_its_marking(home: Path, tmp_path: Path, kind: str) -> None:
    output = tmp_path / f"out.{kind}"
    code, said, _ = release(home, kind, output, *(("--picture", MAP) if kind in PICTURES else ()))
    assert code == 0, said
    assert "DRAFT, NOT RELEASED" in said
    assert output.read_bytes().startswith(BEGINNINGS[kind])


def test_a_picture_must_be_named_and_only_where_there_is_one_to_name(home: Path, tmp_path: Path) -> None:
    code, _, refusal = release(home, "png", tmp_path / "out.png")
    assert code != 0
    assert MAP in str(refusal)
    code, said, _ = release(home, "csv", tmp_path / "out.csv", "--picture", MAP)
    assert code == 2
    assert "svg and png only" in said
    assert not list(tmp_path.iterdir())
