"""Tests that share something dear to make are run by one process: the groups of pytest-xdist hold."""

import os

import pytest


@pytest.mark.xdist_group("groups")
@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="one process runs all tests")
def test_a_test_is_known_by_its_group(request: pytest.FixtureRequest) -> None:
    assert request.node.nodeid.endswith("@groups"), "run with --dist loadgroup, as the README says"
