"""`baton whatif`: its questions, which import what they need when they are asked."""

from __future__ import annotations

from datetime import datetime

import click

from pipelines.cli.options import HOME, settings_of


@click.group()
def whatif() -> None:
    """Ask what the same history would have been with other teams.

    Answers from what the last run left; a run that goes on meanwhile holds it (exit code 4).
    """


@whatif.command()
@click.argument("teams", nargs=-1, required=True, metavar="TEAM TEAM...")
@HOME
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def merge(teams: tuple[str, ...], home: str | None, as_json: bool) -> None:
    """Tell what it would have saved had these teams been one: ids or names, two or more.

    Their waits for each other would have been as short as those of a team's own requests are, or by a quarter
    to three quarters shorter where too few of these tell. docs/metrics.md#what-a-merger-would-save says how.
    Exit code 2 if a team is not known.
    """
    from pipelines.cli.whatif_merge import what_if_merged

    what_if_merged(settings_of(None, home), teams, as_json)


@whatif.command()
@click.argument("person")
@click.argument("team")
@HOME
@click.option(
    "--from",
    "since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The first day in TEAM (default: the whole window of 26 weeks).",
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def move(person: str, team: str, home: str | None, since: datetime | None, as_json: bool) -> None:
    """Tell which waits between teams would have been none had PERSON been in TEAM.

    PERSON is an id of the organization file; TEAM an id or a name. The handoffs of the window are found again
    with that membership, in a copy of the warehouse (as much disk again) that is deleted afterwards.
    Nothing is published, and nothing is estimated: it is a recount.
    Exit code 2 if person or team is not known.
    """
    from pipelines.cli.whatif_move import what_if_moved

    what_if_moved(
        settings_of(None, home), person, team, "" if since is None else f"{since:%Y-%m-%d}", as_json
    )
