"""The command line: `saferhub`. Libraries are imported inside the commands, so that `--help` answers at once."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    name="saferhub", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)
areas_app = typer.Typer(no_args_is_help=True, help="Outlines of areas: LSOA, ward, district and so on.")
population_app = typer.Typer(no_args_is_help=True, help="Residents of areas, for rates.")
layer_app = typer.Typer(no_args_is_help=True, help="Reference layers, with licence and date.")
ledger_app = typer.Typer(no_args_is_help=True, help="The hash-chained ledger of every act.")
users_app = typer.Typer(no_args_is_help=True, help="Accounts of the people who sign in.")
app.add_typer(areas_app, name="areas")
app.add_typer(population_app, name="population")
app.add_typer(layer_app, name="layer")
app.add_typer(ledger_app, name="ledger")
app.add_typer(users_app, name="users")

HubOption = Annotated[Path, typer.Option("--hub", help="Folder of the hub (where saferhub.toml is).")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Only = Annotated[str | None, typer.Option(help="COLUMN=TEXT: read only the rows with that text in that column.")]
HERE = Path()


class Format(StrEnum):
    """File formats of a release."""

    json = "json"
    csv = "csv"
    xlsx = "xlsx"
    pdf = "pdf"


@app.command()
def init(
    directory: Annotated[Path, typer.Argument(help="Folder to make the hub in.")],
    name: Annotated[str, typer.Option(help="Name of the partnership.")] = "Our partnership",
) -> None:
    """Make a new hub: a folder with a commented saferhub.toml."""
    from hub.settings import write_settings

    path = write_settings(directory, name)
    typer.echo(f"Made {path}. Next: saferhub --hub is this folder; add outlines with `saferhub areas add`.")


@areas_app.command("add")
def areas_add(
    file: Annotated[Path, typer.Argument(help="GeoJSON, GeoPackage or shapefile, in any CRS.")],
    level: Annotated[str, typer.Option(help="Level of these areas, such as lsoa or ward.")],
    code_column: Annotated[str, typer.Option(help="Column of the official code.")],
    name_column: Annotated[str, typer.Option(help="Column of the name.")],
    parent_lookup: Annotated[
        Path | None, typer.Option(help="CSV whose first column is this level's code and whose second is its parent's.")
    ] = None,
    hub: HubOption = HERE,
) -> None:
    """Add or replace the outlines of one level; they are stored in British National Grid."""
    from geo.boundaries import read_boundaries, read_lookup
    from hub.hub import open_hub

    opened = open_hub(hub)
    parents = read_lookup(parent_lookup, *_first_columns(parent_lookup)) if parent_lookup else None
    boundaries = read_boundaries(file, level, code_column, name_column, parents)
    opened.add_areas(boundaries, _operator())
    repaired = f" Repaired: {', '.join(boundaries.repairs)}." if boundaries.repairs else ""
    typer.echo(f"{len(boundaries.codes):,} areas of level {level} added.{repaired}")


@population_app.command("add")
def population_add(
    file: Annotated[Path, typer.Argument(help="CSV (also .gz) or XLSX.")],
    level: Annotated[str, typer.Option(help="Level of the areas.")],
    code_column: Annotated[str, typer.Option(help="Column of the area code.")],
    count_column: Annotated[str, typer.Option(help="Column of the number of residents.")],
    only: Only = None,
    hub: HubOption = HERE,
) -> None:
    """Add or replace the residents of one level's areas."""
    from geo.boundaries import read_population
    from hub.hub import open_hub

    opened = open_hub(hub)
    residents = read_population(file, code_column, count_column, only=_column_and_text(only))
    known = opened.add_residents(level, residents, _operator())
    passed = f" Passed over, as they are no areas: {', '.join(residents.passed_over)}." if residents.passed_over else ""
    typer.echo(f"Residents of {known:,} areas of level {level} added.{passed}")


@layer_app.command("add")
def layer_add(
    file: Annotated[Path, typer.Argument(help="CSV (also .gz) or XLSX, as published.")],
    layer: Annotated[str, typer.Option(help="Layer, such as deprivation, cctv-cameras or premises.")],
    licence: Annotated[str, typer.Option(help="Licence it is published under.")] = "",
    date: Annotated[str, typer.Option(help="Year, month or day the figures are of.")] = "",
    label_column: Annotated[str | None, typer.Option(help="Column that names a point.")] = None,
    code_column: Annotated[str | None, typer.Option(help="Column of the area code.")] = None,
    value_column: Annotated[str | None, typer.Option(help="Column of the number.")] = None,
    period_column: Annotated[str | None, typer.Option(help="Column of the period.")] = None,
    only: Only = None,
    hub: HubOption = HERE,
) -> None:
    """Add or replace a reference layer; one without a licence and a date is refused."""
    from hub.hub import open_hub
    from ingest.layers import Wanted

    part = _column_and_text(only)
    wanted = Wanted(layer, licence, date, label_column, code_column, value_column, period_column, part)
    added = open_hub(hub).add_layer(file, wanted, _operator())
    typer.echo(f"{added.layer.title} ({added.licence}, {added.date}): {added.as_text()}")


