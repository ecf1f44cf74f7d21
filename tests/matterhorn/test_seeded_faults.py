"""Each check of PDF/UA finds the fault that is seeded for it, and a paper of the hub has none."""

import io
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ContentStream,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from hub.briefing import write_pdf
from hub.products.product import Section, Words
from tests.matterhorn.checks import CHECKS, OWN, find_faults
from tests.matterhorn.tree import read_tree
from tests.unit.hub.sample_products import sample_map, sample_product, sample_table

N, T = NameObject, TextStringObject
Seed = Callable[[PdfWriter], Any]


@cache
def clean() -> bytes:
    words = Section("Executive picture", (Words(("A few words.",), "In short"),))
    return write_pdf(replace(sample_product(), sections=(words, Section("Places", (sample_table(3), sample_map(2))))))


def _root(writer: PdfWriter) -> Any:
    return writer._root_object


def _elements(writer: PdfWriter, *kinds: str) -> list[Any]:
    found = [one for one in writer._objects if isinstance(one, dict) and one.get("/S") in kinds]
    assert found, kinds
    return found


def _entry(kind: str, name: str, value: Any) -> Seed:
    return lambda writer: _elements(writer, kind)[0].__setitem__(N(name), value)


def _without(kind: str, name: str) -> Seed:
    return lambda writer: [one.pop(name, None) for one in _elements(writer, kind)]


def _renamed(kind: str, other: str) -> Seed:
    return _entry(kind, "/S", N(other))


def _drawn(before: str, after: str) -> Seed:
    """More on the first page, ahead of what is there and behind it."""

    def seed(writer: PdfWriter) -> None:
        page = writer.pages[0]
        content = ContentStream(page.get_contents(), writer)
        content.set_data(before.encode() + b"\n" + content.get_data() + b"\n" + after.encode())
        page[N("/Contents")] = writer._add_object(content)

    return seed


def _metadata(old: bytes, new: bytes) -> Seed:
    def seed(writer: PdfWriter) -> None:
        stream = _root(writer)["/Metadata"].get_object()
        assert old in stream.get_data()
        stream.set_data(stream.get_data().replace(old, new))

    return seed


def _roles(name: str, role: str) -> Seed:
    def seed(writer: PdfWriter) -> None:
        roles = _root(writer)["/StructTreeRoot"]["/RoleMap"]
        roles[N(name)] = N(role)
        roles[N("/Turn")] = N("/Again")
        if name == "/Again":
            _elements(writer, "/P")[0][N("/S")] = N("/Turn")

    return seed


def _headers(writer: PdfWriter) -> None:
    for one in _elements(writer, "/TH", "/TD"):
        one.pop("/A", None)


def _note(times: int, name: str) -> Seed:
    def seed(writer: PdfWriter) -> None:
        writer._root_object["/StructTreeRoot"]["/RoleMap"][N("/Foot")] = N("/Note")
        for one in _elements(writer, "/P", "/Span")[:times]:
            one[N("/S")] = N("/Note")
            if name:
                one[N("/ID")] = T(name)

    return seed


def _layers(writer: PdfWriter) -> None:
    _root(writer)[N("/OCProperties")] = DictionaryObject({N("/D"): DictionaryObject(), N("/OCGs"): ArrayObject()})


def _attachment(writer: PdfWriter) -> None:
    writer.add_attachment("a.txt", b"a")
    held = _root(writer)["/Names"]["/EmbeddedFiles"]["/Names"][1].get_object()
    held.pop("/UF", None)


def _form(writer: PdfWriter) -> None:
    _root(writer)[N("/AcroForm")] = DictionaryObject({N("/XFA"): T("x"), N("/Fields"): ArrayObject()})


def _loose_link(writer: PdfWriter) -> None:
    for one in _elements(writer, "/Link"):
        one[N("/K")] = ArrayObject()


def _unnamed_link(writer: PdfWriter) -> None:
    for one in writer.pages[0]["/Annots"]:
        one.get_object().pop("/Contents", None)


def _loose_note(writer: PdfWriter) -> None:
    writer.add_annotation(0, FreeText(text="a", rect=(50, 50, 90, 90)))


def _silent_note(writer: PdfWriter) -> None:
    _loose_note(writer)
    writer.pages[0]["/Annots"][-1].get_object().pop("/Contents", None)


