"""The command line: `saferhub`. The commands themselves are in `hub/commands`; here is the list of them."""

import sys

import typer

from hub.commands import (
    backing_up,
    contracts,
    founding,
    governing,
    keeping,
    mapping,
    people,
    quarantine,
    receiving,
    releasing,
    serving,
    supplying,
)

app = typer.Typer(
    name="saferhub", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)
areas_app = typer.Typer(no_args_is_help=True, help="Outlines of areas: LSOA, ward, district and so on.")
population_app = typer.Typer(no_args_is_help=True, help="Residents of areas, for rates.")
layer_app = typer.Typer(no_args_is_help=True, help="Reference layers, with licence and date.")
ledger_app = typer.Typer(no_args_is_help=True, help="The hash-chained ledger of every act.")
supply_app = typer.Typer(invoke_without_command=True, help="What providers owe, what has come, what is missing.")

app.command()(founding.init)
app.command()(contracts.template)
app.command()(contracts.schema)
app.command("map")(mapping.map_headings)
app.command()(receiving.receive)
app.command()(quarantine.receipt)
app.command()(keeping.retention)
app.command()(keeping.purge)
app.command()(keeping.recover)
app.command()(backing_up.backup)
app.command()(backing_up.restore)
app.command()(releasing.release)
app.command()(releasing.audit)
app.command()(serving.serve)
app.command()(serving.demo)
app.add_typer(areas_app, name="areas")
app.add_typer(population_app, name="population")
app.add_typer(layer_app, name="layer")
app.add_typer(ledger_app, name="ledger")
app.add_typer(supply_app, name="supply")
app.add_typer(people.users_app, name="users")
app.add_typer(people.organisations_app, name="organisations")
app.add_typer(quarantine.quarantine_app, name="quarantine")
app.add_typer(governing.grant_app, name="grant")
app.add_typer(governing.review_app, name="review")
layer_app.command("add")(founding.layer_add)
areas_app.command("add")(founding.areas_add)
population_app.command("add")(founding.population_add)
supply_app.callback()(supplying.supply)
supply_app.command("letter")(supplying.letter)
ledger_app.command("verify")(releasing.ledger_verify)


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
