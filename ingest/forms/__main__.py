"""The process that reads: a line with a path comes in, a line of JSON goes out, and behind it the table as Arrow.

It is started and bounded by ``ingest/reading_process.py``; a file that breaks it breaks nothing else.
"""

import json
import os
import sys
from collections.abc import Mapping
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

import pyarrow as pa

from ingest.forms.fault import FileFaultError
from ingest.forms.limits import bind_memory, bind_time
from ingest.forms.reading import Reading, read_file

READY = b"ready\n"
OUT_OF_MEMORY = 77


class WithoutPandas(MetaPathFinder):
    """Lets nobody import pandas here: pyarrow would, for more than a second, when it first sees a list."""

    def find_spec(self, fullname: str, _path: object, _target: ModuleType | None = None, /) -> None:
        """Nothing for all modules but pandas, for which it is said that there is none."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer one request after the other until nobody asks any more."""
    bind_memory()
    answers.write(READY)
    answers.flush()
    for line in requests:
        request = json.loads(line)
        bind_time(request["seconds"])
        _answer(Path(request["path"]), answers)
        answers.flush()
        pa.default_memory_pool().release_unused()


def _answer(path: Path, answers: BinaryIO) -> None:
    try:
        reading = read_file(path)
    except FileFaultError as fault:
        rows = [vars(row) for row in fault.rows]
        _write_line({"found": fault.found, "do": fault.do, "rows": rows}, answers)
    else:
        _write_reading(reading, answers)


def _write_reading(reading: Reading, answers: BinaryIO) -> None:
    about = {"fingerprint": reading.fingerprint, "moments": reading.moments, "notes": reading.notes}
    _write_line(about, answers)
    with pa.ipc.new_stream(answers, reading.table.schema) as stream:
        stream.write_table(reading.table)


def _write_line(answer: Mapping[str, object], answers: BinaryIO) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")


if __name__ == "__main__":
    sys.meta_path.insert(0, WithoutPandas())
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
