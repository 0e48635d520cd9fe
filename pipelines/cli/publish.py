"""`baton publish`: what of the publications that are kept is the current one, and what Postgres has of it."""

from __future__ import annotations

import click

from pipelines.cli.options import HOME, ORGANIZATION, settings_of
from pipelines.settings import Settings, SettingsError


@click.command()
@ORGANIZATION
@HOME
@click.option(
    "--rollback", is_flag=True, help="Make the complete publication before the current one current."
)
@click.option("--to", "target", type=click.Choice(["postgres"]), help="Send what is current there, again.")
def publish(organization: str | None, home: str | None, rollback: bool, target: str | None) -> None:
    """Take back what was published last, or send it to Postgres once more.

    With --rollback readers see the night before, from one moment to the next. Again, and it is the night
    before that one. Nothing is deleted or pulled, and the next run publishes anew. Where the organization
    file says `publish.postgres`, Postgres gets what is current then.
    Exit codes: 2 if no earlier complete publication is kept; 3 if Postgres keeps what it had; 4 if a run is
    under way, which would publish.
    """
    from assets.published.kept import roll_back
    from pipelines.cli.screen import say
    from pipelines.cli.sql import published_file
    from pipelines.wiring import warehouse

    if not (rollback or target):
        raise click.UsageError("say --rollback or --to postgres: `baton run` is what publishes")
    settings = settings_of(organization, home)
    published_file(settings)
    name = "`baton publish --rollback`" if rollback else "`baton publish --to postgres`"
    with warehouse(settings).hold(name):
        if rollback:
            taken_back, info = roll_back(settings.places)
            kept = settings.places.snapshots / taken_back["publish_id"]
            say(f"{settings.places.current} is the publication of {info['as_of']} again.")
            say(f"That of {taken_back['as_of']} is kept in {kept}.")
        _send(settings, is_asked=target is not None)


def _send(settings: Settings, is_asked: bool) -> None:
    from assets.published.postgres.sending import send
    from pipelines.cli.screen import say
    from pipelines.wiring import targets

    postgres = targets(settings).postgres
    if postgres is not None:
        publication = send(settings.places, postgres)
        say(f"Postgres, schema {postgres.schema}, has the publication of {publication.info['as_of']}.")
    elif is_asked:
        raise SettingsError(
            "the organization file does not say `publish: {postgres: …}`, so there is none to send to"
        )
