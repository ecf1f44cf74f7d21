"""People and organisations, from the command line: who signed the agreement, and the accounts of their people."""

import json
from datetime import datetime
from typing import Annotated, Any

import typer

from hub.commands.options import HERE, AsJson, HubOption, operator, today

organisations_app = typer.Typer(no_args_is_help=True, help="Organisations that signed the sharing agreement.")
users_app = typer.Typer(no_args_is_help=True, help="Accounts of the people who sign in.")

Name = Annotated[str, typer.Argument(help="Name that the person signs in with.")]
Role = Annotated[str, typer.Option(help="analyst, chair, board, liaison or administrator.")]
Organisation = Annotated[str, typer.Option(help="Organisation the person belongs to, as it signed.")]
AREA = "Code of an area of the level of report; once for each. Of others only totals are shown."
OrganisationName = Annotated[str, typer.Argument(metavar="NAME", help="Name of the organisation.")]


def signed_in(hub: Any, name: str) -> Any:
    """The person of an account, after the password and, where the post needs it, the code of their device."""
    from hub.access.refusal import AccessRefused
    from hub.access.sessions import CODE, DEVICE, end_session
    from hub.access.sign_in import TERMINAL, begin_sign_in, give_code

    password = typer.prompt(f"Password of {name}", hide_input=True)
    begun = begin_sign_in(hub.register, name, password, TERMINAL, hub.settings.sign_in.second_factor)
    if begun.stage == DEVICE:
        raise AccessRefused(
            "this post signs in with a second factor.",
            "no device of yours is known.",
            "sign in to the app once: it shows how to add your device.",
        )
    if begun.stage == CODE:
        code = typer.prompt("Code of your device")
        begun = give_code(hub.register, begun.token, code, TERMINAL)
    end_session(hub.register, begun.token)
    return begun.who


@organisations_app.command("sign")
def sign(
    name: OrganisationName,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day; a year from now when left out.")
    ] = None,
    hub: HubOption = HERE,
) -> None:
    """Record that an organisation has signed the sharing agreement, or signed it anew."""
    from hub.access.organisations import sign_agreement
    from hub.hub import open_hub

    made = sign_agreement(open_hub(hub).register, name, operator(), until=until.date() if until else None)
    typer.echo(f"{made.name}: signed, in force until {made.until}.")


@organisations_app.command("suspend")
def suspend(name: OrganisationName, hub: HubOption = HERE) -> None:
    """Suspend a signature: all people of the organisation lose access at once."""
    from hub.access.organisations import suspend_organisation
    from hub.hub import open_hub

    made = suspend_organisation(open_hub(hub).register, name, operator())
    typer.echo(f"{made.name}: suspended. Its people see nothing from now on.")


@organisations_app.command("list")
def list_all(hub: HubOption = HERE, as_json: AsJson = False) -> None:
    """Every organisation that signed, and whether its signature is in force."""
    from hub.access.organisations import list_organisations
    from hub.hub import open_hub

    found = list_organisations(open_hub(hub).register)
    if as_json:
        typer.echo(json.dumps([vars(one) | {"in_force": one.is_in_force(today())} for one in found], indent=2))
        return
    for one in found:
        state = "in force" if one.is_in_force(today()) else ("suspended" if one.suspended_on else "lapsed")
        typer.echo(f"{one.name}: signed {one.signed_on}, until {one.until}, {state}")
    if not found:
        typer.echo("No organisation has signed yet: saferhub organisations sign NAME")


@users_app.command("add")
def add(
    name: Name,
    role: Role,
    organisation: Organisation,
    elsewhere: Annotated[
        bool, typer.Option("--no-password", help="The person signs in with the account of their organisation only.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the account of that name.")] = False,
    area: Annotated[list[str] | None, typer.Option(help=f"{AREA} Every area when left out.")] = None,
    everywhere: Annotated[bool, typer.Option("--everywhere", help="It replaces a limited one, and sees all.")] = False,
    hub: HubOption = HERE,
) -> None:
    """Add an account; the password is asked for and never shown."""
    from hub.access.accounts import add_account, key_of, list_accounts
    from hub.access.limits import describe_limit
    from hub.access.refusal import AccessRefused
    from hub.hub import open_hub
    from hub.own_areas import check_own_areas

    opened = open_hub(hub)
    if not replace and any(one.name == key_of(name) for one in list_accounts(opened.register)):
        raise AccessRefused(
            "there is an account of that name already.",
            "nothing was changed.",
            "use another name, change it (saferhub users post, password), or add --replace.",
        )
    limited = next((one.areas for one in list_accounts(opened.register) if one.name == key_of(name)), None)
    if limited is not None and not area and not everywhere:
        raise AccessRefused(
            "the account that is replaced is limited to some areas.",
            f"{len(limited)} of them; nothing was changed.",
            "say which it sees from now on: --area CODE, or --everywhere.",
        )
    areas = check_own_areas(opened, area) if area else None
    password = None if elsewhere else _ask_password()
    made = add_account(opened.register, name, role, organisation, password, operator(), areas)
    typer.echo(f"Account {made.name} ({made.role}) added; it sees {describe_limit(made.role, made.areas)}.")
    _warn_unsigned(opened, made.organisation)


