"""A lake whose catalog is in Postgres, its files in an S3 store: the same as files and Postgres have."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from assets.published.lake import history
from assets.published.lake.connection import LakeNotWritten
from assets.published.lake.sending import look, send
from assets.published.postgres import sending as postgres_sending
from assets.published.targets import LakeTarget, PostgresTarget
from connectors.places import Places
from tests.worlds.lakes import SECRET, Store, read, reader, rows_by_table, store
from tests.worlds.postgres_server import PASSWORD, PostgresServer
from tests.worlds.publications import Handmade, Publications

pytestmark = pytest.mark.heavy

PUBLISHER = """
import sys
from pathlib import Path
from assets.published.lake.sending import send
from assets.published.targets import LakeTarget, StoreAccess
from connectors.places import Places
schema, data, variable, catalog, *access = sys.argv[2:]
target = LakeTarget(schema, data, variable, catalog, StoreAccess(*access))
print("sends", flush=True)
send(Places(Path(sys.argv[1])), target)
"""
Columns = Mapping[str, list[str]]


@pytest.fixture(scope="module")
def s3() -> Iterator[Store]:
    with store() as found:
        yield found


@pytest.fixture
def lake(server: PostgresServer, s3: Store, request: pytest.FixtureRequest) -> Iterator[LakeTarget]:
    """A database and a prefix of the test's own."""
    name = f"d{abs(hash(request.node.nodeid))}"
    with server.connected() as connection:
        connection.adbc_connection.set_autocommit(True)
        with connection.cursor() as cursor:
            cursor.execute(f"create database {name}")
    yield LakeTarget("baton", f"s3://lake/{name}", "BATON_LAKE", server.address(database=name), s3.access)


def publisher(home: Publications, lake: LakeTarget) -> subprocess.Popen[str]:
    access = lake.access
    parts = [lake.schema, lake.data, lake.variable, lake.catalog]
    parts += (access.region, access.endpoint, access.key_id, access.secret)
    command = [sys.executable, "-c", PUBLISHER, str(home.directory), *parts]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def rows_of_file(published: Path, columns: Columns) -> Mapping[str, list[str]]:
    with duckdb.connect(published / "baton.duckdb", read_only=True) as db:
        return {
            table: sorted(map(repr, db.execute(f"select {', '.join(names)} from {table}").fetchall()))
            for table, names in columns.items()
        }


def rows_of_postgres(server: PostgresServer, contract: Mapping[str, Mapping]) -> Mapping[str, list[str]]:
    """Instants without the time zone that they have there, which is UTC."""
    found = {}
    for table, each in contract.items():
        chosen = ", ".join(
            f"\"{name}\" at time zone 'UTC'" if column["unit"] == "UTC timestamp" else f'"{name}"'
            for name, column in each["columns"].items()
        )
        found[table] = sorted(map(repr, server.sql(f"select {chosen} from same.{table}")))
    return found


def test_every_table_is_that_of_the_files_and_that_of_postgres(
    published: Path, server: PostgresServer, s3: Store, lake: LakeTarget, tmp_path: Path
) -> None:
    places = Places(published.parent.parent)
    send(places, lake)
    of_files = replace(lake, data=f"{tmp_path}/data", catalog=f"sqlite:{tmp_path}/c.sqlite")
    send(places, of_files)
    postgres_sending.send(places, PostgresTarget("same", "BATON_POSTGRES", server.address()))
    contract = json.loads((published / "contract.json").read_text(encoding="utf-8"))["tables"]
    columns = {name: [f'"{column}"' for column in each["columns"]] for name, each in contract.items()}
    expected = rows_of_file(published, columns)
    assert sum(map(len, expected.values())) > 500
    assert rows_by_table(lake, columns) == expected
    assert rows_by_table(of_files, columns) == expected
    assert rows_of_postgres(server, contract) == expected
    columns_there = "from duckdb_columns() where database_name = 'lake' and table_name <> 'baton_publication'"
    types = read(lake, f"select table_name, column_name, data_type {columns_there}")
    assert sorted(types) == sorted(
        (name, column, each["type"])
        for name, table in contract.items()
        for column, each in table["columns"].items()
    )
    prefix = lake.data.removeprefix("s3://lake/")
    assert all(
        any(f"{prefix}/baton/{name}/" in key for key in s3.names(prefix))
        for name in contract
        if expected[name]
    )
    # Nothing of the account is in what readers of the catalog see.
    said = read(
        lake, "select list(extra::varchar) from (select commit_extra_info as extra from lake.snapshots())"
    )
    assert PASSWORD not in repr(said)


