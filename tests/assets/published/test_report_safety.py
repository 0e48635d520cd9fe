"""The page is one file that asks nobody, and what it shows is text whatever it says."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path

import duckdb
import pytest
from hypothesis import Phase, given, settings

from assets.published.report.pages import file_name, write_pages
from connectors.plain_text import harmless
from tests.assets.published.conftest import Changed
from tests.worlds.hostile_names import HOSTILE, LED_ASTRAY, WITH_MEDIANS, hostile_names, quoted, renamed
from tests.worlds.html_page import Page

FOLDED = ["changed", "waits", "trend", "queue", "integration", "velocity", "open", "forecast", "trust"]


def all_pages(directory: Path) -> list[Page]:
    return [Page(path) for path in [directory / "report.html", *sorted(directory.glob("team/*.html"))]]


def assert_inert(page: Page) -> None:
    """No script, nothing that is fetched, and no link but to tickets, pull requests and other pages."""
    assert (
        page.tags.keys()
        & {"script", "link", "img", "iframe", "object", "embed", "base", "form", "use", "image"}
        == set()
    )
    assert [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "srcset")] == []
    text = page.path.read_text(encoding="utf-8")
    assert "url(" not in text and "@import" not in text
    linked = [value for name, value in page.attributes if name == "href"]
    assert all(
        re.match(r"https?://|#[a-z]+$|(\.\./)?(team/[a-z0-9_-]+|report)\.html$", link) for link in linked
    )
    outside = [value for name, value in page.attributes if name != "href" and re.search("https?://", value)]
    assert outside == []
    assert "default-src 'none'; style-src 'unsafe-inline'" in text


def test_every_page_asks_nobody_for_anything(changed: Changed) -> None:
    pages = all_pages(changed())
    assert len(pages) == 5
    for page in pages:
        assert_inert(page)
        assert {link.removeprefix("#") for link in page.links if link.startswith("#")} <= page.ids
        for link in page.links:
            if not link.startswith(("#", "http")):
                assert (page.path.parent / link).is_file(), link


def test_hostile_names_are_text(changed: Changed) -> None:
    for page in all_pages(changed(*renamed(HOSTILE), *WITH_MEDIANS, *LED_ASTRAY)):
        assert_inert(page)
        assert "<script>alert(1)</script>" in page.text
        assert re.findall("[\u202a-\u202e\u2066-\u2069]", page.path.read_text(encoding="utf-8")) == []
        assert [link for link in page.links if link.startswith(("javascript", "data"))] == []


@settings(max_examples=8, deadline=None, database=None, phases=[Phase.generate])
@given(name=hostile_names())
def test_whatever_a_name_is_the_pages_have_the_elements_that_they_have_with_tame_ones(
    published: Path, name: str
) -> None:
    assert elements(published, name) == elements(published, "Tame")


@cache
def elements(published: Path, name: str) -> list[Counter[str]]:
    """How many of each element every page has where everything is called so."""
    with tempfile.TemporaryDirectory() as made:
        database = Path(made) / "baton.duckdb"
        shutil.copyfile(published / "baton.duckdb", database)
        with duckdb.connect(database) as db:
            for statement in [*renamed(name), *WITH_MEDIANS]:
                db.execute(statement)
        write_pages(database, Path(made))
        pages = all_pages(Path(made))
        for page in pages:
            assert_inert(page)
            assert harmless(name) in page.text
    return [page.tags for page in pages]


def test_hostile_ids_of_teams_are_text_and_name_files_that_are_safe(changed: Changed) -> None:
    hostile = "../../<b>'x\" or 1"
    statements = [
        f"update {table} set {column} = {quoted(hostile)} where {column} = 'DATA'"
        for table, columns in {
            "team": ["team_id"],
            "handoff_trend": ["from_team", "to_team"],
            "handoff": ["from_team", "to_team"],
            "team_week": ["team_id"],
            "queue_item": ["team_id"],
            "velocity_week": ["team_id"],
        }.items()
        for column in columns
    ]
    directory = changed(*statements)
    page = Page(directory / "team" / file_name(hostile))
    assert_inert(page)
    assert page.tables["queue_week"]


@pytest.mark.parametrize(
    "team", ["..", "a/b", "a b", "A", "con:", "ü", "-x", "", "a" * 300, "\ud800", "nul\0", "x.html"]
)
def test_the_name_of_a_teams_page_is_safe_on_every_file_system(team: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,60}\.html", file_name(team))


def test_teams_whose_ids_look_alike_have_pages_of_their_own() -> None:
    teams = ["data", "Data", "DATA", "da ta", "da-ta", "da/ta", "", " "]
    assert len({file_name(team) for team in teams}) == len(teams)
    assert file_name("data-eng_2") == "data-eng_2.html"


EVERY = "select table_name from duckdb_tables() where table_name <> 'publish_info'"


def emptied(published: Path) -> list[str]:
    with duckdb.connect(published / "baton.duckdb", read_only=True) as db:
        return [f"delete from {name}" for (name,) in db.execute(EVERY).fetchall()]


def test_an_organization_of_which_nothing_is_known_has_a_page(changed: Changed, published: Path) -> None:
    [page] = all_pages(changed(*emptied(published)))
    assert page.ids >= set(FOLDED)
    for words in (
        "Nothing is known of this week",
        "No handoff between teams is known",
        "No trend can be shown",
        "calls no team one of data",
        "Nothing can be said of chains yet",
        "No handoff waits",
        "Nothing can be forecast yet",
        "Nothing was found",
    ):
        assert words in page.text


def test_teams_of_which_nothing_is_known_have_pages(changed: Changed, published: Path) -> None:
    kept = [each for each in emptied(published) if each not in ("delete from team", "delete from week")]
    assert len(all_pages(changed(*kept))) == 5


def test_a_night_that_is_incomplete_or_doubtful_says_so_on_top(changed: Changed) -> None:
    page = all_pages(
        changed(
            "update publish_info set is_complete = false, incomplete_scope_count = 2",
            "update scope set state = 'failed', message = 'the token may not read it'",
            "update data_quality set is_doubtful = true",
        )
    )[0]
    head = page.text.partition("The week in sentences")[0]
    assert "Not everything could be read: 2 projects and repositories stand" in head
    assert "numbers doubtful" in head
    assert "the token may not read it" in {cell for row in page.tables["scope"] for cell in row}


def test_every_table_of_a_page_says_which_published_one_has_its_rows(
    changed: Changed, published: Path
) -> None:
    with duckdb.connect(published / "baton.duckdb", read_only=True) as db:
        tables = {name for (name,) in db.execute("select table_name from duckdb_tables()").fetchall()}
    for page in all_pages(changed()):
        named = {name: words.rpartition(" · from ")[2] for name, words in page.captions.items()}
        # That of the grades counts rows of several, and says of which in each row.
        assert {name for name, table in named.items() if table not in tables} == {"grade"}
        assert {row[0] for row in page.tables["grade"]} <= tables


def test_misuse_is_warned_of_where_the_numbers_are(changed: Changed) -> None:
    for page in all_pages(changed()):
        assert "Never rank teams by them, and never look for persons" in page.text
        assert "never about a person" in page.text
