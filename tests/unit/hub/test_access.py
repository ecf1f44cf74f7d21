"""Who may see what: the access matrix, role by product by audience."""

from itertools import product

import pytest

from hub.access.identity import ROLES, Identity
from hub.access.matrix import (
    JAG_ACTS,
    MATRIX,
    OWN_JAG_ONLY,
    PAGES_FOR,
    PARTS,
    REVIEWERS,
    check_user_can_open,
    check_user_can_release,
    user_can_draft,
    user_can_meet,
    user_can_open,
    user_can_release,
)
from hub.access.refusal import AccessRefused
from tests.unit.hub.section_eight import AUDIENCES, DECIDING, DRAFTING, JAG, NARROWER, PAGES, PRODUCTS, allows


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


@pytest.mark.parametrize(("role", "act"), list(product(ROLES, [*JAG, "new-act"])))
def test_each_role_does_for_a_jag_what_is_declared_and_no_more(role: str, act: str) -> None:
    assert user_can_meet(Identity("ann", role, "Council"), act) is (role in JAG.get(act, ()))  # type: ignore[arg-type]
    assert {one for acts in JAG_ACTS.values() for one in acts} == set(JAG)
    assert OWN_JAG_ONLY == ("chair",)
