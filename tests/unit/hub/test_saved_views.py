"""Saved views: kept, listed and removed by their owner alone, each act in the ledger; and what a link says later."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from hub.access.accounts import add_account, change_post, remove_account
from hub.access.identity import Identity
from hub.access.refusal import AccessRefused
from hub.hub import Hub
from hub.ledger import read_entries
from hub.products.product import Product
from hub.register import LEDGER, Register
from hub.release import release
from hub.saved_views import MOST, Pin, compare_pin, keep_view, list_views, pin_of, read_pin, remove_view
from ingest.periods import Period
from tests.unit.hub.people import COUNCIL, PASSWORD, make_register
from tests.unit.hub.people import WHO as KEEPER
from tests.unit.hub.sample_products import sample_product
from tests.unit.hub.small_hub import WHO, extract, make_hub, receive

ANN = Identity("ann", "analyst", COUNCIL)
BOB = Identity("bob", "liaison", COUNCIL)
CHOICES = (("dataset", "Recorded crime"), ("area", "St Ann's & <b>Quay</b>"))
PRODUCT = replace(
    sample_product(),
    release_id="0123456789ab",
    data_version="release 7",
    asked=("2019-01", "open", None, "recorded-crime", None),
)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return make_register(tmp_path)


def keep(register: Register, who: Identity = ANN, name: str = "Mine", page: str = "when") -> str:
    return keep_view(register, who, page, name, CHOICES, [PRODUCT]).id


def acts(register: Register) -> list[tuple[str, str, str]]:
    with register.reading() as connection:
        return [(row["who"], row["action"], row["subject"]) for row in read_entries(connection)]


def test_a_view_is_kept_with_its_choices_and_pins_and_listed_to_its_owner_alone(register: Register) -> None:
    keep(register, name="  Burglary,\n north  ")
    (mine,) = list_views(register, ANN)
    assert (mine.name, mine.page, mine.choices) == ("Burglary, north", "when", CHOICES)
    assert mine.pins == (Pin("0123456789ab", "7", "recorded-crime"),)
    assert list_views(register, BOB) == ()
    assert acts(register)[0] == ("ann", "keep view", "when")


def test_the_ledger_holds_no_word_of_the_name(register: Register) -> None:
    keep(register, name="Something between us")
    with register.reading() as connection:
        details = [json.loads(one) for one in connection.execute(select(LEDGER.c.detail)).scalars()]
    assert "Something" not in json.dumps(details)
    assert details[-1]["releases"] == ["0123456789ab"]


def test_a_view_is_removed_by_its_owner_alone(register: Register) -> None:
    view = keep(register)
    with pytest.raises(AccessRefused):
        remove_view(register, BOB, view)
    assert len(list_views(register, ANN)) == 1
    remove_view(register, ANN, view)
    assert list_views(register, ANN) == ()
    assert acts(register)[0] == ("ann", "remove view", "when")
    with pytest.raises(AccessRefused):
        remove_view(register, ANN, view)


@pytest.mark.parametrize("role", ["chair", "board", "administrator"])
def test_other_roles_keep_none_and_the_ledger_says_who_tried(register: Register, role: str) -> None:
    other = Identity("cleo", role, COUNCIL)  # type: ignore[arg-type]
    with pytest.raises(AccessRefused):
        keep(register, other)
    with pytest.raises(AccessRefused):
        list_views(register, other)
    assert [one[1] for one in acts(register)[:2]] == ["refused", "refused"]


def test_no_view_is_kept_of_a_page_that_is_not_open(register: Register) -> None:
    with pytest.raises(AccessRefused):
        keep(register, page="release-review")
    assert list_views(register, ANN) == ()


@pytest.mark.parametrize("name", ["", "  \n ", "x" * 81, "a\u202eb"])
def test_a_name_that_is_none_is_refused(register: Register, name: str) -> None:
    with pytest.raises(AccessRefused, match="name"):
        keep(register, name=name)


def test_there_is_a_limit_and_to_remove_one_makes_room(register: Register) -> None:
    for number in range(MOST):
        last = keep(register, name=f"View {number}")
    with pytest.raises(AccessRefused, match="no more"):
        keep(register)
    keep(register, BOB)
    remove_view(register, ANN, last)
    keep(register)


def test_the_views_of_somebody_who_left_go_with_the_account(register: Register) -> None:
    keep(register)
    remove_account(register, "ann", KEEPER)
    add_account(register, "ann", "analyst", COUNCIL, PASSWORD, KEEPER)
    assert list_views(register, ANN) == ()


def test_whoever_takes_an_account_over_finds_no_view_of_the_person_before(register: Register) -> None:
    add_account(register, "ann", "analyst", COUNCIL, PASSWORD, KEEPER)
    keep(register)
    change_post(register, "ann", "chair", COUNCIL, KEEPER)
    assert len(list_views(register, ANN)) == 1, "the same person, in another post"
    add_account(register, "ann", "analyst", COUNCIL, PASSWORD, KEEPER)
    assert list_views(register, ANN) == ()


def test_no_view_goes_along_to_another_organisation(register: Register) -> None:
    add_account(register, "ann", "analyst", COUNCIL, PASSWORD, KEEPER)
    keep(register)
    change_post(register, "ann", "analyst", "Fire", KEEPER)
    assert list_views(register, ANN) == ()


@pytest.mark.parametrize(
    "words",
    [
        "",
        "x",
        "0123456789ab",
        "0123456789AB~7~a",
        "0123456789ab~x~a",
        "0123456789ab~7~<b>",
        "0123456789ab~7~a~b~c",
        "~~",
    ],
)
def test_words_that_are_no_pin_are_none(words: str) -> None:
    assert read_pin(words) is None


def test_a_pin_is_read_as_it_was_written() -> None:
    assert read_pin(pin_of(PRODUCT).words()) == pin_of(PRODUCT)


# --- what a link says later ---


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    made = make_hub(tmp_path / "hub")
    receive(made, extract(tmp_path, "a.csv", "2025-01", 40))
    return made


def ask(hub: Hub, period: str = "2025-01", audience: str = "partner") -> Product:
    return release(hub, "area-profile", period=Period.parse(period), audience=audience, who=WHO)


def test_the_same_release_is_said_to_be_the_very_figures_also_when_other_months_came(hub: Hub, tmp_path: Path) -> None:
    before = pin_of(ask(hub))
    said = compare_pin(hub.register, ask(hub), before)
    assert said
    assert said.startswith("These are the very figures of the link")


def test_newer_records_are_told_with_both_releases_versions_and_days(hub: Hub, tmp_path: Path) -> None:
    before = ask(hub)
    receive(hub, extract(tmp_path, "b.csv", "2025-01", 80))
    after = ask(hub)
    said = compare_pin(hub.register, after, pin_of(before)) or ""
    assert "the records have changed since" in said
    for one in (before, after):
        assert f"release {one.release_id} of " in said
        assert f"version {pin_of(one).version} of the records" in said


def test_other_rules_of_the_same_records_are_told_as_such(hub: Hub) -> None:
    made, other = ask(hub), ask(hub, audience="closed")
    assert made.release_id != other.release_id
    same = replace(made, asked=other.asked, name=other.name)
    said = compare_pin(hub.register, same, pin_of(other)) or ""
    assert "the records are the same, the rules" in said


def test_a_pin_of_other_choices_says_nothing_and_an_unknown_one_that_it_is_unknown(hub: Hub, tmp_path: Path) -> None:
    receive(hub, extract(tmp_path, "b.csv", "2025-02", 80))
    made, other = ask(hub), ask(hub, "2025-02")
    assert compare_pin(hub.register, made, pin_of(other)) is None
    assert compare_pin(hub.register, made, replace(pin_of(made), dataset="fires")) is None
    said = compare_pin(hub.register, made, Pin("f" * 12, "1", "recorded-crime")) or ""
    assert "of which this hub has no record" in said
