"""The digest of a publication: the page's sentences about its week, as text, as Markdown or as mail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import css_inline
from jinja2 import Environment

from assets.published.report.edition import EVERYBODY, edition
from assets.published.report.questions import Row, sentences
from assets.published.report.templating import template_environment
from assets.published.report.words import basis, text
from connectors.plain_text import inert, inert_markdown

Format = Literal["text", "markdown", "html"]
FORMATS = get_args(Format)


@dataclass(frozen=True, slots=True)
class Digest:
    """`rows` are the sentences, each as its query answers; `iso_week` is the week, if any is known."""

    about: str
    published: Row
    week: Row
    rows: list[Row]

    @property
    def iso_week(self) -> str | None:
        return self.week["iso_week"]

    @property
    def publish_id(self) -> str:
        return str(self.published["publish_id"])

    @property
    def as_of_local(self) -> datetime:
        return self.published["as_of_local"]

    @property
    def is_complete(self) -> bool:
        return bool(self.published["is_complete"])

    @property
    def title(self) -> str:
        return inert(f"{self.about}: where work waits, {self.iso_week or 'no week yet'}")

    def written(self, form: Format, page: str) -> str:
        """`page` is where the page lies that has the evidence: an address or a path."""
        template = _environments()[form].get_template(f"digest.{form}")
        written = template.render(digest=self, published=self.published, week=self.week, page=page).strip()
        return css_inline.inline(written, load_remote_stylesheets=False) if form == "html" else f"{written}\n"


def read_digest(database: Path, team: str = EVERYBODY) -> Digest:
    """Of the newest week that is over, of the whole organization or of the team with this id."""
    with edition(database) as newest:
        ask = newest.ask.about(team=team)
        names = {row["team_id"]: row["name"] for row in newest.teams}
        return Digest(
            about=str(names.get(team, newest.published["organization"])),
            published=newest.published,
            week=newest.week,
            rows=[
                row for question in sentences() for row in ask(question, is_newest=newest.week["is_newest"])
            ],
        )


@cache
def _environments() -> Mapping[Format, Environment]:
    """What somebody wrote is text in each: HTML escapes all that is put in, the others what is `said`."""
    return {
        "text": _environment(False, inert),
        "markdown": _environment(False, inert_markdown),
        "html": _environment(True, inert),
    }


def _environment(is_html: bool, quoted: Callable[[str], str]) -> Environment:
    environment = template_environment(is_html)
    environment.filters.update(said=lambda value: quoted(text(value)), basis=basis)
    return environment
