"""Events for each area or cell."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def count_by(positions: ArrayLike, n: int) -> NDArray[np.int64]:
    """Count how often each of the positions 0..n-1 occurs; -1 (in none) is not counted. Shape (n,)."""
    where = np.asarray(positions, dtype=np.int64)
    return np.bincount(where[where >= 0], minlength=n).astype(np.int64)
