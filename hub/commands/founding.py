"""Making a hub: its folder, the outlines and residents of its areas, and reference layers."""

from pathlib import Path
from typing import Annotated

import typer

from hub.commands.options import HERE, HubOption, operator

Only = Annotated[str | None, typer.Option(help="COLUMN=TEXT: read only the rows with that text in that column.")]


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
    only: Only = None,
    hub: HubOption = HERE,
) -> None:
    """Add or replace the residents of one level's areas."""
    from geo.boundaries import read_population
    from hub.hub import open_hub

    opened = open_hub(hub)
    residents = read_population(file, code_column, count_column, only=_column_and_text(only))
    known = opened.add_residents(level, residents, operator())
    passed = f" Passed over, as they are no areas: {', '.join(residents.passed_over)}." if residents.passed_over else ""
    typer.echo(f"Residents of {known:,} areas of level {level} added.{passed}")


def layer_add(
    file: Annotated[Path, typer.Argument(help="CSV (also .gz) or XLSX, as published.")],
    layer: Annotated[str, typer.Option(help="Layer, such as deprivation, cctv-cameras, premises or harm-weights.")],
    licence: Annotated[str, typer.Option(help="Licence it is published under.")] = "",
    date: Annotated[str, typer.Option(help="Year, month or day the figures are of.")] = "",
    label_column: Annotated[str | None, typer.Option(help="Column that names a point.")] = None,
    code_column: Annotated[str | None, typer.Option(help="Column of the code (of an area, or a category).")] = None,
    value_column: Annotated[str | None, typer.Option(help="Column of the number.")] = None,
    period_column: Annotated[str | None, typer.Option(help="Column of the period.")] = None,
    name: Annotated[str, typer.Option(help="What its publisher calls it.")] = "",
    only: Only = None,
    hub: HubOption = HERE,
) -> None:
    """Add or replace a reference layer; one without a licence and a date is refused."""
    from hub.hub import open_hub
    from ingest.layers import Wanted

    part = _column_and_text(only)
    wanted = Wanted(layer, licence, date, label_column, code_column, value_column, period_column, part, name)
    added = open_hub(hub).add_layer(file, wanted, operator())
    typer.echo(f"{added.layer.title} ({added.licence}, {added.date}): {added.as_text()}")


def _first_columns(path: Path) -> tuple[str, str]:
    from geo.boundaries import read_columns

    columns = read_columns(path)
    return columns[0], columns[1]


def _column_and_text(only: str | None) -> tuple[str, str] | None:
    if not only:
        return None
    column, separator, text = only.partition("=")
    if not separator:
        raise typer.BadParameter("write COLUMN=TEXT, such as sex=Persons", param_hint="--only")
    return column, text
