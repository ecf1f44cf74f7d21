"""The references the Ordnance Survey gives to the cells of the British National Grid.

A reference is two letters for the 100 km square and digits for the south-west corner in it: ``SP8539`` (1 km),
``SP853398`` (100 m); a 500 m cell is a 1 km square and its quarter, ``SP8539NE``. A cell holds its south and west edge.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.checks import EXTENT, PlaceRefused

CELL_SIZES = (100, 500, 1000)
"""Metres: the sizes that have an official reference and suit crime maps."""

Integers = NDArray[np.int64]

_LETTERS = np.array([ord(letter) for letter in "ABCDEFGHJKLMNOPQRSTUVWXYZ"])
_ZERO = ord("0")
_HUNDRED_KM = 100_000


def cell_references(easting: ArrayLike, northing: ArrayLike, size: int) -> NDArray[np.str_]:
    """Name the cell of ``size`` metres that holds each point (EPSG:27700); '' outside the National Grid and for NaN.

    Raises ``PlaceRefused`` for a size that is none of ``CELL_SIZES``.
    """
    check_size(size)
    east, north = (np.atleast_1d(np.asarray(metres, dtype=np.float64)) for metres in (easting, northing))
    inside = (east >= EXTENT[0]) & (east < EXTENT[2]) & (north >= EXTENT[1]) & (north < EXTENT[3])
    x, y = (np.where(inside, metres, 0).astype(np.int64) for metres in (east, north))
    return np.where(inside, _spell(x, y, size), "")


def check_size(size: int) -> None:
    """Refuse a size that is none of ``CELL_SIZES``."""
    if size not in CELL_SIZES:
        sizes = ", ".join(f"{known:,}" for known in CELL_SIZES)
        raise PlaceRefused("a cell size without a National Grid reference.", f"{size:,} m", f"choose one of {sizes} m.")


def _spell(x: Integers, y: Integers, size: int) -> NDArray[np.str_]:
    """Write the reference of each point as code points, one column for each character, all rows at once."""
    across, down = x // _HUNDRED_KM, 19 - y // _HUNDRED_KM
    columns = [_LETTERS[down - down % 5 + (across + 10) // 5], _LETTERS[down * 5 % 25 + across % 5]]
    digits = (10_000, 1_000, 100) if size == 100 else (10_000, 1_000)
    columns += [_ZERO + metres // unit % 10 for metres in (x, y) for unit in digits]
    if size == 500:
        columns += [np.where(y // 500 % 2, ord("N"), ord("S")), np.where(x // 500 % 2, ord("E"), ord("W"))]
    text = np.ascontiguousarray(np.stack(columns, axis=-1), dtype=np.uint32)
    return text.view(f"<U{len(columns)}")[..., 0]
