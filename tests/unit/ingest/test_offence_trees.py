"""Notifiable offences in two trees: the nine groups of 2007 and the current groups. Nothing is lost between them."""

from collections import Counter
from pathlib import Path

import pytest

from ingest.categories import reference
from tests.unit.ingest.samples import CRIME, take

CODES = reference("notifiable_offence_codes")
TITLES = reference("notifiable_offences_2007")
NINE = {
    "Burglary",
    "Criminal damage",
    "Drug offences",
    "Fraud and forgery",
    "Robbery",
    "Sexual offences",
    "Theft and handling stolen goods",
    "Violence against the person",
    "Other offences",
}
CURRENT = {
    "Violence against the person",
    "Sexual offences",
    "Robbery",
    "Theft offences",
    "Criminal damage and arson",
    "Drug offences",
    "Possession of weapons",
    "Public order offences",
    "Miscellaneous crimes against society",
    "Fraud offences",
}
# the public hierarchy of the Office for National Statistics, 2017/18
HIERARCHY = {
    "Violence against the person": "1 4.1 4.2 4.10 2 4.3 4.4 4.6 4.7 4.8 4.9 5D 5E 8N 8P 8S 37.1 "
    "3A 3B 8M 8Q 11A 13 14 36 104 105A 105B 106 8L",
    "Sexual offences": "19C 19D 19E 19F 19G 19H 17A 17B 20A 20B 21 22A 22B 23 70 71 72 73 88A 88C 88D 88E",
    "Robbery": "34A 34B",
    "Theft offences": "28A 28B 28C 28D 29 28E 28F 28G 28H 29A 30A 30B 31 30C 30D 31A 37.2 45 48 126 39 44 46 "
    "35 40 41 42 43 47 49 49A",
    "Criminal damage and arson": "56A 56B 58A 58B 58C 58D 58J",
    "Drug offences": "92A 92C 92D 92E",
    "Possession of weapons": "10A 10B 10C 10D 81 90",
    "Public order offences": "9A 9B 62A 66",
    "Miscellaneous crimes against society": "15 24 26 27 33 33A 38 54 59 60 61 61A 67 69 76 79 80 83 86 95 96 99 "
    "802 814",
}
NEW_IN_2008 = ["5A", "5B", "5C", "8F", "8G", "8H", "8J", "8K", "10B", "56A", "56B"]


def test_each_code_is_there_once_and_so_in_one_group_of_each_tree() -> None:
    assert len({row["code"] for row in CODES}) == len(CODES)
    assert {row["group_2007"] for row in CODES} == NINE
    assert {row["group_current"] for row in CODES} == CURRENT


@pytest.mark.parametrize("group", HIERARCHY)
def test_the_current_groups_are_those_of_the_published_hierarchy(group: str) -> None:
    ours = {row["code"] for row in CODES if row["group_current"] == group}
    assert set(HIERARCHY[group].split()) <= ours


def test_codes_of_april_2008_are_not_in_the_list_of_2007() -> None:
    known = {row["code"]: row for row in CODES}
    assert {known[code]["valid_from"] for code in NEW_IN_2008} == {"2008-04-01"}
    assert known["5"]["valid_to"] == known["56"]["valid_to"] == "2008-03-31"


def test_every_source_says_how_sure_it_is() -> None:
    assert all("[V]" in row["source"] or "[R]" in row["source"] or "[U]" in row["source"] for row in CODES)


def test_crimes_by_code_have_equal_totals_in_both_trees(tmp_path: Path) -> None:
    """Every code once, then the first hundred once more: 2007 and current groups add up to the same crimes."""
    codes = [row["code"] for row in CODES if not row["valid_to"]]
    sent = [*codes, *codes[:100]]
    lines = [f"15/01/2019,,{code},485500,235500" for code in sent]
    events = take(tmp_path, "recorded-crime", "Offence date,Offence time,Offence code,Easting,Northing", *lines).events
    early = Counter(events["subcategory"].map({row["code"]: row["group_2007"] for row in CODES}))
    late = Counter(events["subcategory"].map({row["code"]: row["group_current"] for row in CODES}))
    assert sum(early.values()) == sum(late.values()) == len(sent) == len(codes) + 100
    assert set(early) <= NINE
    assert set(late) <= CURRENT
    assert early != late


def test_crimes_by_title_have_equal_totals_in_both_trees(tmp_path: Path) -> None:
    lines = [f'15/01/2009,,"{row["offence_group"]}","{row["sub_category"]}",485500,235500' for row in TITLES]
    events = take(tmp_path, "recorded-crime", CRIME, *lines).events
    early = Counter(events["subcategory"].map({row["sub_category"]: row["offence_group"] for row in TITLES}))
    late = Counter(events["subcategory"].map({row["sub_category"]: row["current_group"] for row in TITLES}))
    assert sum(early.values()) == sum(late.values()) == len(TITLES) == 106
    assert set(early) == NINE
    assert set(late) == CURRENT


@pytest.mark.parametrize(
    ("offence", "group"),
    [
        ("Handling stolen goods", "Miscellaneous crimes against society"),  # 54
        ("Concealment of birth", "Miscellaneous crimes against society"),  # 15
        ("Kidnapping", "Violence against the person"),  # 36
        ("Blackmail", "Theft offences"),  # 35
        ("Public fear, alarm or distress", "Public order offences"),  # 9A
        ("Possession of an article with a blade or point", "Possession of weapons"),  # 10D
        ("Vehicle or driver document fraud", "Miscellaneous crimes against society"),  # 814
        ("Cheque and credit card fraud", "Fraud offences"),
    ],
)
def test_offences_that_changed_their_group_stand_where_the_current_tree_puts_them(offence: str, group: str) -> None:
    assert [row["current_group"] for row in TITLES if row["sub_category"] == offence] == [group]