def _font(name: str | None, value: Any = None) -> Seed:
    def seed(writer: PdfWriter) -> None:
        for font in writer.pages[0]["/Resources"]["/Font"].values():
            held = font.get_object()
            if name == "/ToUnicode":
                held.pop(name)
            elif name == "/FontFile2":
                about = held["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
                for one in ("/FontFile", "/FontFile2", "/FontFile3"):
                    about.pop(one, None)
            else:
                table = DecodedStreamObject()
                table.set_data(value)
                held[N("/ToUnicode")] = writer._add_object(table)

    return seed


def _narrow(writer: PdfWriter) -> None:
    row = _elements(writer, "/TR")[-1]
    row[N("/K")] = ArrayObject(list(list.__iter__(row["/K"]))[:-1])


def _backwards(writer: PdfWriter) -> None:
    top = _elements(writer, "/Document")[0]
    top[N("/K")] = ArrayObject(list(list.__iter__(top["/K"]))[::-1])


_TEXT = "BT /f0 9 Tf 60 60 Td (\\000\\001) Tj ET"
SEEDS: dict[str, Seed] = {
    "01-003": _drawn(f"/Span <</MCID 990>> BDC /Artifact BMC {_TEXT} EMC EMC", ""),
    "01-004": _drawn(f"/Artifact BMC /Span <</MCID 990>> BDC {_TEXT} EMC EMC", ""),
    "01-005": _drawn("", _TEXT),
    "01-006": _drawn("", f"/Span <</MCID 990>> BDC {_TEXT} EMC"),
    "01-007": lambda writer: _root(writer)["/MarkInfo"].__setitem__(N("/Suspects"), BooleanObject(True)),
    "02-001": _renamed("/P", "/Unheard"),
    "02-003": _roles("/Again", "/Turn"),
    "02-004": _roles("/P", "/Span"),
    "06-001": lambda writer: _root(writer).pop("/Metadata"),
    "06-002": _metadata(b"<pdfuaid:part>1<", b"<pdfuaid:part>9<"),
    "06-003": _metadata(b"dc:title>", b"dc:titel>"),
    "07-001": lambda writer: _root(writer)["/ViewerPreferences"].pop("/DisplayDocTitle"),
    "07-002": lambda writer: _root(writer)["/ViewerPreferences"].update({N("/DisplayDocTitle"): BooleanObject(False)}),
    "09-004": _renamed("/TD", "/P"),
    "09-005": _renamed("/LI", "/P"),
    "09-006": _renamed("/Caption", "/TOCI"),
    "10-001": _font(None, b"1 beginbfchar\n<FFF0> <0041>\nendbfchar begincmap"),
    "11-001": lambda writer: _root(writer).pop("/Lang"),
    "11-006": lambda writer: _root(writer).pop("/Lang"),
    "13-004": _without("/Figure", "/Alt"),
    "14-002": _renamed("/H1", "/P"),
    "14-003": _renamed("/H2", "/H4"),
    "14-007": _renamed("/P", "/H"),
    "15-003": _headers,
    "17-002": lambda writer: [_renamed("/Figure", "/Formula")(writer), _without("/Formula", "/Alt")(writer)],
    "19-003": _note(1, ""),
    "19-004": _note(2, "same"),
    "20-001": _layers,
    "21-001": _attachment,
    "25-001": _form,
    "26-001": lambda writer: writer.encrypt("a"),
    "28-002": _loose_note,
    "28-004": _silent_note,
    "28-008": lambda writer: writer.pages[0].pop("/Tabs"),
    "28-009": lambda writer: writer.pages[0].__setitem__(N("/Tabs"), N("/R")),
    "28-011": _loose_link,
    "28-012": _unnamed_link,
    "31-009": _font("/FontFile2"),
    "31-027": _font("/ToUnicode"),
    "31-028": _font(None, b"1 beginbfchar\n<0001> <0000>\nendbfchar begincmap"),
    "own-1": _narrow,
    "own-2": _backwards,
    "own-3": lambda writer: [one.__setitem__(N("/S"), N("/TD")) for one in _elements(writer, "/TH")],
}


@pytest.mark.parametrize("number", [*CHECKS, *OWN])
def test_a_seeded_fault_is_found(number: str) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(clean()))
    SEEDS[number](writer)
    into = io.BytesIO()
    writer.write(into)
    assert number in {one.number for one in find_faults(into.getvalue())}


def test_a_clean_paper_has_no_fault_and_none_comes_of_writing_it_anew() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(clean()))
    into = io.BytesIO()
    writer.write(into)
    assert [str(one) for one in (*find_faults(clean()), *find_faults(into.getvalue()))] == []


def test_headings_are_read_in_the_order_of_the_product() -> None:
    reader = PdfReader(io.BytesIO(clean()))
    said = [str(one.entries["/T"]) for one in read_tree(reader).walk() if one.kind == "/H1"]
    assert said == ["Executive picture", "Places", "How this was made", "Handling card"]


def test_every_check_has_its_seed() -> None:
    assert set(SEEDS) == {*CHECKS, *OWN}
