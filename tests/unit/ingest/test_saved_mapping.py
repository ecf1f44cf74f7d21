"""A saved mapping does what the contract allows and no more: no column beside it, nothing spared from the guard."""

import dataclasses
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ingest.contract import ExtractRefused, Mapping
from ingest.depersonalise import PersonalDataRefused
from ingest.extract import Extract, read_extract
from ingest.proposal import Corrections, propose
from ingest.receive import Batch, receive
from ingest.register import find_dataset
from ingest.rehearsal import rehearse, settle
from ingest.saved_mapping import MappingRefused, SavedColumn, SavedMapping, read_saved, to_mapping, write_saved
from ingest.synthetic_rows import make_rows
from tests.unit.ingest.samples import SECRETS, SIDE, SOUTH, WEST, places, refusal, write

CRIMES = find_dataset("recorded-crime")
COLUMNS = {
    "date": SavedColumn(heading="When", form="DD/MM/YYYY HH:MM"),
    "time": SavedColumn(heading="When", form="DD/MM/YYYY HH:MM"),
    "group": SavedColumn(heading="Class", codes={"BURG": "Burglary"}),
    "offence": SavedColumn(heading="Offence"),
    "easting": SavedColumn(heading="X"),
    "northing": SavedColumn(heading="Y"),
}
SAVED = SavedMapping(
    name="our-force",
    dataset="recorded-crime",
    layout="agency-form",
    provider="Our force",
    columns=COLUMNS,
    dropped={"Beat": "not prescribed"},
)
HEAD = "When,Class,Offence,X,Y,Beat"
ROW = "15/01/2019 22:30,BURG,Burglary in a dwelling,485500,235500,12"


def changed(**values: object) -> SavedMapping:
    return SavedMapping.model_validate(SAVED.model_dump() | values)


def with_column(name: str, **values: object) -> SavedMapping:
    return changed(columns=SAVED.model_dump()["columns"] | {name: {"heading": "Strange", **values}})


def take(folder: Path, saved: SavedMapping, *lines: str) -> Batch:
    dataset = dataclasses.replace(CRIMES, mappings=(*CRIMES.mappings, to_mapping(saved, CRIMES)))
    return receive(write(folder, *lines), dataset, places())


def test_a_file_in_their_headings_becomes_the_same_events_as_one_in_ours(tmp_path: Path) -> None:
    batch = take(tmp_path, SAVED, HEAD, ROW)
    event = batch.events.iloc[0]
    assert (str(event["date"])[:10], event["time"], event["hour"]) == ("2019-01-15", "22:30", 22)
    assert (event["category"], event["subcategory"]) == ("burglary", "Burglary in a dwelling")
    assert (event["easting"], event["northing"]) == (485500.0, 235500.0)
    assert (batch.provider, batch.mapping, batch.receipt.refused) == ("Our force", "our-force", 0)


def test_made_rows_of_a_saved_mapping_are_received(tmp_path: Path) -> None:
    layout = to_mapping(SAVED, CRIMES)
    dataset = dataclasses.replace(CRIMES, mappings=(layout,))
    within = (WEST, SOUTH, WEST + 2 * SIDE, SOUTH + SIDE)
    make_rows(dataset, layout, 80, 2, within=within).to_csv(tmp_path / "made.csv", index=False, lineterminator="\n")
    assert receive(tmp_path / "made.csv", dataset, places()).receipt.refused == 0


def test_points_of_a_force_are_saved_and_received(tmp_path: Path, realdata: Path) -> None:
    path = realdata / "police/gmp_burglary_points_2016-02_2019-01.csv.gz"
    extract, said = read_extract(path), Corrections(provider="Greater Manchester Police")
    others = tuple(layout for layout in CRIMES.mappings if layout.name != "gmp-burglary-points")
    saved = settle(extract, CRIMES, propose(extract, others, said), "gmp-points", said.provider, ())
    layout = to_mapping(saved, CRIMES)
    assert rehearse(extract, CRIMES, layout) == 0
    receipt = receive(path, dataclasses.replace(CRIMES, mappings=(*others, layout)), places()).receipt
    assert (receipt.rows, receipt.refused, receipt.mapping) == (92_666, 0, "gmp-points")
    assert (receipt.provider, str(receipt.period)) == ("Greater Manchester Police", "2016-02/2019-01")


@given(
    heading=some.text(some.characters(codec="utf-8"), min_size=1, max_size=100),
    code=some.text(some.characters(codec="utf-8"), min_size=1, max_size=60),
    reason=some.text(some.characters(codec="utf-8"), min_size=1, max_size=100),
)
def test_what_is_written_reads_back_the_same(heading: str, code: str, reason: str) -> None:
    columns = COLUMNS | {"group": SavedColumn(heading=heading, codes={code: "Burglary"})}
    saved = changed(columns={name: column.model_dump() for name, column in columns.items()}, dropped={heading: reason})
    assert read_saved(tomllib.loads(write_saved(saved)), "it") == saved


