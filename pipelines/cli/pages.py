"""The page that `baton report` is asked for: of the newest night, a team's, or about an earlier week."""

from __future__ import annotations

import difflib
import webbrowser
from pathlib import Path

from assets.published.report.pages import PAGE, TEAMS, file_name, write_pages
from connectors.permissions import make_open
from pipelines.cli.ask import ask, read_only
from pipelines.cli.screen import say
from pipelines.cli.sql import published_directory, published_file
from pipelines.exit_codes import ExitCode, Failed
from pipelines.settings import Settings, SettingsError


def find_page(settings: Settings, team: str | None, week: str | None, is_opened: bool) -> None:
    """Raises SettingsError where nothing is published, Failed where no team or week is called so."""
    database = published_file(settings)
    name = PAGE if team is None else f"{TEAMS}/{file_name(team_id(database, team))}"
    directory = published_directory(settings) if week is None else _about(settings, database, week)
    page = directory / name
    if not page.is_file():
        raise SettingsError(f"{directory} was published without a page: `baton run --no-pull` makes one")
    say(str(page))
    if is_opened and not webbrowser.open(page.resolve().as_uri()):
        raise Failed(ExitCode.FAILED, ["no browser was found here: open this file yourself"])


def _about(settings: Settings, database: Path, week: str) -> Path:
    """Pages about a week, made anew: what is known of it may have changed since."""
    directory = settings.places.reports(week)
    with read_only(database) as db:
        weeks = [row["iso_week"] for row in ask(db, "report/weeks")]
    if week not in weeks:
        known = f"weeks from {weeks[0]} to {weeks[-1]} are published" if weeks else "no week is published yet"
        raise Failed(ExitCode.WRONG, [f"no week is called {week!r}: {known}"])
    make_open(directory)
    write_pages(database, directory, week)
    return directory


def team_id(database: Path, asked: str) -> str:
    with read_only(database) as db:
        teams = ask(db, "report/teams")
    found = [row["team_id"] for row in teams if row["team_id"] == asked] or [
        row["team_id"]
        for row in teams
        if asked.casefold() in (row["team_id"].casefold(), row["name"].casefold())
    ]
    if len(found) == 1:
        return found[0]
    names = [row["team_id"] for row in teams]
    if found:
        raise Failed(
            ExitCode.WRONG, [f"{asked!r} are several teams: say which by its id: {', '.join(found)}"]
        )
    near = difflib.get_close_matches(asked, names, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else f"teams are {', '.join(names) or 'none'}"
    raise Failed(ExitCode.WRONG, [f"no team is called {asked!r}: {hint}"])
