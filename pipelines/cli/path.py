"""`baton path`: where the newest publication lies, by a path that goes on to mean that one."""

from __future__ import annotations

import click

from pipelines.cli.options import HOME, WHAT_IF, settings_of


@click.command()
@HOME
@WHAT_IF
def path(home: str | None, what_if: str | None) -> None:
    """Print the directory of the newest publication, for readers that open several of its files.

    The path does not change its meaning when the next one is published, as `current` does, and the files stay
    for an hour after that, and as long as BATON_KEPT_SNAPSHOTS says. Exit code 2 if nothing is published.
    """
    from pipelines.cli.screen import say
    from pipelines.cli.sql import published_file

    say(str(published_file(settings_of(None, home, what_if=what_if)).parent))
