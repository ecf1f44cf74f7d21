"""Every act that the program writes to the ledger, read from its source."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from hub.meetings.actions import Kind

ROOT = Path(__file__).resolve().parents[3]
FLOORS = ("ingest", "hub", "dashboards")
MADE_UP = {"action {kind}": tuple(f"action {kind}" for kind in get_args(Kind))}
"""Acts that are put together of words, and what they come to."""


@dataclass
class _Source:
    """One file: its functions, its constants of one word each, and what it calls the things that it takes in."""

    tree: ast.Module
    constants: dict[str, str] = field(default_factory=dict)
    taken: dict[str, tuple[str, str]] = field(default_factory=dict)


def find_acts() -> dict[str, str]:
    """Every act, and the file that writes it; what cannot be read from the source stands with a question mark."""
    sources = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): _read(path)
        for floor in FLOORS
        for path in sorted((ROOT / floor).rglob("*.py"))
    }
    writers = {("hub.ledger", "Entry"): 2}
    while found := dict(_find_writers(sources, writers)):
        writers |= found
    acts = {}
    for module, source in sources.items():
        for within, said in _said(source, module, writers):
            if isinstance(said, ast.Name) and said.id in _parameters(within):
                continue
            for word in _words(sources, source, said):
                acts[word] = module
    return acts


def _read(path: Path) -> _Source:
    found = _Source(ast.parse(path.read_text(encoding="utf-8")))
    for one in ast.walk(found.tree):
        if isinstance(one, ast.ImportFrom) and one.module:
            found.taken |= {name.asname or name.name: (one.module, name.name) for name in one.names}
    for one in found.tree.body:
        for target, value in _assigned(one):
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                found.constants[target] = value.value
    return found


def _assigned(one: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    if not isinstance(one, ast.Assign):
        return
    for target in one.targets:
        if isinstance(target, ast.Name):
            yield target.id, one.value
        elif isinstance(target, ast.Tuple) and isinstance(one.value, ast.Tuple):
            yield from ((name.id, value) for name, value in zip(target.elts, one.value.elts, strict=True)
                        if isinstance(name, ast.Name))  # fmt: skip


def _find_writers(
    sources: dict[str, _Source], writers: dict[tuple[str, str], int]
) -> Iterator[tuple[tuple[str, str], int]]:
    """Functions that hand a parameter of theirs on as the act: at which place it stands."""
    for module, source in sources.items():
        for within, said in _said(source, module, writers):
            names = _parameters(within)
            handed = [one.id for one in ast.walk(said) if isinstance(one, ast.Name) and one.id in names]
            if handed and isinstance(said, ast.Name) and within and (module, within.name) not in writers:
                yield (module, within.name), names.index(handed[0])


def _said(
    source: _Source, module: str, writers: dict[tuple[str, str], int]
) -> Iterator[tuple[ast.FunctionDef | None, ast.expr]]:
    """What is given as the act wherever an entry is made, and the function in which that is."""
    for within, call in _calls(source.tree, None):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name == "replace" and call.args:
            yield from ((within, one.value) for one in call.keywords if one.arg == "action")
        place = writers.get(source.taken.get(name, (module, name)))
        if isinstance(call.func, ast.Name) and place is not None and len(call.args) > place:
            yield within, call.args[place]


def _calls(node: ast.AST, within: ast.FunctionDef | None) -> Iterator[tuple[ast.FunctionDef | None, ast.Call]]:
    for one in ast.iter_child_nodes(node):
        if isinstance(one, ast.Call):
            yield within, one
        yield from _calls(one, one if isinstance(one, ast.FunctionDef) else within)


def _parameters(within: ast.FunctionDef | None) -> list[str]:
    return [one.arg for one in within.args.args] if within else []


def _words(sources: dict[str, _Source], source: _Source, said: ast.expr) -> Iterator[str]:
    if isinstance(said, ast.Constant):
        yield str(said.value)
    elif isinstance(said, ast.IfExp):
        yield from _words(sources, source, said.body)
        yield from _words(sources, source, said.orelse)
    elif isinstance(said, ast.JoinedStr):
        written = ast.unparse(said)[2:-1]
        yield from MADE_UP.get(written, (f"? {written}",))
    elif isinstance(said, ast.Name) and said.id in source.constants:
        yield source.constants[said.id]
    elif isinstance(said, ast.Name) and said.id in source.taken:
        module, name = source.taken[said.id]
        yield sources[module].constants.get(name, f"? {name}")
    else:
        yield f"? {ast.unparse(said)}"
