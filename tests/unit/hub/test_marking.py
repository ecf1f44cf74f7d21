"""Protective markings, old and new: what a hub may hold, and how a document with a marking is handled."""

from pathlib import Path

import pytest

from hub.governance.marking import STRICTEST, check_marking, find_marking, list_markings
from hub.paper.handling import handling_card
from hub.settings import FILE_NAME, SettingsRefused, read_settings


@pytest.mark.parametrize(
    "marking",
    ["SECRET", "Top Secret", "UK SECRET", "CONFIDENTIAL", "OFFICIAL - CONFIDENTIAL", "top-secret", "secret:x"],
)
def test_a_marking_above_what_the_hub_may_hold_is_refused_with_where_it_belongs(tmp_path: Path, marking: str) -> None:
    words = f'[partnership]\nname = "Here"\n[markings]\nclosed = "{marking}"\n'
    (tmp_path / FILE_NAME).write_text(words, encoding="utf-8")
    with pytest.raises(SettingsRefused) as refusal:
        read_settings(tmp_path)
    assert "markings.closed" in refusal.value.found
    assert "may not be in this hub" in refusal.value.found
    assert "it belongs on the systems of the agency that owns the information" in refusal.value.found


@pytest.mark.parametrize("marking", ["RESTRICTED", "Protect", "NOT PROTECTIVELY MARKED"])
def test_a_marking_that_ended_is_refused_with_todays(marking: str) -> None:
    with pytest.raises(ValueError, match="ended on 2 April 2014; today: "):
        check_marking(marking)


@pytest.mark.parametrize(
    "marking",
    [
        "OFFICIAL",
        "OFFICIAL-SENSITIVE",
        "OFFICIAL-SENSITIVE: COMMERCIAL",
        "Public",
        "OFFICIAL - JAG SECRETARIAT",
        "OFFICIAL: CONFIDENTIALITY APPLIES",
    ],
)
def test_todays_markings_are_kept_as_they_are_written(marking: str) -> None:
    assert check_marking(marking) == marking


@pytest.mark.parametrize("marking", ["OFFICIAL - SENSITIVE", "Official Sensitive", "OFFICIAL: SENSITIVE - DRAFT"])
def test_a_sensitive_marking_is_handled_as_one_however_it_is_written(marking: str) -> None:
    found = find_marking(marking)
    assert found is not None and found.words == STRICTEST
    assert handling_card(marking) == handling_card(STRICTEST)


def test_the_longest_marking_counts() -> None:
    found = {words: find_marking(words) for words in ("OFFICIAL-SENSITIVE - DRAFT", "OFFICIAL - DRAFT", "Hello")}
    assert [one.words if one else None for one in found.values()] == ["OFFICIAL-SENSITIVE", "OFFICIAL", None]


def test_a_restricted_paper_may_go_by_the_ways_of_its_scheme_alone() -> None:
    """The rules of 2009 (`004` Appendix 4), by hand."""
    card = handling_card("RESTRICTED")
    rules = {row[0]: row[1] for row in card.rows}
    assert len(rules) == 13
    assert rules["E-mail between agencies"] == "Only between PNN, GSI, CJSM or MOD addresses."
    assert {way for way, rule in rules.items() if rule == "Not to be used."} == {"WAP telephone", "Pager"}
    assert "Do not show the marking on the envelope" in rules["Between agencies, on paper"]


def test_a_confidential_paper_cannot_be_sent_by_e_mail_and_is_not_kept_here() -> None:
    rules = {row[0]: row[1] for row in handling_card("CONFIDENTIAL").rows}
    assert rules["E-mail between agencies"] == "Not to be used."
    assert dict(handling_card("OFFICIAL").older)["CONFIDENTIAL"].startswith("Not in this hub.")


def test_every_document_has_a_card_and_a_sensitive_one_shows_the_older_rules_beside() -> None:
    assert handling_card("OFFICIAL - DRAFT, NOT FOR RELEASE").heads == ("What you do", "This document: OFFICIAL")
    assert len(handling_card("OFFICIAL-SENSITIVE").heads) == 3
    assert handling_card("Our own words").heads[1] == f"This document: {STRICTEST}", "in doubt the strictest"
    for one in list_markings():
        card = handling_card(one.words)
        assert all(all(words for words in row) for row in card.rows)