@pytest.mark.parametrize(
    ("saved", "found"),
    [
        (with_column("surname"), "1 columns that the contract does not prescribe"),
        (with_column("longitude"), "1 columns that the contract does not prescribe"),
        (changed(dataset="road-collisions"), "it is of another data set"),
        (changed(name="police-uk-street"), "its name is that of a layout of the hub"),
        (changed(layout="nothing"), "the layout it was made of does not exist"),
        (changed(columns={"date": {"heading": "When", "form": "DD/MM/YYYY"}}), 'no heading for "Offence time"'),
        (with_column("offence", form="HH:MM"), 'a form that "Sub-category" cannot have'),
        (with_column("date", form="MM/DD/YYYY"), 'a form that "Offence date" cannot have'),
        (with_column("easting", codes={"a": "b"}), 'codes for "Easting", which holds none'),
        (with_column("group", codes={"ZQ": "Ottoline"}), 'codes for "Offence group" that stand for none of its list'),
        (with_column("group", codes={"AB123456C": "Burglary"}), 'codes for "Offence group" that look like personal'),
        (with_column("group", heading="Victim name"), '"Victim name" promises names of persons'),
        (with_column("group", heading="X"), "one heading read as two columns"),
        (with_column("group", heading="Beat"), "1 headings both read and dropped"),
        (changed(dropped={"Date of birth": "not prescribed"}), '"Date of birth", dropped, promises dates of birth'),
        (changed(dropped={"o.f@example.org": "no"}), "1 headings that look like data themselves"),
        (with_column("group", heading="o.f@example.org"), "1 headings that look like data themselves"),
        (changed(provider="o.f@example.org"), "a provider's name that is not one"),
    ],
)
def test_a_mapping_that_asks_for_more_than_the_contract_is_refused(saved: SavedMapping, found: str) -> None:
    assert found in refusal(MappingRefused, lambda: to_mapping(saved, CRIMES)).found


def test_every_fault_of_a_mapping_is_told_at_once() -> None:
    bad = changed(dataset="road-collisions", name="agency-form", provider="o.f@example.org")
    assert refusal(MappingRefused, lambda: to_mapping(bad, CRIMES)).found.count(";") == 2


@pytest.mark.parametrize("key", ["identifiers", "guard", "scale", "fold"])
def test_no_key_of_a_mapping_reaches_past_the_contract(key: str) -> None:
    values = SAVED.model_dump() | {key: ["Beat"]}
    assert key in refusal(MappingRefused, lambda: read_saved(values, "it")).found
    assert to_mapping(SAVED, CRIMES).identifiers == frozenset()


@pytest.mark.parametrize("secret", [secret for secret in SECRETS if secret not in ("Ottoline", "ZQ", "485517")][1:6])
def test_the_guard_looks_at_a_dropped_column_too(tmp_path: Path, secret: str) -> None:
    refusal(PersonalDataRefused, lambda: take(tmp_path, SAVED, HEAD, *[ROW.replace(",12", f",{secret}")] * 3))


def test_identifiers_that_a_layout_spares_are_not_spared_in_a_mapping_made_of_it() -> None:
    street = next(one for one in CRIMES.mappings if one.identifiers)
    columns = {column.name: {"heading": column.title} for column in street.columns}
    made = to_mapping(changed(layout=street.name, columns=columns, dropped={"Crime ID": "an identifier"}), CRIMES)
    assert (made.identifiers, set(made.dropped)) == (frozenset(), {"Crime ID"})


def test_a_column_beside_the_mapping_is_refused_as_ever(tmp_path: Path) -> None:
    refused = refusal(ExtractRefused, lambda: take(tmp_path, SAVED, HEAD + ",Outcome", ROW + ",charged"))
    assert 'not allowed: "Outcome"' in refused.found


def proposed(folder: Path, *lines: str, drops: tuple[str, ...] = ()) -> SavedMapping:
    extract = read_extract(write(folder, *lines))
    return settle(extract, CRIMES, propose(extract, CRIMES.mappings, Corrections()), "mine", "", drops)


OWN = "Offence date,Offence time,Offence group,Sub-category,Easting,Northing,Outcome"
OWN_ROW = "15/01/2019,22:30,Burglary,Burglary in a dwelling,485500,235500,charged"


def test_nothing_is_dropped_that_was_not_named(tmp_path: Path) -> None:
    refused = refusal(MappingRefused, lambda: proposed(tmp_path, OWN, OWN_ROW))
    assert refused.found == 'neither prescribed nor dropped by name: "Outcome".'
    assert set(proposed(tmp_path, OWN, OWN_ROW, drops=("Outcome",)).dropped) == {"Outcome"}


def test_only_a_column_of_the_file_can_be_dropped(tmp_path: Path) -> None:
    refused = refusal(MappingRefused, lambda: proposed(tmp_path, OWN, OWN_ROW, drops=("Outcome", "Beat")))
    assert refused.found == 'not in the file, so not to be dropped: "Beat".'


def test_what_is_not_certain_must_be_confirmed(tmp_path: Path) -> None:
    head, row = OWN.replace("Sub-category", "Zr").removesuffix(",Outcome"), OWN_ROW.removesuffix(",charged")
    assert '"Sub-category" is not certain' in refusal(MappingRefused, lambda: proposed(tmp_path, head, row)).found


def test_stop_and_search_is_refused_because_nothing_in_it_says_which_offence(realdata: Path) -> None:
    extract = read_extract(realdata / "police/stop_and_search_month14.csv.gz")
    made = propose(extract, CRIMES.mappings, Corrections())
    refused = refusal(MappingRefused, lambda: settle(extract, CRIMES, made, "mine", "", tuple(made.left)))
    assert 'no heading for "Offence code"' in refused.found
    assert '"Offence date" is not certain (the same words; 0 of 1,000 cells fit' in refused.found


def test_a_rehearsal_judges_the_whole_file(tmp_path: Path) -> None:
    extract: Extract = read_extract(write(tmp_path, HEAD, *[ROW] * 100, *[ROW.replace("BURG", "ROBB")] * 1200))
    layout: Mapping = to_mapping(SAVED, CRIMES)
    refused = refusal(ExtractRefused, lambda: rehearse(extract, CRIMES, layout))
    assert 'Class: a code that is not in the list: "ROBB" 1,200 times' in refused.found
