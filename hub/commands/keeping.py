"""How long records are kept, destroying them for good, and going on after damage, from the command line."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from hub.commands.options import HERE, AsJson, AsOf, HubOption, day_of, operator, today

NAMED = 30
"""The most backups that are named one by one."""


def retention(
    as_of: AsOf = None,
    everything: Annotated[bool, typer.Option("--all", help="Every batch that is held, not only those due.")] = False,
    hub: HubOption = HERE,
    as_json: AsJson = False,
) -> None:
    """Which batches, meetings, actions and requests are due to be destroyed, by the months of the settings."""
    from hub.hub import open_hub
    from hub.register_retention import list_held, list_old
    from hub.retention import find_due, find_kept

    opened, day = open_hub(hub), day_of(as_of)
    terms, rows = opened.settings.retention, opened.store.batches()
    held = opened.quarantine.batches()
    listed = find_kept(terms, rows, held) if everything else find_due(terms, rows, day, held)
    with opened.register.reading() as connection:
        others = list_held(connection, terms) if everything else list_old(connection, terms, day)
    if as_json:
        batches = [{**vars(one), "period": str(one.period), "until": one.until.isoformat()} for one in listed]
        typer.echo(json.dumps({"as_of": day.isoformat(), "batches": batches, "others": _as_json(others)}, indent=2))
        return
    for one in listed:
        due = "  DUE" if one.until < day else ""
        typer.echo(f"{one.batch}  {one.provider}, {one.period}, {one.events:,} events, kept until {one.until}{due}")
    for each in others:
        due = "  DUE" if each.until < day else ""
        typer.echo(f"{each.id}  {each.words()}, {each.day}, kept until {each.until}{due}")
    words = "held" if everything else f"due on {day.isoformat()}; destroy them: saferhub purge --due"
    typer.echo(f"{len(listed)} batches, {len(others)} meetings, actions and requests {words}.")


def purge(
    batch: Annotated[str | None, typer.Argument(help="Id of a batch, as on its receipt.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why it is destroyed; goes into the certificate.")] = None,
    due: Annotated[bool, typer.Option("--due", help="Everything whose retention is over today.")] = False,
    hub: HubOption = HERE,
    as_json: AsJson = False,
) -> None:
    """Destroy records for good: they leave every file of the hub, and a certificate goes into the ledger."""
    from hub.hub import open_hub
    from hub.purging import purge as purge_batch
    from hub.purging import purge_due
    from hub.register_retention import Erased, erase_old

    if due == (batch is not None) or (batch is not None and not reason):
        raise typer.BadParameter("give BATCH with --reason, or --due alone.")
    opened = open_hub(hub)
    done = purge_due(opened, today(), operator()) if due else purge_batch(opened, batch or "", reason or "", operator())
    erased = erase_old(opened, today(), operator()) if due else Erased(())
    _tell(done, erased, as_json)


def recover(hub: HubOption = HERE) -> None:
    """Go on from the last whole release of the records where the newest is damaged; says what must be sent again."""
    from datetime import UTC, datetime

    from hub.hub import entry_of, open_hub

    opened, who = open_hub(hub), operator()
    at = datetime.now(UTC).isoformat(timespec="seconds")
    lost = opened.store.recover(at, lambda ids: entry_of(who, "recover", "records", {"lost": list(ids)}))
    typer.echo(f"The hub goes on from its last whole release. {len(lost)} batches are lost; receive them again:")
    for one in lost:
        typer.echo(f"  {one}")


def _tell(done: Any, erased: Any, as_json: bool) -> None:
    backups, notices = max(done.backups, erased.backups, key=len), tuple(dict.fromkeys(done.notices + erased.notices))
    if as_json:
        certificates = [vars(one) for one in done.certificates]
        told = {"certificates": certificates, "others": _as_json(erased.gone), "notices": notices}
        typer.echo(json.dumps({**told, "backups": [vars(one) for one in backups]}, indent=2))
        return
    for one in done.certificates:
        typer.echo(f"Destroyed {one.batch}: {one.dataset}, {one.provider}, {one.period}, {one.rows:,} events.")
        without = f"records without it: release {one.release}, sha256 {one.sha256}"
        typer.echo(f"  reason: {one.reason}; {without if one.release else 'it was held in quarantine'}")
    for one in erased.gone:
        typer.echo(f"Destroyed {one.id}: {one.words()}, {one.day}.")
    destroyed, others = len(done.certificates), len(erased.gone)
    what = f"{destroyed} batches{f' and {others} meetings, actions and requests' if others else ''}"
    typer.echo("\n".join(notices) or f"{what} destroyed; no file here holds them.")
    if destroyed or others:
        _tell_backups(backups)
        typer.echo("Other copies (exports, copies of the volume, the agency's own file) are not reached from here.")


def _as_json(others: Sequence[Any]) -> list[dict[str, Any]]:
    """What people wrote, by the names of its fields."""
    return [{**vars(one), "until": one.until.isoformat()} for one in others]


def _tell_backups(backups: Any) -> None:
    """Which backups to delete, by name; a long-lived hub has had many, so the oldest are told by their number."""
    if not backups:
        typer.echo("No backup was made since it came.")
        return
    typer.echo(f"Backups made since it came: {len(backups)}. Make a new one, then delete those that you still have:")
    for one in backups[:NAMED]:
        typer.echo(f"  {one.file}  ({one.at[:16].replace('T', ' ')} UTC)")
    if len(backups) > NAMED:
        typer.echo(f"  and {len(backups) - NAMED} older ones, the first of {backups[-1].at[:10]}")
