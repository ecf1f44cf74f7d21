"""Tests. A package, so that `python -m tests.spec.render` and the benchmarks find it before any other of that name."""
