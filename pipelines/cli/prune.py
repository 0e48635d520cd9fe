"""`baton prune`: what of landing is superseded, and older than it is to be kept; and drops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipelines.cli.options import HOME, settings_of

if TYPE_CHECKING:
    from connectors.landing.superseded import Dropped


@click.command()
@HOME
@click.option(
    "--keep",
    metavar="DAYS",
    help="Days, such as 400, or by stream: 400,jira_issue=90 (default: BATON_KEPT_VERSIONS).",
)
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
def prune(home: str | None, keep: str | None, dry_run: bool) -> None:
    """Drop versions of records that were superseded, and are older than DAYS, from landing.

    Each record keeps its first and its newest version, so that no number changes. Only a look back by
    --known-at to before then is refused from then on. Every night does the same where BATON_KEPT_VERSIONS
    says so. Exit codes: 2 if nobody says for how long versions are kept; 4 if a run is under way.
    """
    from pipelines.cli.screen import say
    from pipelines.wiring import landing, warehouse

    settings = settings_of(None, home, {"BATON_KEPT_VERSIONS": keep})
    if not settings.kept_versions:
        raise click.UsageError("say --keep or BATON_KEPT_VERSIONS: all versions are kept now")
    with warehouse(settings).hold("`baton prune`"):
        here = landing(settings)
        here.take_up()
        today = here.newest_day()
        dropped = [] if today is None else here.drop_superseded(today, is_dry_run=dry_run)
    for each in dropped:
        say(_line(each, dry_run))
    if not dropped:
        say("Nothing in landing is superseded and older than that.")
    elif dry_run:
        say("Nothing was dropped. Without --dry-run they are, and --known-at reaches no further back.")


def _line(each: Dropped, is_dry_run: bool) -> str:
    from rich.filesize import decimal

    what = "would be dropped" if is_dry_run else "dropped"
    return (
        f"{each.source}, {each.stream}: {each.rows:,} superseded versions of before {each.before:%Y-%m-%d} "
        f"{what}, about {decimal(each.bytes)}"
    )
