"""`baton export`: what is published, in the formats of other tools."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.cli.options import HOME, settings_of

OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    default="-",
    metavar="FILE",
    help="Where to write it; - (the default) is stdout.",
)
TEAM = click.option("--team", metavar="TEAM", help="Only what this team had a part in: an id or a name.")


@click.group()
def export() -> None:
    """Write what is published for other tools. Reads what was published last, at any moment.

    No person and no title is in it: keys and addresses lead to these. docs/exports.md says what is.
    """


@export.command("actionable-agile")
@HOME
@OUT
@TEAM
def actionable_agile(home: str | None, out: Path, team: str | None) -> None:
    """Tickets as CSV for ActionableAgile: when each was created, started and done.

    With --team those that the team has, or had when they were done.
    Exit code 2 if nothing is published, or the team is not known.
    """
    from pipelines.cli.export_actionable_agile import write_actionable_agile

    write_actionable_agile(settings_of(None, home), out, team)


@export.command()
@HOME
@OUT
@TEAM
def ocel(home: str | None, out: Path, team: str | None) -> None:
    """Tickets, pull requests, handoffs and teams as an object-centric event log: OCEL 2.0, JSON.

    With --team the tickets that the team ever had, its pull requests, and what was handed from it or to it.
    Exit code 2 if nothing is published, or the team is not known.
    """
    from pipelines.cli.export_ocel import write_ocel

    write_ocel(settings_of(None, home), out, team)
