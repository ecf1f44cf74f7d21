"""The cells of one column of a sheet, as a workbook holds them, to text: numbers, truth values, dates and times."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from ingest.forms.fault import RowFaults
from ingest.forms.moments import Moment

_SECOND = dt.timedelta(seconds=1)
_EXACT = 1e15
"""Below it every whole number is written with its digits; from there on as 1e+15."""


class Cells:
    """One column, batch by batch; ``moment`` is what its dates or times are, '' when it has none."""

    def __init__(self) -> None:
        self.moment: Moment | None = None
        self._is_plain = False

    def texts(self, values: list[Any], first_row: int, faults: RowFaults) -> list[str]:
        """The values as text. Rows with a date or time are noted where the column also holds something else."""
        kinds = set(map(type, values))
        if kinds == {str} and self.moment is None:
            self._is_plain = self._is_plain or any(values)
            return values
        for kind in dict.fromkeys(type(value) for value in values if value != ""):
            self._note(_MOMENTS.get(kind), values, kind, first_row, faults)
        return [_TEXTS[type(value)](value) for value in values]

    def _note(self, moment: Moment | None, values: list[Any], kind: type, first_row: int, faults: RowFaults) -> None:
        known = self.moment is not None or self._is_plain
        if known and moment != self.moment:
            rows = [row for row, value in enumerate(values, first_row) if type(value) is kind and value != ""]
            rule = "dates or times beside other values in one column"
            faults.add(rule, rows, "write every cell of a column in one way.")
        elif moment is None:
            self._is_plain = True
        else:
            self.moment = moment


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)


def _moment(value: dt.date) -> str:
    """Date and time; a date alone is at midnight, until the column is known to hold dates alone."""
    whole = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)
    return (whole + _SECOND / 2).replace(microsecond=0).isoformat(sep=" ")


def _time(value: dt.time) -> str:
    seconds = round(value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6)
    return _duration(dt.timedelta(seconds=min(seconds, 86_399)))


def _duration(value: dt.timedelta) -> str:
    seconds = round(value.total_seconds())
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


_MOMENTS: dict[type, Moment] = {dt.date: "datetime", dt.datetime: "datetime", dt.time: "time", dt.timedelta: "time"}
_TEXTS: dict[type, Callable[[Any], str]] = {
    str: str,
    float: _number,
    int: str,
    bool: lambda value: "true" if value else "false",
    dt.date: _moment,
    dt.datetime: _moment,
    dt.time: _time,
    dt.timedelta: _duration,
}
