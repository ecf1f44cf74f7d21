"""`saferhub map`: an agency's own headings, proposed, corrected, rehearsed with the whole file, and saved."""

from pathlib import Path
from typing import Annotated, Any

import typer

from hub.commands.options import HERE, HubOption, operator

Words = list[str] | None


def map_headings(
    file: Annotated[Path, typer.Argument(help="The agency's extract, in its own headings.")],
    dataset: Annotated[str, typer.Option(help="Data set, such as recorded-crime.")],
    provider: Annotated[str, typer.Option(help="Agency that supplies it, where no column says so.")] = "",
    layout: Annotated[
        str | None, typer.Option(help="Layout to come nearest to; found by itself when left out.")
    ] = None,
    named: Annotated[
        Words, typer.Option("--set", help='"Our heading=Their heading"; nothing behind = for none.')
    ] = None,
    forms: Annotated[
        Words, typer.Option("--form", help='"Our heading=DD Mon YYYY": how their dates are written.')
    ] = None,
    values: Annotated[Path | None, typer.Option(help="CSV with two columns: their code, our code.")] = None,
    drop: Annotated[Words, typer.Option(help="Their heading of a column to drop; once for each.")] = None,
    save: Annotated[str | None, typer.Option(help="Name to save the mapping under.")] = None,
    hub: HubOption = HERE,
) -> None:
    """Propose how an agency's own headings are read as ours; with --save keep it for that provider."""
    from hub.hub import entry_of, open_hub
    from hub.mappings import save_mapping
    from ingest.corrections import read_corrections
    from ingest.extract import read_extract
    from ingest.proposal import propose
    from ingest.register import find_dataset, find_mapping
    from ingest.rehearsal import guard, rehearse, settle
    from ingest.saved_mapping import to_mapping

    drops = tuple(drop or ())
    chosen, extract = find_dataset(dataset), read_extract(file)
    codes = read_extract(values) if values else None
    said = read_corrections(extract, chosen, headings=named or (), forms=forms or (), codes=codes, provider=provider)
    proposal = propose(extract, (find_mapping(chosen, layout),) if layout else chosen.mappings, said)
    guard(extract, chosen, proposal)
    _show(extract, chosen, proposal, drops)
    if save is None:
        return
    saved = settle(extract, chosen, proposal, save, provider, drops)
    refused = rehearse(extract, chosen, to_mapping(saved, chosen))
    path = save_mapping(open_hub(hub).register, saved, chosen, entry_of(operator(), "mapping", dataset, {}))
    typer.echo(f"Rehearsed with {extract.rows:,} rows, {refused:,} of them refused. Saved {path}.")
    typer.echo(f"Receive with it: saferhub receive {extract.file_name} --dataset {dataset} --mapping {save}")


def _show(extract: Any, dataset: Any, proposal: Any, drops: tuple[str, ...]) -> None:
    """The proposal as a table: ours, theirs, how certain and why; then what is missing and what would be dropped."""
    from rich.console import Console
    from rich.table import Table

    from ingest.rehearsal import exact_layout
    from ingest.searched_columns import heading_in_words

    table = Table("ours", "theirs", "certainty", "why", title=f"{dataset.title}, layout {proposal.layout.name}")
    for match in proposal.matches:
        theirs = heading_in_words(match.heading) if match in proposal.placed else "-"
        table.add_row(match.column.title, theirs, match.confidence, match.why)
    for heading, reason in proposal.dropped.items():
        table.add_row("-", heading_in_words(heading), "dropped", reason)
    for heading in proposal.left:
        certainty, why = ("dropped", "not prescribed") if heading in drops else ("left over", "name it with --drop")
        table.add_row("-", heading_in_words(heading), certainty, why)
    Console(markup=False, highlight=False).print(table)
    exact = exact_layout(extract, dataset)
    if exact:
        typer.echo(f"These are exactly the headings of the layout {exact.name}; no mapping is needed to receive them.")
