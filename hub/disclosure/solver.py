"""HiGHS as the search uses it: one thread and a fixed seed, so that equal input gives equal output."""

from typing import Any

import highspy

NODES = 200


def start_solver(**more: Any) -> Any:
    """An empty solver; ``more`` are options by name beside those that make it say nothing and always do the same."""
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    fixed: dict[str, Any] = {"output_flag": False, "threads": 1, "parallel": "off", "random_seed": 0}
    for name, value in {**fixed, "mip_max_nodes": NODES, "mip_rel_gap": 0.0, **more}.items():
        solver.setOptionValue(name, value)
    return solver
