"""`baton report`, which imports what it needs when it is asked."""

from __future__ import annotations

import click

from pipelines.cli.options import HOME, WHAT_IF, settings_of


@click.command()
@HOME
@WHAT_IF
@click.option("--team", metavar="TEAM", help="A team's page: its id, or what it is called.")
@click.option("--week", metavar="WEEK", help="Make the page about an earlier week, such as 2026-W27.")
@click.option("--open", "is_opened", is_flag=True, help="Open it in the browser.")
def report(
    home: str | None, what_if: str | None, team: str | None, week: str | None, is_opened: bool
) -> None:
    """Say where the page is that shows the newest night: one file of HTML, to open, send or print.

    Each night publishes it anew, with a page for each team beside it. --week makes pages about an earlier
    week from what is known now. Exit code 2 if nothing is published, or no team or week is called so.
    """
    from pipelines.cli.pages import find_page

    if week is not None and what_if is not None:
        raise click.UsageError("--whatif has the page of its newest week: leave --week out")
    find_page(settings_of(None, home, what_if=what_if), team, week, is_opened)
