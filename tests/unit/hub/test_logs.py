"""The log of the pages is one JSON object a line, and no value of an extract is in it."""

import ast
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
CANARY, CAUSE, CONTEXT, GROUPED, LOCAL = "canary-4711", "cause-4712", "context-4713", "grouped-4714", "local-4715"
CANARIES = (CANARY, CAUSE, CONTEXT, GROUPED, LOCAL)
BEGIN = "import logging, sys, threading, warnings\nfrom hub.logs import log_in_json\nlog_in_json()\n"
RAISING = f"""
def raising():
    local = {LOCAL!r}
    try:
        try:
            {{}}[{CONTEXT!r}]
        except KeyError:
            raise ValueError({CAUSE!r} + local)
    except ValueError as cause:
        raise RuntimeError({CANARY!r}) from cause
"""


def said(lines: str, folder: Path) -> tuple[list[dict[str, Any]], str]:
    """What a process writes to its error stream, line by line and whole."""
    script = folder / "script.py"
    script.write_text(BEGIN + RAISING + lines, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    return [json.loads(line) for line in done.stderr.splitlines()], done.stderr


def test_a_fault_is_told_by_type_and_place_and_by_no_word_of_its_own(tmp_path: Path) -> None:
    (line,), whole = said(
        "try:\n    raising()\nexcept RuntimeError:\n    logging.exception('a page failed')\n", tmp_path
    )
    assert not [canary for canary in CANARIES if canary in whole]
    assert [fault["type"] for fault in line["faults"]] == ["RuntimeError", "ValueError", "KeyError"]
    places = [place for fault in line["faults"] for place in fault["places"]]
    assert len(places) == 4
    assert all(place.startswith("script.py:") for place in places)
    assert (line["level"], line["logger"]) == ("error", "root")
    assert datetime.fromisoformat(line["time"]).utcoffset().total_seconds() == 0


def test_a_fault_that_nobody_caught_is_one_line_too(tmp_path: Path) -> None:
    (line,), whole = said("raising()\n", tmp_path)
    assert not [canary for canary in CANARIES if canary in whole]
    assert (line["event"], line["level"]) == ("the process ends with a fault", "critical")


@pytest.mark.parametrize(
    "lines",
    [
        "thread = threading.Thread(target=raising); thread.start(); thread.join()\n",
        "class Odd:\n    def __del__(self): raising()\nOdd()\n",
        f"logging.getLogger('library').warning('could not read %s', {CANARY!r})\n",
        f"logging.getLogger('library').warning('could not read ' + {CANARY!r})\n",
        f"logging.getLogger('library').error({{'row': {CANARY!r}}})\n",
        f"logging.getLogger('library').error('%s %s', {CANARY!r})\n",
        f"warnings.warn({CANARY!r})\n",
        f"logging.getLogger('library').error('x', extra={{'row': {CANARY!r}}}, stack_info=True)\n",
        f"logging.error('x', exc_info=ExceptionGroup({CANARY!r}, [ValueError({GROUPED!r})]))\n",
        "import asyncio\nasync def go():\n    asyncio.ensure_future(later()); await asyncio.sleep(0.01)\n"
        "async def later(): raising()\nasyncio.run(go())\n",
    ],
)
def test_no_value_comes_through_another_door(tmp_path: Path, lines: str) -> None:
    told, whole = said(lines, tmp_path)
    assert told
    assert not [canary for canary in CANARIES if canary in whole]


def test_loggers_that_a_library_sets_up_later_speak_json_too(tmp_path: Path) -> None:
    lines = (
        "import logging.config\nlog = logging.getLogger('uvicorn.error'); log.propagate = False\n"
        "log.addHandler(logging.StreamHandler())\n"
        f"log.error('a value: %s', {CANARY!r}, exc_info=ValueError({CAUSE!r}))\n"
    )
    (line,), whole = said(lines, tmp_path)
    assert not [canary for canary in CANARIES if canary in whole]
    assert (line["logger"], line["faults"][0]["type"]) == ("uvicorn.error", "ValueError")


def test_our_own_words_are_written_as_they_stand_in_the_source(tmp_path: Path) -> None:
    lines = "from hub.generations import LEFT_BEHIND\nfrom hub.store import LOG\nimport hub.store as store\n"
    lines += "class Files:\n    def sweep(self): return (LEFT_BEHIND,)\n"
    lines += "made = store.Store.__new__(store.Store); made.files = Files(); made._sweep()\n"
    (line,), _ = said(lines, tmp_path)
    assert line["event"].startswith("A load that did not finish")
    assert line["place"].startswith("hub/store.py:")


def test_what_a_library_says_by_the_way_is_not_written(tmp_path: Path) -> None:
    lines = "log = logging.getLogger('uvicorn.error'); log.setLevel(logging.INFO); log.info('started')\n"
    assert said(lines, tmp_path) == ([], "")


def test_a_chain_of_faults_that_goes_round_ends(tmp_path: Path) -> None:
    lines = "a, b = ValueError('x'), KeyError('y'); a.__cause__ = b; b.__cause__ = a\nlogging.error('x', exc_info=a)\n"
    (line,), _ = said(lines, tmp_path)
    assert [fault["type"] for fault in line["faults"]] == ["ValueError", "KeyError"]


def test_no_line_of_ours_is_put_together_from_what_a_fault_says() -> None:
    """What is logged stands in the source: a text, or the name of one."""
    for floor in ("geo", "ingest", "hub", "dashboards"):
        for path in sorted((ROOT / floor).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if is_logging(node) and isinstance(node, ast.Call):
                    assert not isinstance(node.args[0], ast.JoinedStr | ast.BinOp), f"{path.name}:{node.lineno}"


def is_logging(node: ast.AST) -> bool:
    named = node.func if isinstance(node, ast.Call) else None
    owner = named.value if isinstance(named, ast.Attribute) else None
    return isinstance(owner, ast.Name) and owner.id in ("logging", "LOG") and bool(getattr(node, "args", ()))
