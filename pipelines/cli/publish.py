"""`baton publish`: what of the publications that are kept is the current one, and what targets have of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from connectors.errors import ExpectedError
from pipelines.cli.options import HOME, ORGANIZATION, settings_of
from pipelines.exit_codes import ExitCode, Failed
from pipelines.settings import Settings, SettingsError

if TYPE_CHECKING:
    from assets.published.targets import Targets


@click.command()
@ORGANIZATION
@HOME
@click.option(
    "--rollback", is_flag=True, help="Make the complete publication before the current one current."
)
@click.option(
    "--to", "target", type=click.Choice(["postgres", "lake"]), help="Send what is current there, again."
)
def publish(organization: str | None, home: str | None, rollback: bool, target: str | None) -> None:
    """Take back what was published last, or send it to a target once more.

    With --rollback readers see the night before, from one moment to the next. Again, and it is the night
    before that one. Nothing is deleted or pulled, and the next run publishes anew. Where the organization
    file says `publish.postgres` or `publish.lake`, these get what is current then.
    Exit codes: 2 if no earlier complete publication is kept; 3 if one of these keeps what it had; 4 if a run
    is under way, which would publish.
    """
    from assets.published.kept import roll_back
    from pipelines.cli.screen import say
    from pipelines.cli.sql import published_file
    from pipelines.wiring import warehouse

    if not (rollback or target):
        raise click.UsageError("say --rollback, --to postgres or --to lake: `baton run` is what publishes")
    settings = settings_of(organization, home)
    published_file(settings)
    name = "`baton publish --rollback`" if rollback else f"`baton publish --to {target}`"
    with warehouse(settings).hold(name):
        if rollback:
            taken_back, info = roll_back(settings.places)
            kept = settings.places.snapshots / taken_back["publish_id"]
            say(f"{settings.places.current} is the publication of {info['as_of']} again.")
            say(f"That of {taken_back['as_of']} is kept in {kept}.")
        _send(settings, target)


def _send(settings: Settings, only: str | None) -> None:
    """To all targets, or to one. What one of them refuses, keeps no other from having it."""
    from pipelines.cli.screen import say
    from pipelines.wiring import targets

    found = targets(settings)
    sends = {"postgres": _to_postgres if found.postgres else None, "lake": _to_lake if found.lake else None}
    if only is not None and sends[only] is None:
        raise SettingsError(
            f"the organization file does not say `publish: {{{only}: …}}`, so there is none to send to"
        )
    refusals: list[str] = []
    for name, send in sends.items():
        if send is not None and only in (None, name):
            try:
                say(send(settings, found))
            except ExpectedError as error:
                refusals += str(error).splitlines()
    if refusals:
        raise Failed(ExitCode.INCOMPLETE, refusals)


def _to_postgres(settings: Settings, found: Targets) -> str:
    from assets.published.postgres.sending import send

    assert found.postgres is not None
    publication = send(settings.places, found.postgres)
    return f"Postgres, schema {found.postgres.schema}, has the publication of {publication.info['as_of']}."


def _to_lake(settings: Settings, found: Targets) -> str:
    from assets.published.lake.sending import send

    assert found.lake is not None
    delivery = send(settings.places, found.lake, is_compared=True)
    info, tables = delivery.publication.info, delivery.publication.contract["tables"]
    return (
        f"The lake, schema {found.lake.schema}, has the publication of {info['as_of']}: "
        f"{len(delivery.written)} of {len(tables)} tables were not the same."
    )
