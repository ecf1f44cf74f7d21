"""Who may see what: the access matrix, role by product by audience."""

from itertools import product

import pytest

from hub.access import matrix
from hub.access.identity import ROLES, Identity
from hub.access.matrix import (
    COMPLETION_FOR,
    EVERY_PRODUCT,
    JAG_ACTS,
    JAG_ACTS_IN_WORDS,
    LEDGER_FOR,
    MATRIX,
    OF_EVERY_AREA,
    OWN_JAG_ONLY,
    PAGES_FOR,
    PARTS,
    REQUEST_ACTS,
    REQUEST_ACTS_IN_WORDS,
    REVIEWERS,
    SUBMITTERS,
    check_user_can_assess,
    check_user_can_open,
    check_user_can_release,
    check_user_can_submit,
    check_user_takes_closed_files,
    user_can_assess,
    user_can_draft,
    user_can_meet,
    user_can_open,
    user_can_release,
    user_can_request,
    user_can_submit,
)
from hub.access.refusal import AccessRefused
from tests.unit.hub import section_eight
from tests.unit.hub.section_eight import (
    AUDIENCES,
    CLOSED_FILE,
    DECIDING,
    DRAFTING,
    JAG,
    LEDGER,
    NARROWER,
    OF_OWN_JAG,
    PAGES,
    PARTS_OF,
    PRODUCTS,
    REQUESTS,
    SCORING,
    SUBMITTING,
    TOLD_HOW_MANY_ARE_DONE,
    WITHOUT_LIMIT_ONLY,
    allows,
)

COMPARED = {
    "MATRIX": "PRODUCTS",
    "EVERY_PRODUCT": "PRODUCTS",
    "PAGES_FOR": "PAGES",
    "PARTS": "PARTS_OF",
    "DRAFTERS": "DRAFTING",
    "CLOSED_FILES": "CLOSED_FILE",
    "SUBMITTERS": "SUBMITTING",
    "JAG_ACTS": "JAG",
    "REQUEST_ACTS": "REQUESTS",
    "REQUEST_ACTS_IN_WORDS": "REQUESTS",
    "JAG_ACTS_IN_WORDS": "JAG",
    "OWN_JAG_ONLY": "OF_OWN_JAG",
    "COMPLETION_FOR": "TOLD_HOW_MANY_ARE_DONE",
    "ASSESSORS": "SCORING",
    "REVIEWERS": "DECIDING",
    "LEDGER_FOR": "LEDGER",
    "OF_EVERY_AREA": "WITHOUT_LIMIT_ONLY",
}
"""Each table of `hub/access/matrix.py`, and what of `section_eight.py` it is compared with in this file."""


def test_every_table_of_the_matrix_is_stated_a_second_time() -> None:
    tables = {name for name, held in vars(matrix).items() if name.isupper() and isinstance(held, dict | tuple)}
    assert tables - {"ROLE_TITLES"} == set(COMPARED)
    assert set(COMPARED.values()) <= set(vars(section_eight))


@pytest.mark.parametrize(("role", "what", "audience"), list(product(ROLES, PRODUCTS, AUDIENCES)))
def test_each_role_has_the_products_and_audiences_declared_and_no_other(role: str, what: str, audience: str) -> None:
    who = Identity("ann", role, "Council")  # type: ignore[arg-type]
    wanted = audience in PRODUCTS[what][role]
    assert user_can_release(who, what, audience) is wanted
    if not wanted:
        with pytest.raises(AccessRefused):
            check_user_can_release(who, what, audience)


@pytest.mark.parametrize(("role", "page"), list(product(ROLES, [*PAGES, "new-page"])))
def test_each_role_opens_the_pages_declared_and_no_other(role: str, page: str) -> None:
    who = Identity("ann", role, "Council")  # type: ignore[arg-type]
    wanted = role in PAGES.get(page, set())
    assert user_can_open(who, page) is wanted
    if not wanted:
        with pytest.raises(AccessRefused):
            check_user_can_open(who, page)


def test_a_page_of_a_product_opens_for_whoever_may_have_the_product() -> None:
    for role, what in product(ROLES, PRODUCTS):
        assert user_can_open(Identity("ann", role, "Council"), what) is (what in MATRIX[role])


def test_a_page_shows_a_product_or_is_listed_and_never_both() -> None:
    assert not {page for pages in PAGES_FOR.values() for page in pages} & {
        what for products in MATRIX.values() for what in products
    }


def test_a_page_of_parts_opens_for_nobody_who_may_not_have_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = {page for pages in PAGES_FOR.values() for page in pages}
    for page, what in PARTS.items():
        assert page in listed
        assert what in PRODUCTS
        monkeypatch.setitem(MATRIX["analyst"], what, ())  # type: ignore[index]
        assert not user_can_open(Identity("ann", "analyst", "Council"), page)