def test_publishers_that_die_at_any_instant_leave_a_publication_whole_and_readers_see_nothing_else(
    tmp_path: Path, lake: LakeTarget
) -> None:
    """All rows of a night are of its number; each publisher dies a little later than the one before."""

    def night(number: int) -> Publications:
        home = Publications(tmp_path / str(number))
        rows = Handmade(f"select range as n, {number}::bigint as night from range({number} + 2000)", ["n"])
        home.publish(f"2025-06-{number}", {"queue": rows, "team": rows, "week": rows})
        return home

    send(night(10).places, lake)
    started = time.monotonic()
    send(night(11).places, lake)
    takes = time.monotonic() - started
    seen = set()
    with reader(lake) as db:
        for number in range(12, 20):
            process = publisher(night(number), lake)
            assert process.stdout is not None
            assert process.stdout.readline() == "sends\n"
            until = time.monotonic() + takes * (number - 11) / 8
            while time.monotonic() < until and process.poll() is None:
                seen |= set(map(str, db.execute(WHOLE).fetchall()))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            seen |= set(map(str, db.execute(WHOLE).fetchall()))
    assert str(expected(11)) in seen
    assert seen <= {str(expected(number)) for number in range(11, 20)}
    send(night(30).places, lake)
    assert read(lake, WHOLE) == [expected(30)]


def expected(number: int) -> tuple[str, list[int], int]:
    return f"2025-06-{number}", [number], 3 * (number + 2000)


WHOLE = """
select (select publish_id from baton_publication), list(distinct night), count(*)
from (select night from queue union all select night from team union all select night from week)
"""


def test_two_publishers_of_two_machines_both_get_through(tmp_path: Path, lake: LakeTarget) -> None:
    tables = {name: Handmade(f"select {n}::bigint as n", ["n"]) for n, name in enumerate(("queue", "team"))}
    homes = [Publications(tmp_path / night) for night in ("2025-06-18", "2025-06-19")]
    for home in homes:
        home.publish(home.directory.name, tables)
    processes = [publisher(home, lake) for home in homes]
    for process in processes:
        _, said = process.communicate(timeout=90)
        assert (process.returncode, said) == (0, "")
    sent = read(lake, "select commit_message from lake.snapshots() where author = 'baton' order by 1")
    assert sent == [("2025-06-18",), ("2025-06-19",)]


def test_wrong_passwords_and_keys_and_what_is_not_there_are_said_without_secrets(
    tmp_path: Path, server: PostgresServer, lake: LakeTarget
) -> None:
    home = Publications(tmp_path)
    places = home.publish("2025-06-18", {"queue": Handmade("select 1::bigint as n", ["n"])})
    wrong = {
        "password authentication failed": replace(lake, catalog=server.address(password="s3cret/2")),
        'database "nowhere" does not exist': replace(lake, catalog=server.address(database="nowhere")),
        "NoSuchBucket": replace(lake, data="s3://nowhere/data"),
    }
    for reason, target in wrong.items():
        with pytest.raises(LakeNotWritten, match=reason) as error:
            send(places, target)
        assert not any(each in str(error.value) for each in ("s3cret", PASSWORD, SECRET, "postgresql:"))
    assert look(lake).endswith("is not there yet: the next night makes it.")
    send(places, lake)
    assert look(lake).endswith("schema baton has publication 2025-06-18 of Handmade.")


def test_files_that_no_snapshot_needs_go_from_the_store_and_none_beside_others_files(
    tmp_path: Path, s3: Store, lake: LakeTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "READERS_TAKE", -1)
    monkeypatch.setattr(history, "WRITERS_TAKE", -1)
    home, prefix = Publications(tmp_path), lake.data.removeprefix("s3://lake/")

    def files(night: int) -> list[str]:
        rows = Handmade(f"select {night}::bigint as night", ["night"])
        send(replace(home.publish(f"2025-06-{night}", {"queue": rows}), kept_snapshots=1), lake)
        assert read(lake, "from queue") == [(night,)]
        return [name.removeprefix(f"{prefix}/") for name in s3.names(prefix)]

    assert len(files(10)) == 2
    s3.put(f"{prefix}/holiday.parquet")
    s3.put(f"{prefix}/baton/queue/left.parquet")
    kept = files(11)
    assert {"holiday.parquet", "baton/queue/left.parquet"} < set(kept)
    assert len(kept) == 4
    s3.delete(f"{prefix}/holiday.parquet")
    assert len(files(12)) == 2
