"""Every figure of every table on the demo's pages is what the published file says, asked in other words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.whole.page.queries import EVERYWHERE, WHOLE, of_team, queue_of
from tests.worlds.demo import first_night_of
from tests.worlds.html_page import Page
from tests.worlds.page_rows import rows_of

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return first_night_of(tmp_path_factory)[0] / "data" / "published" / "current"


@pytest.mark.parametrize("team", [None, "data", "ml", "platform"])
def test_every_table_of_a_page_says_what_the_published_ones_do(published: Path, team: str | None) -> None:
    page = Page(published / (f"team/{team}.html" if team else "report.html"))
    expected = {**EVERYWHERE, **queue_of(team or "data"), **(of_team(team) if team else WHOLE)}
    for name, rows in page.tables.items():
        if name != "heat":
            kinds, query = expected.pop(name)
            assert rows, name
            asked = rows_of(published, query, kinds)
            # The methods of the ratio stand in the order in which they are to be believed.
            assert sorted(rows) == sorted(asked), name
            assert rows == asked or name.startswith("ratio"), name
    # What stands on no page has nothing to show.
    assert {name for name, (kinds, query) in expected.items() if rows_of(published, query, kinds)} == set()


@pytest.mark.parametrize("team", [None, "data"])
def test_a_cell_of_the_heat_map_is_the_row_of_its_pair(published: Path, team: str | None) -> None:
    page = Page(published / (f"team/{team}.html" if team else "report.html"))
    pairs = {(row[0], row[1]): f"{row[5]}n {row[2]}" for row in page.tables["pair"]}
    cells = {
        (giver, receiver): cell
        for giver, *row in page.tables["heat"]
        for receiver, cell in zip(page.heads["heat"], row, strict=True)
        if cell
    }
    assert cells == pairs
