"""The way out, from the command line, and the ledger that saw it."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hub.commands.options import HERE, AsJson, HubOption, operator

FOUND = 27
"""The exit code of an audit that found something."""


class Format(StrEnum):
    """File formats of a release."""

    json = "json"
    csv = "csv"
    xlsx = "xlsx"
    pdf = "pdf"
    gpkg = "gpkg"
    pptx = "pptx"
    svg = "svg"
    png = "png"


def release(
    product: Annotated[
        str,
        typer.Argument(
            help="hotspot-explorer, area-profile, problem-profile, tactical-assessment, strategic-summary, "
            "strategic-assessment, evaluation."
        ),
    ],
    period: Annotated[str, typer.Option(help="2019-01, 2019-Q1 or 2019.")],
    audience: Annotated[str, typer.Option(help="open, closed, board or partner.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")],
    file_format: Annotated[Format, typer.Option("--format", help="File format.")] = Format.pdf,
    area: Annotated[str | None, typer.Option(help="Code of one area; the whole partnership when left out.")] = None,
    dataset: Annotated[str | None, typer.Option(help="Main data set; the first supplied one when left out.")] = None,
    category: Annotated[str | None, typer.Option(help="What a problem profile is of, such as burglary.")] = None,
    action: Annotated[str | None, typer.Option(help="Id of the action that an evaluation is of.")] = None,
    task: Annotated[str, typer.Option(help="What for, where a sensitive data set was granted for a task.")] = "",
    picture: Annotated[str, typer.Option(help="Title of the map or chart, for svg and png.")] = "",
    hub: HubOption = HERE,
) -> None:
    """Release a product through the gate: the way out. For open and board it is a draft until its `review`."""
    from hub.briefing import write_pdf
    from hub.export import FILES, PICTURES
    from hub.hub import open_hub
    from hub.meetings.closed_packs import check_closed_file
    from hub.release import release as release_product
    from ingest.periods import Period

    kind = file_format.value
    if picture and kind not in PICTURES:
        raise typer.BadParameter("a picture is named for svg and png only", param_hint="--picture")
    opened, who = open_hub(hub), operator()
    check_closed_file(opened, who, product, audience, area)
    made = release_product(
        opened,
        product,
        period=Period.parse(period),
        audience=audience,
        who=who,
        area=area,
        dataset=dataset,
        category=category,
        task=task,
        action=action,
    )
    written = PICTURES[kind](made, picture) if kind in PICTURES else {**FILES, "pdf": write_pdf}[kind](made)
    output.write_bytes(written)
    typer.echo(f"{made.title}, {made.area_name}, {made.period}: {output} ({made.marking}, release {made.release_id}).")
    if made.standing:
        typer.echo(made.standing)


def audit(hub: HubOption = HERE, as_json: AsJson = False) -> None:
    """Attack everything that was ever released, as its readers could, audience by audience; ends with 27 on a find."""
    from hub.hub import open_hub
    from hub.release_audit import audit_releases

    def step(done: int, of: int) -> None:
        if not as_json:
            typer.echo(f"attacked {done} of {of} months", err=True)

    done = audit_releases(open_hub(hub), operator(), step)
    typer.echo(json.dumps(done.as_dict(), indent=2) if as_json else done.as_text())
    if not done.clean:
        raise typer.Exit(FOUND)


def ledger_verify(
    head: Annotated[str | None, typer.Option(help="A head hash noted earlier: finds entries cut off since.")] = None,
    hub: HubOption = HERE,
    as_json: AsJson = False,
) -> None:
    """Walk the hash chain and say whether it is whole."""
    from hub.hub import open_hub

    verdict = open_hub(hub).verify_ledger(head)
    if as_json:
        typer.echo(json.dumps(verdict.__dict__))
    elif verdict.broken_at is None:
        typer.echo(f"The ledger is whole: {verdict.entries:,} entries, head {verdict.head}.")
    else:
        typer.echo(f"The ledger is broken at entry {verdict.broken_at:,}: {verdict.reason}.", err=True)
    if verdict.broken_at is not None:
        raise typer.Exit(20)
