"""Who may see what: the access matrix, role by product by audience."""

from itertools import product

import pytest

from hub.access.identity import ROLES, Identity
from hub.access.matrix import MATRIX, check_user_can_release, user_can_release
from hub.access.refusal import AccessRefused

PRODUCTS = ("hotspot-explorer", "tactical-assessment", "strategic-summary")
AUDIENCES = ("open", "closed", "board", "partner")
ALLOWED = {
    *(("analyst", product, audience) for product in PRODUCTS for audience in AUDIENCES),
    ("chair", "hotspot-explorer", "partner"),
    ("chair", "tactical-assessment", "open"),
    ("chair", "tactical-assessment", "closed"),
    ("chair", "strategic-summary", "board"),
    ("board", "tactical-assessment", "open"),
    ("board", "strategic-summary", "board"),
    *(("liaison", product, audience) for product in PRODUCTS for audience in AUDIENCES),
}


@pytest.mark.parametrize(("role", "what", "audience"), list(product(ROLES, PRODUCTS, AUDIENCES)))
def test_each_role_has_the_products_and_audiences_declared_and_no_other(role: str, what: str, audience: str) -> None:
    who = Identity("ann", role, "Council")  # type: ignore[arg-type]
    wanted = (role, what, audience) in ALLOWED
    assert user_can_release(who, what, audience) is wanted
    if not wanted:
        with pytest.raises(AccessRefused):
            check_user_can_release(who, what, audience)


def test_an_administrator_sees_no_partnership_data() -> None:
    assert MATRIX["administrator"] == {}


def test_a_role_or_product_not_in_the_table_is_allowed_nothing() -> None:
    assert not user_can_release(Identity("x", "king", "y"), "hotspot-explorer", "open")  # type: ignore[arg-type]
    assert not user_can_release(Identity("x", "analyst", "y"), "new-product", "open")
