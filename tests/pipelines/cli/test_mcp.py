"""`baton mcp` reads what is published within limits, and nothing else of the machine."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from pipelines.cli import agent_answers
from pipelines.cli.agent_answers import MOST_ROWS, rows_of
from pipelines.cli.guarded import Query
from pipelines.exit_codes import Failed
from pipelines.settings import Settings, read_settings
from tests.pipelines.cli.test_sql_reads_only import WAYS_OUT, files
from tests.worlds.agent import Refused, ask_all

INFO = {
    "organization": "Meridian",
    "as_of": "2025-06-30T06:00:00Z",
    "is_complete": False,
    "incomplete_scope_count": 2,
    "report_timezone": "UTC",
    "publish_id": "one",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which a table is published, and beside it files that are nobody's business."""
    snapshot = tmp_path / "data" / "published" / "snapshots" / "one"
    publish(tmp_path, snapshot, 3)
    with duckdb.connect(tmp_path / "other.duckdb") as db:
        db.execute("create table hidden as select 'hidden' as word")
    (tmp_path / "secret.csv").write_text("word\nhidden\n")
    return tmp_path


def publish(home: Path, snapshot: Path, number: int) -> None:
    snapshot.mkdir(parents=True)
    with duckdb.connect(snapshot / "baton.duckdb") as db:
        db.execute("create table week as select $1::bigint as n, 'D' as grade", [number])
    (snapshot / "publish_info.json").write_text(json.dumps({**INFO, "publish_id": snapshot.name}))
    current = home / "data" / "published" / "current"
    draft = current.with_name("draft")
    draft.symlink_to(snapshot)
    draft.replace(current)


@pytest.fixture
def settings(home: Path) -> Settings:
    return read_settings({"BATON_HOME": str(home)})


def test_no_way_leads_out_of_what_is_published(home: Path) -> None:
    before = files(home)
    answers = ask_all(home, [("run_sql", {"sql": way}) for way in WAYS_OUT], {"JIRA_TOKEN": "hidden"})
    assert [way for way, each in zip(WAYS_OUT, answers, strict=True) if not isinstance(each, Refused)] == []
    assert "hidden" not in " ".join(map(str, answers)).replace("other.hidden", "")
    assert files(home) == before


def test_an_answer_has_at_most_so_many_rows_and_says_that_there_were_more(settings: Settings) -> None:
    few = rows_of(settings, Query("from range(7)"), 5)
    assert (few["rows"], few["is_cut"]) == ([[0], [1], [2], [3], [4]], True)
    many = rows_of(settings, Query("from range(1000000)"), 10**9)
    assert (len(many["rows"]), many["is_cut"]) == (MOST_ROWS, True)
    all_of_them = rows_of(settings, Query("from range(5)"), 5)
    assert (len(all_of_them["rows"]), all_of_them["is_cut"]) == (5, False)


def test_a_query_without_end_is_ended(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent_answers, "MOST_SECONDS", 0.2)
    with pytest.raises(Failed, match="it took longer than"):
        rows_of(settings, Query("select count(*) from range(1000000000000)"), 5)


def test_a_query_that_wants_more_memory_than_it_may_have_is_refused(settings: Settings) -> None:
    with pytest.raises(Failed, match="Out of Memory"):
        rows_of(settings, Query("select list(range::varchar || repeat('x', 100)) from range(30000000)"), 5)


def test_an_answer_says_as_of_when_it_is_and_how_far_to_trust_it(settings: Settings) -> None:
    answered = rows_of(settings, Query("select n from week"), 5)
    assert {name: answered[name] for name in INFO} == INFO
    assert answered["columns"] == [{"name": "n", "type": "BIGINT"}]
    assert (answered["rows"], answered["rows_by_grade"]) == ([[3]], {"week": {"D": 1}})


def test_each_answer_is_of_the_newest_publication(home: Path, settings: Settings) -> None:
    assert rows_of(settings, Query("select n from week"), 5)["rows"] == [[3]]
    publish(home, home / "data" / "published" / "snapshots" / "two", 4)
    answered = rows_of(settings, Query("select n from week"), 5)
    assert (answered["rows"], answered["publish_id"]) == ([[4]], "two")


def test_a_wrong_query_names_its_line(settings: Settings) -> None:
    with pytest.raises(Failed, match="the query, line 2: Binder Error"):
        rows_of(settings, Query("select\n    nope\nfrom week"), 5)
