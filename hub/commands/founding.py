"""Making a hub: its folder, the outlines and residents of its areas, and the accounts of its people."""

from pathlib import Path
from typing import Annotated

import typer

from hub.commands.options import HERE, HubOption, operator


def init(
    directory: Annotated[Path, typer.Argument(help="Folder to make the hub in.")],
    name: Annotated[str, typer.Option(help="Name of the partnership.")] = "Our partnership",
) -> None:
    """Make a new hub: a folder with a commented saferhub.toml."""
    from hub.settings import write_settings

    path = write_settings(directory, name)
    typer.echo(f"Made {path}. Next: saferhub --hub is this folder; add outlines with `saferhub areas add`.")


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
    opened.add_areas(boundaries, operator())
    repaired = f" Repaired: {', '.join(boundaries.repairs)}." if boundaries.repairs else ""
    typer.echo(f"{len(boundaries.codes):,} areas of level {level} added.{repaired}")


def population_add(
    file: Annotated[Path, typer.Argument(help="CSV (also .gz) or XLSX.")],
    level: Annotated[str, typer.Option(help="Level of the areas.")],
    code_column: Annotated[str, typer.Option(help="Column of the area code.")],
    count_column: Annotated[str, typer.Option(help="Column of the number of residents.")],
    hub: HubOption = HERE,
) -> None:
    """Add or replace the residents of one level's areas."""
    from geo.boundaries import read_population
    from hub.hub import open_hub

    opened = open_hub(hub)
    known = opened.add_residents(level, read_population(file, code_column, count_column), operator())
    typer.echo(f"Residents of {known:,} areas of level {level} added.")


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
    opened.add_account(name, role, organisation, password, operator())
    typer.echo(f"Account {name} ({role}) added.")


def _first_columns(path: Path) -> tuple[str, str]:
    from geo.boundaries import read_columns

    columns = read_columns(path)
    return columns[0], columns[1]
