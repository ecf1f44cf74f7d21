"""DISCLOSURE.md is made from the rules and the examples, and is fresh."""

from tests.spec.render import TARGET, describe


def test_the_disclosure_document_is_fresh() -> None:
    assert TARGET.read_text(encoding="utf-8") == describe(), "run python -m tests.spec.render"
