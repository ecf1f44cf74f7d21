"""Serving the app: of this hub, or of the made-up partnership."""

import json
from pathlib import Path
from typing import Annotated

import typer

from hub.commands.options import HERE, AsJson, HubOption

OFFICERS = {"chair", "liaison", "administrator"}
"""Posts that a real hub asks for a second factor (`safety.md` 7.4)."""


def serve(
    hub: HubOption = HERE,
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8501,
) -> None:
    """Serve the app on this machine."""
    from hub.access.providers import check_client_secrets
    from hub.hub import open_hub
    from hub.serve import serve as serve_app

    settings = open_hub(hub).settings
    check_client_secrets(settings.sign_in.services, settings.directory)
    missing = sorted(OFFICERS - set(settings.sign_in.second_factor))
    if missing:
        typer.echo(f"Warning: no second factor is asked of {', '.join(missing)} ([sign_in] second_factor).", err=True)
    with serve_app(hub, port) as served:
        found_at = settings.sign_in.address
        elsewhere = f", to be found at {found_at} only" if found_at else ""
        typer.echo(f"SaferHub is serving at {served.url}{elsewhere} - press Ctrl+C to stop.")
        ended = served.wait()
    if ended:  # the pages ended by themselves; whoever keeps them running must see that
        raise typer.Exit(1)


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