@app.command()
def receive(
    file: Annotated[Path, typer.Argument(help="The agency's extract.")],
    dataset: Annotated[str, typer.Option(help="Data set, such as recorded-crime.")],
    mapping: Annotated[str | None, typer.Option(help="Whose headings; found by itself when left out.")] = None,
    period: Annotated[str | None, typer.Option(help="2019-01, 2019-Q1 or 2019; from the rows when left out.")] = None,
    provider: Annotated[str | None, typer.Option(help="Agency that supplies the extract.")] = None,
    hub: HubOption = HERE,
    as_json: AsJson = False,
) -> None:
    """Receive one extract: the way in. Prints the receipt."""
    from hub.hub import open_hub
    from ingest.periods import Period

    opened = open_hub(hub)
    wanted = Period.parse(period) if period else None
    stored = opened.receive(file, dataset, _operator(), mapping, wanted, provider)
    if as_json:
        changes = {"new": stored.new, "supersedes": stored.superseded}
        typer.echo(json.dumps({**stored.receipt.as_dict(), **changes}, indent=2))
        return
    typer.echo(stored.receipt.as_text())
    if not stored.new:
        typer.echo("This file was received before; nothing was changed.")
    if stored.superseded:
        typer.echo(f"It supersedes batch {stored.superseded}, whole.")


@app.command()
def release(
    product: Annotated[str, typer.Argument(help="hotspot-explorer, tactical-assessment or strategic-summary.")],
    period: Annotated[str, typer.Option(help="2019-01, 2019-Q1 or 2019.")],
    audience: Annotated[str, typer.Option(help="open, closed, board or partner.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")],
    file_format: Annotated[Format, typer.Option("--format", help="File format.")] = Format.pdf,
    area: Annotated[str | None, typer.Option(help="Code of one area; the whole partnership when left out.")] = None,
    dataset: Annotated[str | None, typer.Option(help="Main data set; the first supplied one when left out.")] = None,
    hub: HubOption = HERE,
) -> None:
    """Release a product through the gate: the way out."""
    from hub.briefing import write_pdf
    from hub.export import write_csv, write_json, write_xlsx
    from hub.hub import open_hub
    from hub.release import release as release_product
    from ingest.periods import Period

    writers = {"json": write_json, "csv": write_csv, "xlsx": write_xlsx, "pdf": write_pdf}
    made = release_product(
        open_hub(hub),
        product,
        period=Period.parse(period),
        audience=audience,
        who=_operator(),
        area=area,
        dataset=dataset,
    )
    output.write_bytes(writers[file_format.value](made))
    typer.echo(f"{made.title}, {made.area_name}, {made.period}: {output} ({made.marking}, release {made.release_id}).")


@ledger_app.command("verify")
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


@users_app.command("add")
def users_add(
    name: Annotated[str, typer.Argument(help="Name to sign in with.")],
    role: Annotated[str, typer.Option(help="analyst, chair, board or administrator.")],
    organisation: Annotated[str, typer.Option(help="Organisation the person belongs to.")],
    hub: HubOption = HERE,
) -> None:
    """Add an account; the password is asked for and never shown."""
    from hub.hub import open_hub

    opened = open_hub(hub)
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    opened.add_account(name, role, organisation, password, _operator())
    typer.echo(f"Account {name} ({role}) added.")


@app.command()
def serve(
    hub: HubOption = HERE,
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8501,
) -> None:
    """Serve the app on this machine."""
    from hub.hub import open_hub
    from hub.serve import serve as serve_app

    open_hub(hub)
    with serve_app(hub, port) as served:
        typer.echo(f"SaferHub is serving at {served.url} - press Ctrl+C to stop.")
        served.wait()


@app.command()
def demo(
    directory: Annotated[Path, typer.Option("--dir", help="Folder to make the demo in.")] = Path("saferhub-demo"),
    serve_it: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the app when made.")] = True,
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8501,
    as_json: AsJson = False,
) -> None:
    """Make a small synthetic partnership, receive every agency's extract, and serve the app."""
    from hub.demo import make_demo
    from hub.serve import serve as serve_app

    made = make_demo(directory, show_progress=not as_json)
    url = f"http://localhost:{port}"
    if as_json:
        typer.echo(json.dumps({"url": url, "hub": str(made.hub), "accounts": made.accounts}))
    else:
        typer.echo(made.as_text())
    if not serve_it:
        return
    with serve_app(made.hub, port) as served:
        typer.echo(f"\nSaferHub is serving at {served.url}")
        for account in made.accounts:
            typer.echo(f"  sign in as {account['name']:<10} password {account['password']}   ({account['title']})")
        typer.echo("Press Ctrl+C to stop.")
        served.wait()


def _operator() -> Any:
    """Whoever runs the command: the machine's log-in name, as an analyst of the partnership."""
    import getpass

    from hub.access.identity import Identity

    return Identity(getpass.getuser(), "analyst", "command line")


def _column_and_text(only: str | None) -> tuple[str, str] | None:
    if not only:
        return None
    column, separator, text = only.partition("=")
    if not separator:
        raise typer.BadParameter("write COLUMN=TEXT, such as sex=Persons", param_hint="--only")
    return column, text


def _first_columns(path: Path) -> tuple[str, str]:
    from geo.boundaries import read_columns

    columns = read_columns(path)
    return columns[0], columns[1]


def main() -> None:
    """Run a command. A refusal prints its three lines and ends with its own code; anything else is a bug and shows."""
    from geo.checks import Refused
    from hub.disclosure.rules import ReleaseRefused

    try:
        app()
    except (Refused, ReleaseRefused) as refusal:
        typer.echo(str(refusal), err=True)
        sys.exit(refusal.exit_code)


if __name__ == "__main__":
    main()
