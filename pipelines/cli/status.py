"""`baton status`, which imports what it needs when it is asked."""

from __future__ import annotations

import click

from pipelines.cli.options import HOME, ORGANIZATION, settings_of


@click.command()
@ORGANIZATION
@HOME
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def status(organization: str | None, home: str | None, as_json: bool) -> None:
    """Say how the newest night ended, when the next one is due, and what lies on the disk.

    Reads files alone, at any moment, also during a run; whether something is wrong, `baton alerts` says by
    its exit code. Exit code 0, also where nothing is published yet.
    """
    from pipelines.cli.standing import show_status

    show_status(settings_of(organization, home), as_json)
