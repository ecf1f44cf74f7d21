"""The supply calendar, from the command line, and the letter to a provider that is late."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.commands.options import HERE, AsJson, AsOf, HubOption, day_of, operator

WORDS = {"received": "received", "late": "received late", "missing": "MISSING", "awaited": "awaited"}


def supply(
    context: typer.Context,
    as_of: AsOf = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what came in time.")] = False,
    hub: HubOption = HERE,
    as_json: AsJson = False,
) -> None:
    """What each provider owes by when (SI 2007/1831), what has come, what is missing, and whom to ask."""
    if context.invoked_subcommand is not None:
        return
    from hub.hub import open_hub

    calendar = open_hub(hub).calendar(day_of(as_of))
    lines = calendar.lines()
    if as_json:
        listed = [{**line.as_dict(), "contact": calendar.contact(line.provider)} for line in lines]
        typer.echo(json.dumps({"as_of": calendar.as_of.isoformat(), "lines": listed}, indent=2))
        return
    for words in _report(calendar, lines, everything):
        typer.echo(words)


def letter(
    provider: Annotated[str, typer.Option(help="Provider to write to, as the calendar names it.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="PDF file to write.")],
    as_of: AsOf = None,
    hub: HubOption = HERE,
) -> None:
    """Write a letter that asks a provider for what is missing: which data set, for when, due when, how to send it."""
    from hub.chaser import note_letter, write_letter
    from hub.hub import open_hub

    opened = open_hub(hub)
    pages, lines = write_letter(opened.settings, opened.calendar(day_of(as_of)), provider)
    note_letter(opened, provider, lines, operator())
    output.write_bytes(pages)
    typer.echo(f"Letter to {provider}, {len(lines)} missing: {output}")


def _report(calendar: Any, lines: Any, everything: bool) -> list[str]:
    from ingest.periods import day_in_words

    found = [f"Supply on {day_in_words(calendar.as_of)}. An information period is due by the end of the next one."]
    for dataset, provider in dict.fromkeys((line.dataset, line.provider) for line in lines):
        own = [line for line in lines if (line.dataset, line.provider) == (dataset, provider)]
        counts = [(word, sum(line.state == state for line in own)) for state, word in WORDS.items()]
        found += ["", f"{dataset}, {provider}: {', '.join(f'{count} {word}' for word, count in counts if count)}"]
        found += [_line(line) for line in own if everything or line.state != "received"]
        if any(line.missing for line in own):
            found.append(f"  ask: {calendar.contact(provider)}")
    if not lines:
        found.append("Nothing is owed for any period that is over: see [supply] in saferhub.toml.")
    return found


def _line(line: Any) -> str:
    late = f", {line.days_late:,} days late" if line.days_late else ""
    came = f", came {line.received.isoformat()}" if line.received else ""
    part = (
        f", without {', '.join(line.missing)}" if line.missing and len(line.missing) < len(line.period.months) else ""
    )
    nil = f", nil return for {', '.join(line.nil)}" if line.nil else ""
    return f"  {line.period!s:<16} due {line.due.isoformat()}  {WORDS[line.state]}{came}{late}{part}{nil}"
