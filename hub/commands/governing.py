"""Grants of small counts and release reviews, from the command line. Whoever drafts or decides signs in."""

import json
from collections import Counter
from datetime import datetime
from typing import Annotated

import typer

from hub.commands.options import HERE, AsJson, HubOption
from hub.commands.people import signed_in

grant_app = typer.Typer(no_args_is_help=True, help="Small counts that an owning agency shares with a shared audience.")
review_app = typer.Typer(no_args_is_help=True, help="Releases: drafted by one person, released by another.")

By = Annotated[str, typer.Option("--by", help="Account that decides: a liaison officer's. The password is asked for.")]
Drafter = Annotated[
    str, typer.Option("--by", help="Account that drafts: an analyst's or a chair's. The password is asked for.")
]
ReviewId = Annotated[str, typer.Argument(metavar="ID", help="Id of the review, as `saferhub review list` says.")]
Reason = Annotated[str, typer.Option(help="Why, in a sentence, without naming a person; the ledger keeps it.")]


@grant_app.command("give")
def give(
    dataset: Annotated[str, typer.Argument(help="Data set.")],
    provider: Annotated[str, typer.Option(help="Agency that owns the records; the account must be of it.")],
    audience: Annotated[str, typer.Option(help="closed or partner.")],
    by: By,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day; a year from now when left out.")
    ] = None,
    task: Annotated[str, typer.Option(help="What for; a sensitive data set is granted for a task only.")] = "",
    hub: HubOption = HERE,
) -> None:
    """Share the small counts of a data set with a shared audience, until a day or until it is revoked."""
    from hub.governance.grants import give_grant
    from hub.hub import open_hub

    opened = open_hub(hub)
    last = until.date() if until else None
    made = give_grant(opened.register, dataset, provider, audience, signed_in(opened, by), until=last, task=task)
    typer.echo(f"Grant {made.id}: {dataset} of {provider}, for {audience}, until {made.until}.")


@grant_app.command("revoke")
def revoke(
    identity: Annotated[str, typer.Argument(metavar="ID", help="Id of the grant, as `saferhub grant list` says.")],
    by: By,
    hub: HubOption = HERE,
) -> None:
    """Revoke a grant at once."""
    from hub.governance.grants import revoke_grant
    from hub.hub import open_hub

    opened = open_hub(hub)
    revoke_grant(opened.register, identity, signed_in(opened, by))
    typer.echo(f"Grant {identity} is revoked: what it allowed is shown no more.")


@grant_app.command("list")
def list_all(hub: HubOption = HERE, as_json: AsJson = False) -> None:
    """Every grant that was ever given, and whether it is in force."""
    from hub.commands.options import today
    from hub.governance.grants import list_grants
    from hub.hub import open_hub

    found = list_grants(open_hub(hub).register)
    if as_json:
        typer.echo(json.dumps([vars(one) | {"in_force": one.is_in_force(today())} for one in found], indent=2))
        return
    for one in found:
        state = "in force" if one.is_in_force(today()) else ("revoked" if one.revoked_at else "ended")
        task = f", for: {one.task}" if one.task else ""
        typer.echo(f"{one.id}  {one.dataset} of {one.provider}, {one.audience}, until {one.until}, {state}{task}")
    if not found:
        typer.echo("No grant was ever given: every audience sees what is published.")


@review_app.command("draft")
def draft(
    product: Annotated[
        str,
        typer.Argument(
            help="hotspot-explorer, area-profile, tactical-assessment, strategic-summary or strategic-assessment."
        ),
    ],
    period: Annotated[str, typer.Option(help="2019-01, 2019-Q1 or 2019.")],
    audience: Annotated[str, typer.Option(help="open or board.")],
    by: Drafter,
    area: Annotated[str | None, typer.Option(help="Code of one area; the whole partnership when left out.")] = None,
    dataset: Annotated[str | None, typer.Option(help="Main data set; the first supplied one when left out.")] = None,
    hub: HubOption = HERE,
) -> None:
    """Draft a release: through the gate, attacked, and waiting for a second person."""
    from hub.hub import open_hub
    from hub.release_review import draft_release
    from ingest.periods import Period

    when, opened = Period.parse(period), open_hub(hub)
    who = signed_in(opened, by)
    made = draft_release(opened, product, period=when, audience=audience, who=who, area=area, dataset=dataset)
    if made.state == "failed":
        typer.echo(f"Review {made.id}: the attack found something, so this cannot be released. See: saferhub audit")
        return
    typer.echo(
        f"Review {made.id} waits for a liaison officer of another organisation: saferhub review release {made.id}"
    )


@review_app.command("list")
def list_every(hub: HubOption = HERE, as_json: AsJson = False) -> None:
    """Every review and its state."""
    from hub.governance.reviews import list_reviews
    from hub.hub import open_hub

    found = list_reviews(open_hub(hub).register)
    if as_json:
        typer.echo(json.dumps([vars(one) for one in found], indent=2))
        return
    for one in found:
        typer.echo(f"{one.id}  {one.state}: {one.product}, {one.audience}, {one.area}, {one.period} ({one.dataset})")
    if not found:
        typer.echo("Nothing was drafted yet: saferhub review draft PRODUCT --period ... --audience ... --by NAME")


@review_app.command("show")
def show(identity: ReviewId, by: By, hub: HubOption = HERE, as_json: AsJson = False) -> None:
    """Why each suppressed figure of a draft is suppressed. For the liaison officer only; the ledger notes it."""
    from hub.hub import open_hub
    from hub.release_review import explain_gaps

    opened = open_hub(hub)
    gaps = explain_gaps(opened, identity, signed_in(opened, by))
    if as_json:
        typer.echo(json.dumps([vars(one) for one in gaps], indent=2))
        return
    for one in gaps:
        typer.echo(f"{one.dataset}, {one.period}, {one.area}, {one.category}: {one.reason}")
    for reason, number in Counter(one.reason for one in gaps).most_common():
        typer.echo(f"{number:,} x {reason}")


@review_app.command("release")
def approve(identity: ReviewId, by: By, hub: HubOption = HERE) -> None:
    """Release what was drafted, as its second person."""
    from hub.hub import open_hub
    from hub.release_review import approve_release

    opened = open_hub(hub)
    made = approve_release(opened, identity, signed_in(opened, by))
    typer.echo(f"Review {made.id}: released. `saferhub release` now writes it without the mark of a draft.")


@review_app.command("refuse")
def refuse(identity: ReviewId, by: By, reason: Reason, hub: HubOption = HERE) -> None:
    """Refuse a draft, for good."""
    from hub.governance.reviews import refuse_review
    from hub.hub import open_hub

    opened = open_hub(hub)
    typer.echo(f"Review {refuse_review(opened.register, identity, reason, signed_in(opened, by)).id}: refused.")


@review_app.command("withdraw")
def withdraw(identity: ReviewId, by: By, reason: Reason, hub: HubOption = HERE) -> None:
    """Withdraw what was released. Its readers know it: every later proof counts it as known."""
    from hub.governance.reviews import withdraw_review
    from hub.hub import open_hub

    opened = open_hub(hub)
    typer.echo(f"Review {withdraw_review(opened.register, identity, reason, signed_in(opened, by)).id}: withdrawn.")
