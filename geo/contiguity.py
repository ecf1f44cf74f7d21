"""Which areas are neighbours."""

import numpy as np
from scipy import sparse

from geo.boundaries import Boundaries
from geo.checks import GAP


def queen_neighbours(boundaries: Boundaries, tolerance_m: float = GAP) -> sparse.csr_array:
    """Find the areas that meet along an edge or at a corner: (n, n) of 0 and 1, symmetric, without diagonal.

    Published outlines of neighbours need not share a vertex (Milton Keynes 2011 LSOAs share none), so two areas also
    meet when they come within ``tolerance_m`` metres of each other.
    """
    n = len(boundaries)
    left, right = boundaries.tree.query(boundaries.outlines, predicate="dwithin", distance=tolerance_m)
    apart = left != right
    ones = np.ones(int(apart.sum()), dtype=np.int8)
    return sparse.csr_array((ones, (left[apart], right[apart])), shape=(n, n))
