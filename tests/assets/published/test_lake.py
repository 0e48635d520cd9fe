"""The published tables in a lake of files: the same rows, and each publication one snapshot of them all."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.published.lake.connection import LakeNotWritten
from assets.published.lake.sending import look, send
from assets.published.targets import LakeTarget
from connectors.places import Places
from tests.worlds.lakes import change, read, reader, rows_by_table
from tests.worlds.publications import Handmade, Publications

OPEN = "select 'a' as team_id, 1::bigint as open_count union all select 'b', 2"
MORE = "select 'a' as team_id, 1::bigint as open_count union all select 'b', 5 union all select 'c', 6"
TEAMS = Handmade("select unnest(['a', 'b', 'c']) as team_id, 'A' as name", ["team_id"])
FIRST = {"queue": Handmade(OPEN, ["team_id"]), "team": TEAMS}
SECOND = {"queue": Handmade(MORE, ["team_id"]), "team": TEAMS}


@pytest.fixture
def lake(tmp_path: Path) -> LakeTarget:
    return of_files(tmp_path / "lake")


def of_files(directory: Path, kind: str = "sqlite") -> LakeTarget:
    return LakeTarget("baton", f"{directory}/data", "BATON_LAKE", f"{kind}:{directory}/catalog.{kind}")


def queue(lake: LakeTarget) -> list[tuple[Any, ...]]:
    return read(lake, "select team_id, open_count from queue order by 1")


def files(lake: LakeTarget, table: str) -> list[str]:
    return sorted(path.name for path in Path(lake.data).glob(f"{lake.schema}/{table}/*"))


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_every_table_has_the_rows_types_and_comments_of_the_published_one(
    published: Path, tmp_path: Path, kind: str
) -> None:
    lake = of_files(tmp_path, kind)
    delivery = send(Places(published.parent.parent), lake)
    contract = json.loads((published / "contract.json").read_text(encoding="utf-8"))
    assert sorted(delivery.written) == sorted(contract["tables"])
    columns = {
        name: [f'"{column}"' for column in each["columns"]] for name, each in contract["tables"].items()
    }
    with duckdb.connect(published / "baton.duckdb", read_only=True) as db:
        expected = {
            name: sorted(map(repr, db.execute(f"select {', '.join(each)} from {name}").fetchall()))
            for name, each in columns.items()
        }
    assert rows_by_table(lake, columns) == expected
    assert sum(map(len, expected.values())) > 500
    about = "database_name = 'lake' and table_name <> 'baton_publication'"
    comments = dict(read(lake, f"select table_name, comment from duckdb_tables() where {about}"))
    described = read(
        lake, f"select table_name, column_name, data_type, comment from duckdb_columns() where {about}"
    )
    assert comments == {
        name: f"{each['description']} {each['grain']}".strip() for name, each in contract["tables"].items()
    }
    assert sorted(described) == sorted(
        (name, column, each["type"], each["description"])
        for name, table in contract["tables"].items()
        for column, each in table["columns"].items()
    )


def test_each_publication_is_one_snapshot_that_its_name_leads_back_to(
    home: Publications, lake: LakeTarget
) -> None:
    send(home.publish("2025-06-18", FIRST), lake)
    send(home.publish("2025-06-19", SECOND), lake)
    snapshots = read(
        lake,
        "select snapshot_id, author, commit_message, commit_extra_info::json->>'as_of' from lake.snapshots() "
        "where author = 'baton' order by 1",
    )
    assert [each[1:] for each in snapshots] == [
        ("baton", "2025-06-18", "2025-06-18T06:00:00Z"),
        ("baton", "2025-06-19", "2025-06-19T06:00:00Z"),
    ]
    before = f"from queue at (version => {snapshots[0][0]}) order by all"
    assert read(lake, before) == [("a", 1), ("b", 2)]
    assert queue(lake) == [("a", 1), ("b", 5), ("c", 6)]
    [(publish_id, organization, as_of)] = read(
        lake, "select publish_id, organization, as_of from baton_publication"
    )
    assert (publish_id, organization, as_of) == ("2025-06-19", "Handmade", datetime(2025, 6, 19, 6))


def test_only_tables_that_differ_are_written_and_a_publication_that_is_there_is_no_snapshot(
    home: Publications, lake: LakeTarget
) -> None:
    send(home.publish("2025-06-18", FIRST), lake)
    teams = files(lake, "team")
    assert send(home.publish("2025-06-19", SECOND), lake).written == ["queue"]
    assert (files(lake, "team"), len(files(lake, "queue"))) == (teams, 2)
    count = "select count(*) from lake.snapshots()"
    before = read(lake, count)
    for is_compared in (False, True):
        assert send(home.places, lake, is_compared).written == []
    assert read(lake, count) == before


def test_what_somebody_else_changed_is_put_right_by_the_next_night(
    home: Publications, lake: LakeTarget
) -> None:
    send(home.publish("2025-06-18", FIRST), lake)
    change(lake, "update team set name = 'Z' where team_id = 'b'", "comment on table queue is 'mine'")
    assert sorted(send(home.publish("2025-06-19", FIRST), lake).written) == ["queue", "team"]
    assert read(lake, "select distinct name from team") == [("A",)]
    assert read(lake, "select comment from duckdb_tables() where table_name = 'queue'") == [
        ("It's queue. One row per key.",)
    ]


def test_a_reader_in_a_transaction_sees_one_publication_and_holds_up_nobody(
    home: Publications, lake: LakeTarget
) -> None:
    send(home.publish("2025-06-18", FIRST), lake)
    with reader(lake) as db:
        db.execute("begin")
        assert db.execute("select count(*) from team").fetchall() == [(3,)]
        send(home.publish("2025-06-19", SECOND), lake)
        assert db.execute("select sum(open_count) from queue").fetchall() == [(3,)]
        assert db.execute("select publish_id from baton_publication").fetchall() == [("2025-06-18",)]
        db.execute("commit")
        assert db.execute("select publish_id from baton_publication").fetchall() == [("2025-06-19",)]


def test_columns_and_tables_come_go_and_change_their_type_and_earlier_nights_keep_theirs(
    home: Publications, lake: LakeTarget
) -> None:
    other = "select 'a' as team_id, true as is_open, '7' as open_count"
    send(home.publish("2025-06-18", FIRST), lake)
    change(lake, "create view busy as select team_id from queue where open_count > 1")
    places = home.publish("2025-06-19", {"queue": Handmade(other, ["team_id"])}, version=2)
    assert sorted(send(places, lake).written) == ["queue", "team"]
    assert read(lake, "from queue") == [("a", True, "7")]
    tables = "select table_name from duckdb_tables() where database_name = 'lake' order by 1"
    assert read(lake, tables) == [("baton_publication",), ("queue",)]
    [(first,)] = read(lake, "select snapshot_id from lake.snapshots() where commit_message = '2025-06-18'")
    assert read(lake, f"from queue at (version => {first}) order by all") == [("a", 1), ("b", 2)]
    send(home.publish("2025-06-20", FIRST), lake)
    assert read(lake, "from busy") == [("b",)]
    assert queue(lake) == [("a", 1), ("b", 2)]


DYING = """
import os, signal, sys
from pathlib import Path
from assets.published.lake import sending
from assets.published.targets import LakeTarget
from connectors.places import Places
def die(*arguments): os.kill(os.getpid(), signal.SIGKILL)
setattr(sending, sys.argv[1], die)
sending.send(Places(Path(sys.argv[2])), LakeTarget(*sys.argv[3:]))
"""


@pytest.mark.parametrize(
    ("instant", "rows"), [("note", [("a", 1), ("b", 2)]), ("tidy", [("a", 1), ("b", 5), ("c", 6)])]
)
def test_a_sender_that_is_killed_leaves_the_old_publication_or_the_new_one(
    home: Publications, lake: LakeTarget, instant: str, rows: list[tuple[Any, ...]]
) -> None:
    """Before the commit, when all is written; and right after it."""
    send(home.publish("2025-06-18", FIRST), lake)
    home.publish(
        "2025-06-19", {**SECOND, "team": Handmade("select 'a' as team_id, 'B' as name", ["team_id"])}
    )
    parts = (lake.schema, lake.data, lake.variable, lake.catalog)
    died = subprocess.run([sys.executable, "-c", DYING, instant, str(home.directory), *parts], check=False)
    assert died.returncode == -signal.SIGKILL
    assert queue(lake) == rows
    assert read(lake, "select count(*) from team") == [(3 if instant == "note" else 1,)]
    send(home.places, lake)
    assert queue(lake) == [("a", 1), ("b", 5), ("c", 6)]
    assert read(lake, "from team") == [("a", "B")]


@pytest.mark.parametrize("is_first", [True, False])
def test_two_senders_at_once_leave_one_publication(
    home: Publications, tmp_path: Path, lake: LakeTarget, is_first: bool
) -> None:
    send(home.publish("2025-06-17", FIRST), lake)
    if is_first:
        lake = of_files(tmp_path / "another")
    both = [home.publish("2025-06-19", SECOND), Publications(tmp_path / "other").publish("2025-06-20", FIRST)]
    problems: list[Exception] = []

    def sending(places: Places) -> None:
        try:
            send(places, lake)
        except LakeNotWritten as error:
            problems.append(error)

    threads = [threading.Thread(target=sending, args=(places,)) for places in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    [(publish_id,)] = read(lake, "select publish_id from baton_publication")
    assert len(queue(lake)) == {"2025-06-19": 3, "2025-06-20": 2}[publish_id]


def test_a_look_says_what_is_there(home: Publications, lake: LakeTarget) -> None:
    assert look(lake) == "The lake (BATON_LAKE) is not there yet: the next night makes it."
    assert not Path(lake.data).exists()
    send(home.publish("2025-06-18", FIRST), lake)
    assert look(lake) == (
        "The lake answers (BATON_LAKE); schema baton has publication 2025-06-18 of Handmade."
    )
    other = LakeTarget("second", lake.data, lake.variable, lake.catalog)
    assert look(other).endswith("schema second is not there yet: the next night makes it.")