@users_app.command("list")
def list_users(hub: HubOption = HERE, as_json: AsJson = False) -> None:
    """Every account: its post, the areas it is limited to, and how it signs in."""
    from hub.access.accounts import list_accounts
    from hub.access.limits import describe_limit
    from hub.hub import open_hub

    found = list_accounts(open_hub(hub).register)
    if as_json:
        typer.echo(json.dumps([vars(one) for one in found], indent=2))
        return
    for one in found:
        way = "password" if one.has_password else "account of the organisation"
        factor = " and second factor" if one.second_factor else ""
        state = f", suspended on {one.suspended_on}" if one.suspended_on else ", locked" if one.locked else ""
        sees = "" if one.areas is None else f"; sees {describe_limit(one.role, one.areas)}"
        typer.echo(f"{one.name}: {one.role}, {one.organisation}{sees}; {way}{factor}{state}")
    if not found:
        typer.echo("No account yet: saferhub users add NAME --role ... --organisation ...")


@users_app.command("post")
def post(name: Name, role: Role, organisation: Organisation, hub: HubOption = HERE) -> None:
    """Give an account another role or organisation, with the areas it has; who is signed in with it is signed out."""
    from hub.access.accounts import change_post
    from hub.hub import open_hub

    opened = open_hub(hub)
    made = change_post(opened.register, name, role, organisation, operator())
    typer.echo(f"Account {made.name} is now {made.role} of {made.organisation}.")
    _warn_unsigned(opened, made.organisation)


@users_app.command("limit")
def limit(
    name: Name,
    area: Annotated[list[str] | None, typer.Option(help=AREA)] = None,
    everywhere: Annotated[bool, typer.Option("--everywhere", help="Lift the limit: every area.")] = False,
    hub: HubOption = HERE,
) -> None:
    """Limit an account to some areas, or lift its limit; whoever is signed in with it is signed out."""
    from hub.access.accounts import limit_account
    from hub.access.limits import describe_limit
    from hub.hub import open_hub
    from hub.own_areas import check_own_areas

    if bool(area) is everywhere:
        raise typer.BadParameter("name an area, or lift the limit with --everywhere", param_hint="--area")
    opened = open_hub(hub)
    areas = None if everywhere else check_own_areas(opened, area or [])
    made = limit_account(opened.register, name, areas, operator())
    typer.echo(f"Account {made.name} sees {describe_limit(made.role, made.areas)}.")


@users_app.command("password")
def password(name: Name, hub: HubOption = HERE) -> None:
    """Set a new password; whoever is signed in with the old one is signed out."""
    from hub.access.accounts import change_password
    from hub.hub import open_hub

    change_password(open_hub(hub).register, name, _ask_password(), operator())
    typer.echo(f"Account {name} has a new password.")


@users_app.command("suspend")
def suspend_user(name: Name, hub: HubOption = HERE) -> None:
    """Suspend an account; whoever is signed in with it is signed out."""
    from hub.access.accounts import suspend_account
    from hub.hub import open_hub

    suspend_account(open_hub(hub).register, name, operator())
    typer.echo(f"Account {name} is suspended.")


@users_app.command("restore")
def restore(name: Name, hub: HubOption = HERE) -> None:
    """Lift the suspension of an account."""
    from hub.access.accounts import restore_account
    from hub.hub import open_hub

    restore_account(open_hub(hub).register, name, operator())
    typer.echo(f"Account {name} is in use again.")


@users_app.command("unlock")
def unlock(name: Name, hub: HubOption = HERE) -> None:
    """Open an account that ten wrong codes of its device, one after another, have closed."""
    from hub.access.accounts import unlock_account
    from hub.hub import open_hub

    unlock_account(open_hub(hub).register, name, operator())
    typer.echo(f"Account {name} is open again.")


@users_app.command("new-device")
def new_device(name: Name, hub: HubOption = HERE) -> None:
    """Forget the second factor of an account, whose device was lost; the next sign-in asks for a new one."""
    from hub.access.accounts import forget_second_factor
    from hub.hub import open_hub

    forget_second_factor(open_hub(hub).register, name, operator())
    typer.echo(f"The next sign-in of {name} adds a new device.")


@users_app.command("remove")
def remove(name: Name, hub: HubOption = HERE) -> None:
    """Remove the account of somebody who has left."""
    from hub.access.accounts import remove_account
    from hub.hub import open_hub

    remove_account(open_hub(hub).register, name, operator())
    typer.echo(f"Account {name} is removed; its acts stay in the ledger.")


def _ask_password() -> str:
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _warn_unsigned(hub: Any, organisation: str) -> None:
    """Say where the people of an organisation cannot sign in yet."""
    from hub.access.organisations import list_organisations

    if not any(one.name == organisation and one.is_in_force(today()) for one in list_organisations(hub.register)):
        typer.echo(
            f"Nobody of {organisation} can sign in yet: saferhub organisations sign {json.dumps(organisation)}",
            err=True,
        )
