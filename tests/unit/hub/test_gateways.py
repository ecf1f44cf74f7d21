"""Legal gateways: every one of the agreement once, who may use it, and what stands in the place of those that ended."""

import pytest

from hub.governance.gateways import GATEWAYS, KINDS, GatewayRefused, find_gateway, may_use
from ingest.categories import reference
from ingest.register import DATASETS

RESPONSIBLE, RELEVANT, CO_OPERATING = KINDS
SECTION_3 = [  # the headings of the table of `004` section 3 in its order, then its two publications
    "Crime & Disorder Act 1998 115(1)",
    "Common Law",
    "The Police Act 1996",
    "Children Act 1989",
    "Children Act 2004",
    "Education Act 2002",
    "Mental Capacity Act 2005",
    "Immigration and Asylum Act 1999",
    "Criminal Justice Act 2003",
    "Local Authority Social Services Act 1970 As amended by the Health & Social Care (Community Health & Standards) "
    "Act 2003",
    "Housing Act 1996",
    "ASB Act 2003",
    "Domestic Violence, Victim & Witnesses Act 2004",
    "Statutory guidance to support the Multi-Agency Public Protection Arrangements (MAPPA)",
    "The Protection from Harassment Act 1997",
    "Local Government 2000",
    "National Health Service Act 1977",
    "Education Act 2002",
    "Learning and Skills Act 2000",
    "Police and Justice Act 2006",
    "No Secrets (2000)",
    "Working Together to Safeguard Children (DfES, 2006)",
]
ALL = pytest.mark.parametrize("gateway", GATEWAYS, ids=lambda one: one.code)


def test_each_gateway_of_the_agreement_is_there_once_and_no_other() -> None:
    assert [one.title for one in GATEWAYS] == list(dict.fromkeys(SECTION_3))
    assert len({one.code for one in GATEWAYS}) == len(GATEWAYS) == 21


@ALL
def test_a_gateway_says_where_it_comes_from_and_what_it_allows_in_one_sentence(gateway) -> None:
    assert "(source 004), section 3" in gateway.source
    assert gateway.allows.endswith(".")
    assert ". " not in gateway.allows
    assert all(one.isalnum() or one == "-" for one in gateway.code)


@ALL
def test_one_that_ended_offers_its_successor_and_one_in_force_has_none(gateway) -> None:
    assert (gateway.state == "in force") == (not gateway.successor)
    assert gateway.successor not in (gateway.code, gateway.title)
    assert find_gateway(gateway.code) is gateway, "it stays in the list, so that a request keeps the law it named"


@pytest.mark.parametrize(
    ("code", "state", "successor"),
    [
        ("nhs-act-1977", "repealed", "National Health Service Act 2006"),
        ("learning-and-skills-act-2000", "repealed", "Education and Skills Act 2008"),
        ("local-government-act-2000", "replaced", "Localism Act 2011, section 1"),
        ("no-secrets-2000", "replaced", "Care Act 2014"),
    ],
)
def test_the_successor_is_the_law_that_took_its_place(code: str, state: str, successor: str) -> None:
    assert find_gateway(code).state == state
    assert find_gateway(code).successor.startswith(successor)


def test_the_duty_to_disclose_and_the_publications_carry_no_personal_data() -> None:
    assert [one.code for one in GATEWAYS if not one.personal] == [
        "police-and-justice-act-2006",
        "no-secrets-2000",
        "working-together-2006",
    ]


@pytest.mark.parametrize(
    ("code", "users"),
    [
        ("common-law", {"Police Service"}),
        ("children-act-1989", {"Local Authority", "PCT"}),
        ("immigration-and-asylum-act-1999", {"Immigration Service", "Police"}),
        ("education-act-2002", {"Local Authority", "Schools", "Further Education Colleges"}),
        (
            "learning-and-skills-act-2000",
            {"Local Authority", "Police", "Probation", "PCT", "YOS", "LSC", "Social Services"},
        ),
        ("working-together-2006", set()),
    ],
)
def test_its_users_are_those_of_the_agreement_in_its_words(code: str, users: set[str]) -> None:
    assert set(find_gateway(code).users) == users


@pytest.mark.parametrize(
    ("code", "kind", "may"),
    [
        ("cda-1998-s115", RESPONSIBLE, True),
        ("cda-1998-s115", RELEVANT, True),
        ("cda-1998-s115", CO_OPERATING, False),
        ("cda-1998-s115", "Fire and rescue authority", True),
        ("cda-1998-s115", "policing body", True),
        ("cda-1998-s115", "school", False),
        ("cda-1998-s115", "a shop", False),
        ("cda-1998-s115", "", False),
        ("police-and-justice-act-2006", "fire and rescue authority", True),
        ("police-and-justice-act-2006", CO_OPERATING, False),
        ("police-act-1996", RESPONSIBLE, True),
        ("police-act-1996", "police", True),
        ("police-act-1996", "local authority", False),
        ("police-act-1996", RELEVANT, False),
        ("education-act-2002", CO_OPERATING, True),
        ("working-together-2006", CO_OPERATING, True),
        ("working-together-2006", "a shop", True),
    ],
)
def test_only_a_body_that_the_source_names_may_use_it(code: str, kind: str, may: bool) -> None:
    assert may_use(find_gateway(code), kind) is may


def test_every_word_for_a_user_means_a_body_and_every_body_is_of_one_kind() -> None:
    rows = reference("gateway_users")
    assert {row["user"] for row in rows} == {user for one in GATEWAYS for user in one.users}
    assert {row["kind"] for row in rows} == set(KINDS)
    pairs = {(row["body"], row["kind"]) for row in rows}
    assert len(pairs) == len({body for body, _ in pairs})


def test_agencies_that_send_data_are_bodies_by_the_same_name() -> None:
    agencies = {one.agency for one in DATASETS} - {"publisher of the website"}
    assert agencies <= {row["body"] for row in reference("gateway_users")}


def test_a_code_that_no_gateway_has_is_refused_with_those_there_are() -> None:
    with pytest.raises(GatewayRefused) as refusal:
        find_gateway("dpa-1998-s29")
    assert refusal.value.what == "there is no such legal gateway."
    assert "dpa-1998-s29" not in str(refusal.value)
    assert all(one.code in refusal.value.do for one in GATEWAYS)
