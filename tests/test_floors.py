"""Who may import whom (house rules D1 to D9), read from the code's own imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("geo", "ingest", "hub", "dashboards")
FILES = [path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py"))]
PACKAGES = {path.parent for path in FILES}
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "types"}
READERS_OF_FILES = {
    "ingest/extract.py",
    "ingest/forms/reading.py",
    "geo/areas.py",
    "geo/boundaries.py",
    "hub/settings.py",
    "hub/mappings.py",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path) -> Iterator[str]:
    """Every imported module, and `module.name` for what is taken from it."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def users_of(module: str) -> set[str]:
    return {name_of(path) for path in FILES if any(_is_in(found, module) for found in imports_of(path))}


def callers_of(name: str) -> set[str]:
    found = set()
    for path in FILES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call):
                called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if called == name:
                    found.add(name_of(path))
    return found


def _is_in(found: str, module: str) -> bool:
    return found == module or found.startswith(module + ".")


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_floor_imports_only_to_its_left(path: Path) -> None:
    floor = FLOORS.index(path.relative_to(ROOT).parts[0])
    above = [found for found in imports_of(path) if found.split(".")[0] in FLOORS[floor + 1 :]]
    assert not above, f"{name_of(path)} imports {above}"


def test_pages_see_only_what_is_released() -> None:
    sealed = ("store", "measures", "lattice", "figures", "records", "register", "ledger", "disclosure.control")
    outside = ("geo", "ingest", "duckdb", "ibis", "pandas", "geopandas", "sqlalchemy")
    forbidden = (*outside, *(f"hub.{name}" for name in sealed))
    for path in FILES:
        if name_of(path).startswith("dashboards/"):
            seen = [found for found in imports_of(path) for one in forbidden if _is_in(found, one)]
            assert not seen, f"{name_of(path)} imports {seen}"


def test_only_the_page_asks_for_a_release() -> None:
    users = {name for name in users_of("hub.release.release") if name.startswith("dashboards/")}
    assert users == {"dashboards/page.py"}


def test_only_show_and_style_import_plotly() -> None:
    assert users_of("plotly") <= {"dashboards/show.py", "dashboards/style.py"} | {
        name for name in users_of("plotly") if name.startswith("dashboards/show")
    }


def test_only_disclosure_opens_a_count_table_and_only_control_mints_a_safe_one() -> None:
    assert callers_of("SafeTable") | callers_of("SafeClasses") <= {
        "hub/disclosure/control.py",
        "hub/disclosure/tables.py",
    }
    assert callers_of("control") == {"hub/lattice.py", "hub/disclosure/outside.py"}
    assert callers_of("open_readings") == {"hub/disclosure/control.py"}
    assert callers_of("ReadingTable") == {
        "hub/map_accuracy.py",
        "hub/match_rate.py",
        "hub/near_repeats.py",
        "hub/peak_times.py",
    }
    assert callers_of("read_witnesses") == {"hub/lattice.py", "hub/release_audit.py"}
    assert callers_of("move_cells") == {"hub/figures.py"}
    assert callers_of("control_readings") == {"hub/figures.py"}
    assert callers_of("CountTable") | callers_of("ClassTable") <= {"hub/measures.py", "hub/disclosure/outside.py"}


def test_a_released_figure_is_made_only_inside_disclosure_control() -> None:
    outside = {
        name for name in callers_of("SafeCell") | callers_of("SafeClass") if not name.startswith("hub/disclosure/")
    }
    assert not outside


def test_only_receive_mints_a_batch() -> None:
    assert callers_of("Batch") == {"ingest/receive.py"}


def test_files_of_agencies_do_not_import_one_another() -> None:
    for path in FILES:
        if name_of(path).startswith("ingest/agencies/"):
            assert not [found for found in imports_of(path) if _is_in(found, "ingest.agencies")]


def test_neighbours_are_imported_in_one_place() -> None:
    assert users_of("duckdb") == {"hub/store.py"}
    assert all(name.startswith("dashboards/") for name in users_of("streamlit"))
    assert all(name in READERS_OF_FILES for name in users_of("tomllib") | users_of("gzip") | users_of("pyogrio"))


def test_disclosure_control_imports_nothing_of_ours() -> None:
    for path in FILES:
        if name_of(path).startswith("hub/disclosure/"):
            ours = [found for found in imports_of(path) if found.split(".")[0] in FLOORS]
            assert all(_is_in(found, "hub.disclosure") for found in ours), f"{name_of(path)} imports {ours}"


def test_no_circle_is_hidden_and_there_is_no_drawer() -> None:
    for path in FILES:
        assert "TYPE_CHECKING" not in path.read_text(encoding="utf-8"), name_of(path)
        assert not DRAWERS & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}, name_of(path)


def test_only_the_command_line_imports_inside_a_function() -> None:
    for path in FILES:
        if name_of(path) == "hub/__main__.py" or name_of(path).startswith("hub/commands/"):
            continue
        for function in ast.walk(tree_of(path)):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
                assert not inner, f"{name_of(path)}: {function.name} imports inside"


def test_no_switch_leads_past_the_gate() -> None:
    for path in FILES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                names = {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}
                assert not names & {"force", "raw", "debug", "unsafe", "skip_control", "unsuppressed"}, name_of(path)


def test_every_package_says_what_it_holds() -> None:
    for package in PACKAGES:
        assert ast.get_docstring(tree_of(package / "__init__.py")) if (package / "__init__.py").exists() else True
