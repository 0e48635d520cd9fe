"""What a warehouse keeps in memory, and how many threads it takes, by how much has been landed."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors import warehouse
from connectors.places import Places
from connectors.warehouse import Warehouse


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = Places(tmp_path)
    places.landing.mkdir()
    (places.landing / "jira_issue.parquet").write_bytes(b"a record")
    return places


IN_MEMORY = "select sum(memory_usage_bytes)::bigint from duckdb_memory()"


def test_a_small_warehouse_has_one_thread_and_keeps_little_in_memory(places: Places) -> None:
    opened = Warehouse(places)
    with opened.cursor() as db:
        db.execute(
            "create table core.thing as select hash(range) as a, hash(-range) as b from range(4000000)"
        )
        db.execute("select sum(a), sum(b) from core.thing").fetchall()
        [(before,)] = db.execute(IN_MEMORY).fetchall()
        opened.settle()
        [(after,)] = db.execute(IN_MEMORY).fetchall()
        assert before > 50_000_000 > after
        assert db.execute("select current_setting('threads')").fetchall() == [(1,)]
        assert db.execute("select count(*) from core.thing").fetchall() == [(4_000_000,)]
    opened.close()


def test_a_large_warehouse_has_all_threads(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warehouse, "MANY_BYTES", 1)
    opened = Warehouse(places)
    with opened.cursor() as db:
        [(all_of_them,)] = db.execute("select current_setting('threads')").fetchall()
        db.execute("set threads = 1")
        opened.settle()
        assert db.execute("select current_setting('threads')").fetchall() == [(all_of_them,)]
    opened.close()


def test_there_is_as_much_memory_as_before_for_what_is_built_next(places: Places) -> None:
    opened = Warehouse(places)
    with opened.cursor() as db:
        db.execute("create table core.thing as select hash(i) as a, hash(-i) as b from range(4000000) r(i)")
        opened.settle()
        opened.settle()
        db.execute("set max_temp_directory_size = '1MB'")  # nothing can be put aside on disk
        db.execute("create table core.sorted as select list(a order by b) as all_of_it from core.thing")
        assert db.execute("select len(all_of_it) from core.sorted").fetchall() == [(4_000_000,)]
    opened.close()
