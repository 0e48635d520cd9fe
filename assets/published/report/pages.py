"""The pages of a publication: the whole organization's, and one for each team, from the published file alone.

A page is one file of HTML without scripts: it asks nobody for anything, and what teams and tickets are called
is text in it, whatever it says.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from assets.published.report.bars import ages, flows, spans
from assets.published.report.edition import edition
from assets.published.report.graph import graph
from assets.published.report.lines import past, trend
from assets.published.report.questions import sentences
from assets.published.report.templating import TEMPLATES, template_environment
from connectors.permissions import make_open

PAGE = "report.html"
TEAMS = "team"
SAFE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def write_pages(database: Path, directory: Path, asked: str | None = None) -> None:
    """Write the page and each team's, about a week such as 2026-W27, or else the newest that is over.

    Raises UnknownWeekError.
    """
    make_open(directory / TEAMS)
    with edition(database, asked) as about_week:
        ask = about_week.ask
        teams = [{**row, "file": file_name(row["team_id"])} for row in about_week.teams]
        about = {"published": about_week.published, "week": about_week.week, "teams": teams}
        _write(directory / PAGE, "whole.html", ask=ask, team=None, root="", **about)
        for team in teams:
            asked_of_team = ask.about(team=team["team_id"])
            _write(
                directory / TEAMS / team["file"],
                "team.html",
                ask=asked_of_team,
                team=team,
                root="../",
                **about,
            )


def file_name(team_id: str) -> str:
    """A team's page: its id, where every file system takes that for a name of its own."""
    if SAFE.fullmatch(team_id):
        return f"{team_id}.html"
    plain = re.sub(r"[^a-z0-9]+", "-", team_id.lower()).strip("-")[:40]
    digest = hashlib.sha256(team_id.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{plain or 'team'}--{digest}.html"


@cache
def _environment() -> Environment:
    environment = template_environment(is_html=True)
    environment.globals.update(
        style=Markup((TEMPLATES / "style.css").read_text(encoding="utf-8")),
        sentences=sentences,
        trend=trend,
        past=past,
        flows=flows,
        ages=ages,
        spans=spans,
        graph=graph,
    )
    return environment


def _write(path: Path, template: str, **context: Any) -> None:
    text = _environment().get_template(template).render(context)
    # A half of a character is no text that a file can hold.
    path.write_text(text, encoding="utf-8", errors="replace")
