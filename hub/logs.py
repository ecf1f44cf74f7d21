"""The log of the pages: one JSON object a line on the error stream, with no value of an extract in it.

What an exception says may quote a value, and so may what another library says of it. So of a fault only its type and
the places of its traceback are written, of our own lines only the words as they stand in the source, without what would
be filled in, and of the lines of other libraries only where they were said.
"""

import json
import logging
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("geo", "ingest", "hub", "dashboards")
FLOORS = tuple(f"{ROOT / name}/" for name in NAMES)
OURS = (*NAMES, "saferhub", "root")
SITE = "site-packages"
THEIRS = "said by a library; its words are left out"
MOST_FAULTS = 10
LOG = logging.getLogger("saferhub")


class JsonLines(logging.Formatter):
    """One record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The record without any value."""
        fault = record.exc_info[1] if record.exc_info else None
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.msg if _is_ours(record) else THEIRS,
            "place": _place(record.pathname, record.lineno),
        }
        return json.dumps(line | ({"faults": _describe(fault)} if fault else {}))


def log_in_json() -> None:
    """From now on every line on the error stream of this process is JSON: of all loggers, and of faults nobody caught.

    Libraries set up loggers of their own when they start, later than this; so the way from any logger to its handlers
    is replaced, not the handlers.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    handler.addFilter(lambda record: record.levelno >= logging.WARNING or _is_ours(record))
    logging.raiseExceptions = False
    logging.Logger.callHandlers = lambda _self, record: handler.handle(record)  # type: ignore[assignment,method-assign]
    logging.captureWarnings(True)
    sys.excepthook = lambda _kind, fault, _trace: LOG.critical("the process ends with a fault", exc_info=fault)
    threading.excepthook = lambda given: LOG.error("a thread ended with a fault", exc_info=given.exc_value)
    sys.unraisablehook = lambda given: LOG.error("a fault that nobody could catch", exc_info=given.exc_value)


def _is_ours(record: logging.LogRecord) -> bool:
    by_us = record.name.split(".")[0] in OURS and record.pathname.startswith(FLOORS)
    return by_us and isinstance(record.msg, str)


def _describe(fault: BaseException) -> list[dict[str, Any]]:
    """A fault, what it came of and what it holds, by type and places."""
    found = [one for one, _ in zip(_chain(fault, set()), range(MOST_FAULTS), strict=False)]
    return [{"type": _kind(one), "places": _places(one.__traceback__)} for one in found]


def _chain(fault: BaseException, seen: set[int]) -> Iterator[BaseException]:
    if id(fault) in seen:
        return
    seen.add(id(fault))
    yield fault
    inner = fault.exceptions if isinstance(fault, BaseExceptionGroup) else ()
    for other in (*inner, fault.__cause__, fault.__context__):
        if other is not None:
            yield from _chain(other, seen)


def _kind(fault: BaseException) -> str:
    return f"{type(fault).__module__}.{type(fault).__qualname__}".removeprefix("builtins.")


def _places(trace: TracebackType | None) -> list[str]:
    return [_place(frame.f_code.co_filename, line) for frame, line in walk_tb(trace)]


def _place(file: str, line: int | None) -> str:
    """File and line, from the project's or the library's folder on: no path of the machine."""
    parts = Path(file).parts
    if SITE in parts:
        return f"{'/'.join(parts[parts.index(SITE) + 1 :])}:{line}"
    return f"{Path(file).relative_to(ROOT).as_posix() if file.startswith(FLOORS) else Path(file).name}:{line}"
