"""`baton whatif`: its questions, which import what they need when they are asked."""

from __future__ import annotations

from datetime import datetime

import click

from pipelines.cli.options import HOME, settings_of


@click.group()
def whatif() -> None:
    """Ask what the same history would have been with other teams.

    Answers from what the last run left; a run that goes on meanwhile holds it (exit code 4). What is
    published of it (merge --publish NAME) lies beside what everybody reads, until it is removed.
    """


@whatif.command()
@click.argument("teams", nargs=-1, required=True, metavar="TEAM TEAM...")
@HOME
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.option(
    "--publish",
    "name",
    metavar="NAME",
    help="Also publish all tables and the page as they would be, in data/published/whatif/NAME.",
)
def merge(teams: tuple[str, ...], home: str | None, as_json: bool, name: str | None) -> None:
    """Tell what it would have saved had these teams been one: ids or names, two or more.

    Their waits for each other would have been as short as those of a team's own requests are, or by a quarter
    to three quarters shorter where too few of these tell. docs/metrics.md#what-a-merger-would-save says how.

    What --publish writes is a recount: the first team stands for all, what passed between them is no handoff,
    and nobody works faster. `baton sql --whatif NAME` and `baton report --whatif NAME` read it.
    Exit code 2 if a team is not known, or the name is taken.
    """
    from pipelines.cli.whatif_merge import what_if_merged

    what_if_merged(settings_of(None, home), teams, as_json, name)


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


@whatif.command("list")
@HOME
def list_published(home: str | None) -> None:
    """Name the what-ifs that are published, with what each supposes and as of when it is."""
    from pipelines.cli.screen import say
    from pipelines.cli.whatif_publish import listed

    for name, what_if, as_of in listed(settings_of(None, home).places):
        say(f"{name}: {what_if}, as of {as_of}")


@whatif.command()
@click.argument("name")
@HOME
def remove(name: str, home: str | None) -> None:
    """Delete the what-if that is published as NAME. Exit code 2 if there is none."""
    from pipelines.cli.screen import say
    from pipelines.cli.whatif_publish import remove

    remove(settings_of(None, home).places, name)
    say(f"The what-if {name} is gone.")