def test_each_role_reads_as_much_of_the_ledger_as_is_declared() -> None:
    assert dict(LEDGER_FOR) == LEDGER
    assert set(LEDGER) == set(ROLES) == PAGES["audit"]


def test_an_administrator_sees_no_partnership_data() -> None:
    assert MATRIX["administrator"] == {}


def test_a_role_or_product_not_in_the_table_is_allowed_nothing() -> None:
    assert not user_can_release(Identity("x", "king", "y"), "hotspot-explorer", "open")  # type: ignore[arg-type]
    assert not user_can_release(Identity("x", "analyst", "y"), "new-product", "open")


@pytest.mark.parametrize(("role", "what"), list(product(ROLES, PRODUCTS)))
def test_no_post_has_more_than_section_8_allows_and_where_it_has_less_the_reason_is_written_down(
    role: str, what: str
) -> None:
    by_source = {audience for audience in AUDIENCES if allows(role, audience)}
    less, why = NARROWER.get((role, what), (frozenset(), ""))
    assert PRODUCTS[what][role] == by_source - less
    assert less <= by_source
    assert bool(less) == bool(why)


@pytest.mark.parametrize(("role", "what"), list(product(ROLES, PRODUCTS)))
def test_who_prepares_a_release_and_who_decides_on_it_are_those_declared(role: str, what: str) -> None:
    assert user_can_draft(Identity("ann", role, "Council"), what) is (role in DRAFTING[what])
    assert (role in REVIEWERS) is (role in DECIDING)


@pytest.mark.parametrize("role", ROLES)
def test_those_declared_are_given_files_of_a_closed_session(role: str) -> None:
    who = Identity("ann", role, "Council")  # type: ignore[arg-type]
    if role in CLOSED_FILE:
        check_user_takes_closed_files(who)
    else:
        with pytest.raises(AccessRefused):
            check_user_takes_closed_files(who)


@pytest.mark.parametrize(("role", "act"), list(product(ROLES, [*REQUESTS, "new-act"])))
def test_each_role_does_with_requests_what_is_declared_and_no_more(role: str, act: str) -> None:
    assert user_can_request(Identity("ann", role, "Council"), act) is (role in REQUESTS.get(act, ()))  # type: ignore[arg-type]
    assert {one for acts in REQUEST_ACTS.values() for one in acts} == set(REQUESTS) == set(REQUEST_ACTS_IN_WORDS)


@pytest.mark.parametrize(("role", "act"), list(product(ROLES, [*JAG, "new-act"])))
def test_each_role_does_for_a_jag_what_is_declared_and_no_more(role: str, act: str) -> None:
    assert user_can_meet(Identity("ann", role, "Council"), act) is (role in JAG.get(act, ()))  # type: ignore[arg-type]
    assert {one for acts in JAG_ACTS.values() for one in acts} == set(JAG) == set(JAG_ACTS_IN_WORDS)
    assert OWN_JAG_ONLY == OF_OWN_JAG


@pytest.mark.parametrize(("role", "act"), list(product(ROLES, [*SUBMITTING, "new-act"])))
def test_each_role_does_with_a_file_of_its_organisation_what_is_declared_and_no_more(role: str, act: str) -> None:
    who, wanted = Identity("ann", role, "Council"), role in SUBMITTING.get(act, ())  # type: ignore[arg-type]
    assert user_can_submit(who, act) is wanted
    assert {one for acts in SUBMITTERS.values() for one in acts} == set(SUBMITTING)
    if not wanted:
        with pytest.raises(AccessRefused):
            check_user_can_submit(who, act)


@pytest.mark.parametrize("role", ROLES)
def test_those_declared_score_threats_where_their_account_has_no_limit(role: str) -> None:
    who, wanted = Identity("ann", role, "Council"), role in SCORING  # type: ignore[arg-type]
    assert user_can_assess(who) is wanted
    limited = Identity("ann", role, "Council", ("E85000001",))  # type: ignore[arg-type]
    for one in (limited, *(() if wanted else (who,))):
        with pytest.raises(AccessRefused):
            check_user_can_assess(one)


def test_those_declared_are_told_how_many_actions_are_done_and_what_is_closed_to_limited_accounts() -> None:
    assert COMPLETION_FOR == TOLD_HOW_MANY_ARE_DONE
    assert OF_EVERY_AREA == WITHOUT_LIMIT_ONLY
    assert PARTS == PARTS_OF
    assert {(name, one) for name, audiences in EVERY_PRODUCT.items() for one in audiences} == {
        (name, one) for name, roles in PRODUCTS.items() for one in roles["analyst"] & roles["liaison"]
    }
