"""A broken key costs the work item whose rows break it, and says so; one that no work item explains stops."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from assets.table import Table
from tests.worlds.night import Home
from tests.worlds.reviews import pull, reviews_organization
from tests.worlds.story import Story, told

story = Story()
odd = story.ticket("2 09:00", "ann", "BET").comment("3 10:00", "bob")
waits = story.ticket("2 09:00", "ann", "GAM").blocked_by("2 12:00", odd).comment("4 10:00", "gus")
plain_one = story.ticket("3 09:00", "bob", "ALP").comment("4 09:00", "ann").done("5 10:00", "ann")
odd_pull = pull(story, "2 09:00", "ann", ("2 10:00", "review_requested", "ann", "GAMMA"))
plain_pull = pull(story, "2 09:00", "ann", ("2 10:00", "review_requested", "ann", "BETA"))
COUNTED = """
    select work_item_key, kind, from_team, to_team, released_at, elapsed_hours from handoff
    where work_item_key <> '{odd}' and kind <> 'dependency' order by all
"""


def double(monkeypatch: pytest.MonkeyPatch, table: str, rows: str) -> None:
    """Has a table hold some of its rows twice, as if its query could not tell them apart."""
    build = Table.build

    def build_double(self: Table, db: duckdb.DuckDBPyConnection) -> None:
        build(self, db)
        if self.qualified == table:
            db.execute(f"insert into {table} select * from {table} where {rows}")

    monkeypatch.setattr(Table, "build", build_double)


BY_NUMBER = f"ticket_number = (select ticket_number from core.ticket where ticket_id = '{odd.ticket.id}')"


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("core.ticket_comment", f"ticket_id = '{odd.ticket.id}'"),
        ("flow.visit", BY_NUMBER),
        ("flow.handoff_candidate", BY_NUMBER),
        ("marts.ownership", f"ticket_id = '{odd.ticket.id}'"),
    ],
)
def test_a_ticket_whose_rows_break_a_key_counts_nowhere_and_all_others_do(
    table: str, rows: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with told(story, tmp_path / "usual", "27 16:00", reviews_organization()) as home:
        usual = home.sql(COUNTED.format(odd=odd.key))
    double(monkeypatch, table, rows)
    home = Home(tmp_path / "usual", may_set_aside=True)
    home.run_again(reviews_organization())
    assert home.sql(COUNTED.format(odd=odd.key)) == usual
    for mart in ("handoff", "ownership", "chain_item", "work_item_key"):
        assert odd.key not in [value for row in home.sql(f"from {mart}") for value in row], mart
    [found] = findings(home)
    assert found[:4] == ("jira", table, 1, True)
    assert odd.key in found[4]
    assert home.warehouse_sql("from core.set_aside") == [
        ("jira", "ticket", str(odd.ticket.id), odd.key, table)
    ]
    [warning] = [record.message for record in caplog.records if "set aside" in record.message]
    assert f"{table}: the key" in warning
    assert odd.key in warning
    comments = "select count(comment) = count(*) from duckdb_columns() where not internal"
    assert home.sql(comments) == [(True,)]


def test_a_pull_request_is_set_aside_as_a_ticket_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    double(monkeypatch, "flow.review_request", f"pull_request_id = '{odd_pull.id}'")
    with told(story, tmp_path, "27 16:00", reviews_organization(), may_set_aside=True) as home:
        found = home.sql("select pull_request_id from pull_request order by all")
    assert found == [(str(plain_pull.id),)]
    assert findings(home)[0][:4] == ("github", "flow.review_request", 1, True)


def test_a_key_that_too_many_work_items_break_stops_the_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = Story()
    for _ in range(11):
        many.ticket("2 09:00", "ann", "BET")
    double(monkeypatch, "flow.visit", "true")
    with (
        pytest.raises(dg.Failure, match=r"flow.visit: the key \(ticket_number, visit_number\) is not unique"),
        told(many, tmp_path, "27 16:00", reviews_organization(), may_set_aside=True),
    ):
        pass
    assert not Home(tmp_path).published.exists()


def findings(home: Home) -> list[Any]:
    return home.sql(
        "select source, subject, found_count, is_doubtful, message "
        "from data_quality where kind = 'work_item_set_aside'"
    )
