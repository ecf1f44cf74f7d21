"""A small hub into which hostile words were put by every way that takes words: markup, Markdown, Typst, formulas, SQL.

Everything goes in as an officer would put it in, through `saferhub` and the files it reads. Each text has a mark of its
own (zq01, zq02, ...), by which it is found again wherever it comes out.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import shapely
from typer.testing import CliRunner, Result

from hub.__main__ import app
from hub.access.accounts import add_account
from hub.access.identity import ROLES, Identity
from hub.geography import ALL
from hub.hub import Hub, open_hub
from hub.meetings.groups import add_member, found_jag, list_members
from hub.meetings.minute_versions import begin_minutes
from hub.meetings.planning import plan_meetings
from hub.meetings.sessions import attest, note_arrivals, sign_statement, take_step
from hub.meetings.states import checks_before
from hub.release_review import draft_release
from hub.settings import FILE_NAME
from ingest.periods import Period
from ingest.register import DATASETS
from ingest.synthetic_rows import make_rows, usual_period
from tests.browser.hostile_forms import WARDS as WARD_CODES
from tests.browser.hostile_forms import Desk, fill_forms
from tests.unit.hub.people import PASSWORD, without_devices
from tests.unit.hub.small_hub import HEAD, WHO, squares

MONTH, LATER = "2025-01", "2025-02"
MARK = "zq"
PARTNERSHIP = "<script>window.pwned=1</script> $zq01$ #panic(1)"
MARKING = "OFFICIAL-SENSITIVE <img src=x onerror=window.pwned=1> zq02"
FORCE = "=HYPERLINK('http://evil.example','zq03')<b>"
ORGANISATION = "'\"><svg onload=window.pwned=1> zq04"
SECOND = "@SUM(1+1) [zq05](javascript:window.pwned=1)"
FILE = "+zq06 <img src=x onerror=window.pwned=1> ![a](b).csv"
LICENCE = "#read('data.json') <i>zq07</i> ] #["
PUBLISHED_BY = "=1+1 zq08 <iframe src='javascript:window.pwned=1'>"
REFUSED = "-zq09 </td></table><script>window.pwned=1</script>"
TASK = "zq10 <details open ontoggle=window.pwned=1>"
PURGED = "=zq11 <img src=x onerror=window.pwned=1>"
DISCARDED = "zq12 </p><script>window.pwned=1</script>"
AREAS: tuple[str, ...] = (
    "<script>window.pwned=1</script> zq20",
    "<img src=x onerror=window.pwned=1> zq21",
    "'\"><svg onload=window.pwned=1> zq22",
    "[zq23](javascript:window.pwned=1)",
    "![zq24](http://evil.example/zq24.png)",
    "=HYPERLINK('http://evil.example','zq25')",
    "+1+1 zq26",
    "-1 zq27",
    "@SUM(1+1) zq28",
    "=cmd|'/C calc'!A0 zq29",
    '#panic("zq30")',
    '#read("/etc/passwd") zq31',
    "$ zq32 $ ] #[",
    "\\ `zq33` *b* _c_ ~d~",
    "%{z} {{7*7}} ${zq34}",
    "</td></table><b>zq35</b>",
)
"""Names of the small areas."""
WARDS: tuple[str, ...] = (
    "<a href='javascript:window.pwned=1'>zq40</a>",
    "'); DROP TABLE releases; -- zq41",
    "&lt;b&gt; zq42 &amp;",
    "=zq43+<img src=x onerror=window.pwned=1>#panic(1)",
)
DRAFTER = Identity("drafter", "analyst", SECOND)
IN_A_CELL = "=zq60 <script>window.pwned=1</script> #panic(1)"
"""What stands in each column of the extract of each data set, one row for each."""


@dataclass(frozen=True)
class HostileHub:
    """The hub, and what the commands and receipts said meanwhile, by what was done; what was typed into its forms."""

    folder: Path
    said: Mapping[str, str]
    receipts: Mapping[str, bytes]
    desk: Desk


def make_hostile_hub(folder: Path) -> HostileHub:
    """Make the hub in ``folder``."""
    home, said, receipts = folder / "hub", {}, {}

    def run(*words: str | Path, typed: str = "", codes: tuple[int, ...] = (0,)) -> Result:
        done = CliRunner().invoke(app, [*map(str, words), "--hub", str(home)], input=typed)
        said[f"{len(said)} {words[0]} {words[1]}"] = f"{done.output}\n{done.exception or ''}"
        assert done.exit_code in codes, f"{words}: {done.output} {done.exception!r}"
        return done

    assert CliRunner().invoke(app, ["init", str(home), "--name", PARTNERSHIP]).exit_code == 0
    _settle(home / FILE_NAME)
    for level, prefix, size, names in (("lsoa", "E81", 1_000, AREAS), ("ward", "E85", 2_000, WARDS)):
        path = _write_outlines(folder / f"{level}.geojson", level, prefix, size, names)
        run("areas", "add", path, "--level", level, "--code-column", "code", "--name-column", "name")
    (folder / "residents.csv").write_text(
        "\n".join(["code,residents", *(f"E81{at + 1:08d},1500" for at in range(16)), ""]), encoding="utf-8"
    )
    run("population", "add", folder / "residents.csv", "--level", "lsoa", "--code-column", "code", "--count-column",
        "residents")  # fmt: skip
    _add_layer(folder, run)
    for month in (MONTH, LATER):
        path = folder / FILE.replace("zq06", f"zq06 {month}")
        path.write_text("\n".join([HEAD, *_crimes(month), ""]), encoding="utf-8")
        run("receive", path, "--dataset", "recorded-crime", "--provider", FORCE, "--receipt", folder / "receipt.html")
    for name in ("receipt.html", "receipt.xlsx", "receipt.txt"):
        batch = open_hub(home).store.batches()[0]["id"]
        run("receipt", batch, "-o", folder / name)
        receipts[name] = (folder / name).read_bytes()
    _receive_every_data_set(folder, run, receipts)
    _decide(home, run)
    _meet(home)
    _end_meeting(home)
    desk = fill_forms(open_hub(home), ORGANISATION, FORCE, MONTH, DRAFTER)
    run("supply", "letter", "--provider", FORCE, "-o", folder / "letter.pdf", "--as-of", "2026-06-30")
    receipts["letter.pdf"] = (folder / "letter.pdf").read_bytes()
    return HostileHub(home, said, receipts, desk)


def _settle(path: Path) -> None:
    """Markings and a debt in the settings; nobody needs a second factor."""
    written = path.read_text(encoding="utf-8")
    for name in ("open", "closed", "board", "partner"):
        for before in ("OFFICIAL", "OFFICIAL-SENSITIVE"):
            written = written.replace(f'\n{name} = "{before}"\n', f'\n{name} = "{MARKING}"\n')
    written = written.replace("[supply.owed]\n", f'[supply.owed]\n"{FORCE}" = ["recorded-crime"]\n')
    path.write_text(written, encoding="utf-8")
    without_devices(path.parent)


def _write_outlines(path: Path, level: str, prefix: str, size: int, names: tuple[str, ...]) -> Path:
    made = squares(level, prefix, size)
    features = [
        {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": shapely.geometry.mapping(outline)}
        for code, name, outline in zip(made.codes, names, made.outlines, strict=True)
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}), encoding="utf-8")
    return path


def _crimes(month: str) -> list[str]:
    """Enough events in every area that its name is printed with a figure."""
    kinds = ("burglary,Burglary in a dwelling", "robbery,Robbery of personal property")
    rows = []
    for area in range(16):
        spot = f"{450_137 + 1_000 * (area // 4)},{100_261 + 1_000 * (area % 4)}"
        for kind, count in zip(kinds, (20 + 3 * area, 14 + 5 * (area % 5)), strict=True):
            rows += [f"{day % 28 + 1:02d}/{month[5:]}/{month[:4]},12:30,{kind},{spot}" for day in range(count)]
    return rows


def _add_layer(folder: Path, run: Any) -> None:
    path = folder / "layer.csv"
    rows = [f'"{PUBLISHED_BY.replace(chr(34), chr(39))} {at}",{450_137 + 1_000 * at},100261' for at in range(4)]
    path.write_text("\n".join(["name,easting,northing", *rows, ""]), encoding="utf-8")
    run("layer", "add", path, "--layer", "cctv-cameras", "--licence", LICENCE, "--date", "2024", "--label-column",
        "name", "--name", PUBLISHED_BY)  # fmt: skip


def _receive_every_data_set(folder: Path, run: Any, receipts: dict[str, bytes]) -> None:
    """An extract of each data set with the words in a cell of every column; all are held or refused, and discarded."""
    for dataset in DATASETS:
        mapping, west, south = dataset.mappings[0], 450_000, 100_000
        period = usual_period(mapping)
        frame = make_rows(dataset, mapping, 60, 1, period=period, within=(west, south, west + 4_000, south + 4_000))
        for at, heading in enumerate(frame.columns):
            frame.loc[at, heading] = IN_A_CELL
        path, receipt = folder / f"{dataset.name}.csv", folder / f"{dataset.name}.html"
        frame.to_csv(path, index=False)
        asked = ["--dataset", dataset.name, "--provider", SECOND, "--receipt", receipt]
        asked += ["--period", str(period)] if len(period.months) == 1 else []
        run("receive", path, *asked, codes=(3, *range(10, 40)))
        receipts[receipt.name] = receipt.read_bytes()
    for row in json.loads(run("quarantine", "list", "--json").output):
        run("quarantine", "discard", row["id"], "--reason", DISCARDED)
        run("quarantine", "show", row["id"])


def _decide(home: Path, run: Any) -> None:
    """Organisations, their people, a grant, a refused review, a waiting one, and a destroyed batch."""
    hub = open_hub(home)
    for name in (ORGANISATION, SECOND, FORCE):
        run("organisations", "sign", name)
    for role in ROLES:
        run("users", "add", f"the-{role}", "--role", role, "--organisation", ORGANISATION,
            typed=f"{PASSWORD}\n{PASSWORD}\n")  # fmt: skip
    for name in ("<b>", "=1+1", "a b"):
        asked = ["--role", "analyst", "--organisation", ORGANISATION]
        run("users", "add", name, *asked, typed=f"{PASSWORD}\n{PASSWORD}\n", codes=(1,))
    add_account(hub.register, "owner", "liaison", FORCE, PASSWORD, WHO)
    run("grant", "give", "recorded-crime", "--provider", FORCE, "--audience", "closed", "--by", "owner", "--task", TASK,
        typed=f"{PASSWORD}\n")  # fmt: skip
    for product in ("tactical-assessment", "strategic-summary"):
        review = draft_release(hub, product, period=Period.parse(MONTH), audience="open", who=DRAFTER)
        if product == "strategic-summary":
            run("review", "refuse", review.id, "--reason", REFUSED, "--by", "the-liaison", typed=f"{PASSWORD}\n")
    _destroy(hub, run)


def _meet(home: Path) -> None:
    """A JAG whose chair is ours today, and a meeting in session; the rest is typed into forms."""
    hub, secretary, chair = open_hub(home), Identity("x", "analyst", SECOND), Identity("y", "chair", ORGANISATION)
    found_jag(hub, ALL, ("community-safety", ORGANISATION), secretary)
    member = add_member(hub.register, ALL, "policing-commander", FORCE, secretary)
    today = datetime.now(UTC).date()
    (meeting,) = plan_meetings(hub.register, ALL, [today], chair)
    take_step(hub.register, ALL, meeting.id, "open session", chair)
    note_arrivals(hub.register, ALL, meeting.id, [member.id], chair)


def _end_meeting(home: Path) -> None:
    """A JAG of a ward, with a meeting of today that has ended, whose minutes and their annex are begun."""
    hub, secretary, chair = open_hub(home), Identity("x", "analyst", SECOND), Identity("y", "chair", ORGANISATION)
    area, at = WARD_CODES[0], datetime.now(UTC)
    register = hub.register
    found_jag(hub, area, ("community-safety", ORGANISATION), secretary, now=at)
    add_member(register, area, "housing", FORCE, secretary, at)
    (meeting,) = plan_meetings(register, area, [at.date()], secretary, at)
    with register.reading() as connection:
        seats = [one.id for one in list_members(connection, area)]
    take_step(register, area, meeting.id, "open session", chair, at)
    note_arrivals(register, area, meeting.id, seats, chair, at)
    for one in seats:
        sign_statement(register, area, one, chair, at)
    attest(register, area, meeting.id, [one.code for one in checks_before("closed session")], chair, at)
    take_step(register, area, meeting.id, "closed session", chair, at)
    take_step(register, area, meeting.id, "ended", chair, at)
    begin_minutes(register, area, meeting.id, secretary, at)


def _destroy(hub: Hub, run: Any) -> None:
    second = next(
        row["id"] for row in hub.store.batches() if row["dataset"] == "recorded-crime" and row["period"] == LATER
    )
    run("purge", second, "--reason", PURGED)
