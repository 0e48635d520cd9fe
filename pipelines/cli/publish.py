"""`baton publish`: what of the publications that are kept is the current one."""

from __future__ import annotations

import click

from pipelines.cli.options import HOME, settings_of


@click.command()
@HOME
@click.option(
    "--rollback", is_flag=True, help="Make the complete publication before the current one current."
)
def publish(home: str | None, rollback: bool) -> None:
    """Take back what was published last: readers see the night before, from one moment to the next.

    Again, and it is the night before that one. Nothing is deleted or pulled, and the next run publishes anew.
    Exit codes: 2 if no earlier complete publication is kept; 4 if a run is under way, which would publish.
    """
    from assets.published.kept import roll_back
    from pipelines.cli.screen import say
    from pipelines.cli.sql import published_file
    from pipelines.wiring import warehouse

    if not rollback:
        raise click.UsageError("say --rollback: `baton run` is what publishes")
    settings = settings_of(None, home)
    published_file(settings)
    with warehouse(settings).hold("`baton publish --rollback`"):
        taken_back, info = roll_back(settings.places)
    say(f"{settings.places.current} is the publication of {info['as_of']} again.")
    say(f"That of {taken_back['as_of']} is kept in {settings.places.snapshots / taken_back['publish_id']}.")
