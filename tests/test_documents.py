"""The documents are held to the code: complete, fresh, and free of what a repository may not hold."""

import re
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from hub.__main__ import app
from hub.release_asks import AUDIENCES, PRODUCTS
from hub.settings import TEMPLATE, Settings
from ingest.catalogue import describe_datasets
from ingest.register import DATASETS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [
    "README.md",
    "DEVELOPERS.md",
    "GLOSSARY.md",
    "DATASETS.md",
    "DISCLOSURE.md",
    "DECISIONS.md",
    "CHANGELOG.md",
]
MANUALS = [f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\n") if name]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_document_exists_and_says_something(name: str) -> None:
    assert len(text_of(name)) > 300


@pytest.mark.parametrize("name", [*DOCUMENTS, *MANUALS])
def test_every_link_inside_the_repository_leads_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", text_of(name)):
        assert ((ROOT / name).parent / target).exists(), f"{name} links to {target}"


def test_the_data_set_document_is_fresh() -> None:
    assert text_of("DATASETS.md") == describe_datasets(), "run python -m ingest.catalogue"


def test_every_data_set_has_its_paragraph_and_is_documented() -> None:
    for dataset in DATASETS:
        assert "¶" in dataset.clause or "Appendix 1" in dataset.clause
        assert f"`{dataset.name}`" in text_of("DATASETS.md")


def test_every_command_is_documented() -> None:
    documents = "\n".join(
        text_of(name)
        for name in ("README.md", "docs/analyst.md", "docs/chair.md", "docs/liaison.md", "docs/running.md")
    )
    top = get_command(app)
    for name, command in top.commands.items():
        names = [f"{name} {inner}" for inner in getattr(command, "commands", {})] or [name]
        for one in names:
            assert f"saferhub {one}" in documents, one


def test_every_setting_is_in_the_file_that_init_writes() -> None:
    for part, field in Settings.model_fields.items():
        if part != "directory":
            assert f"[{part}]" in TEMPLATE
            for key in field.annotation.model_fields:
                assert re.search(rf"^({key} =|\[{part}\.{key}\])", TEMPLATE, re.M), f"{part}.{key}"


def test_every_product_and_audience_is_named_in_the_help() -> None:
    words = " ".join(
        parameter.help or "" for parameter in get_command(app).commands["release"].params if hasattr(parameter, "help")
    )
    source = (ROOT / "hub" / "commands" / "releasing.py").read_text(encoding="utf-8")
    assert all(module.NAME in source for module in PRODUCTS), words
    assert all(audience in source for audience in AUDIENCES)


def test_every_decision_is_dated() -> None:
    for heading in re.findall(r"^## (.*)$", text_of("DECISIONS.md"), re.M):
        assert re.match(r"\d{4}-\d{2}-\d{2} \S", heading), heading


def test_no_file_holds_a_machine_path_a_registry_host_or_a_secret() -> None:
    forbidden = re.compile(r"/(?:home|root|Users)/\w|pythonhosted|pypi\.org|--index-url\s|BEGIN [A-Z ]*PRIVATE KEY")
    for path in tracked_files():
        if (
            path.suffix in {".py", ".md", ".toml", ".txt", ".csv", ".typ", ".json", ".service", ".timer", ".conf", ""}
            and path.is_file()
            and path != Path(__file__)
        ):
            found = forbidden.search(path.read_text(encoding="utf-8", errors="ignore"))
            assert not found, f"{path.name}: {found and found.group()}"


def test_the_lock_file_pins_everything_with_hashes_and_no_address() -> None:
    lock = text_of("constraints.txt")
    assert "://" not in lock
    for line in lock.splitlines():
        assert line.startswith("    --hash=sha256:") or re.match(r"^[a-z0-9-]+==\S+( ;.*)? \\$", line), line[:60]
