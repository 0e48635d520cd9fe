"""The published tables in Postgres, on a real server: the same rows, and one publication at any moment."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.published.postgres.connection import PostgresNotWritten
from assets.published.postgres.sending import look, send
from assets.published.targets import PostgresTarget
from connectors.places import Places
from tests.worlds.postgres_server import PASSWORD, PostgresServer, postgres_server, rows_of
from tests.worlds.publications import Handmade, Publications

OPEN = "select 'a' as team_id, 1::bigint as open_count union all select 'b', 2"
MORE = "select 'a' as team_id, 1::bigint as open_count union all select 'b', 5 union all select 'c', 6"
TEAMS = Handmade("select unnest(['a', 'b', 'c']) as team_id, 'A' as name", ["team_id"])
FIRST = {"queue": Handmade(OPEN, ["team_id"]), "team": TEAMS}
SECOND = {"queue": Handmade(MORE, ["team_id"]), "team": TEAMS}


def queue(server: PostgresServer, target: PostgresTarget) -> list[tuple[Any, ...]]:
    return server.sql(f"select team_id, open_count from {target.schema}.queue order by 1")


def published_rows(database: Path, table: str, columns: list[str]) -> list[tuple[Any, ...]]:
    with duckdb.connect(database, read_only=True) as db:
        return db.execute(f"select {', '.join(columns)} from {table}").fetchall()


def plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Instants as the published file has them."""
    return tuple(
        value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value
        for value in row
    )


@pytest.mark.parametrize("version", [16, 18])
def test_every_table_has_the_rows_types_keys_and_comments_of_the_published_one(
    published: Path, server: PostgresServer, version: int
) -> None:
    if version == 18:
        compare(published, server)
    else:
        with postgres_server(version) as other:
            compare(published, other)


def compare(published: Path, server: PostgresServer) -> None:
    target = PostgresTarget("baton", "BATON_POSTGRES", server.address())
    send(Places(published.parent.parent), target)
    with server.connected() as connection:
        compare_tables(published, connection)


def compare_tables(published: Path, postgres: Any) -> None:
    contract = json.loads((published / "contract.json").read_text(encoding="utf-8"))
    comments = {
        (table, column): comment
        for table, column, comment in rows_of(
            postgres,
            "select c.relname::text, coalesce(a.attname::text, ''), d.description from pg_description d "
            "join pg_class c on c.oid = d.objoid and d.classoid = 'pg_class'::regclass "
            "left join pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid and d.objsubid > 0 "
            "where c.relnamespace = 'baton'::regnamespace",
        )
    }
    keys = dict(
        rows_of(
            postgres,
            "select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint "
            "where contype = 'p' and connamespace = 'baton'::regnamespace",
        )
    )
    rows = 0
    for name, table in contract["tables"].items():
        columns = [f'"{column}"' for column in table["columns"]]
        expected = published_rows(published / "baton.duckdb", name, columns)
        found = [plain(row) for row in rows_of(postgres, f"select {', '.join(columns)} from baton.{name}")]
        assert sorted(map(repr, found)) == sorted(map(repr, expected)), name
        assert keys[f"baton.{name}"].replace('"', "") == f"PRIMARY KEY ({', '.join(table['key'])})"
        assert comments[name, ""] == f"{table['description']} {table['grain']}".strip()
        for column, each in table["columns"].items():
            assert comments[name, column] == each["description"]
        rows += len(found)
    assert rows > 500
    types = dict(
        rows_of(
            postgres,
            "select column_name::text, data_type::text from information_schema.columns "
            "where table_schema = 'baton' and table_name = 'handoff'",
        )
    )
    assert types["released_at"] == "timestamp with time zone"
    assert types["released_at_local"] == "timestamp without time zone"
    assert (types["handoff_id"], types["doubts"]) == ("text", "ARRAY")


def test_a_publication_is_named_with_what_it_is(
    home: Publications, server: PostgresServer, target: PostgresTarget
) -> None:
    send(home.publish("2025-06-18", FIRST), target)
    send(home.publish("2025-06-19", SECOND), target)
    found = server.sql(
        "select publish_id, organization, as_of, is_complete, contract_version, sent_at <= now() "
        f"from {target.schema}.baton_publication"
    )
    as_of = datetime(2025, 6, 19, 6, tzinfo=UTC)
    assert found == [("2025-06-19", "Handmade", as_of, True, 1, True)]


def test_a_look_says_what_is_there(
    home: Publications, server: PostgresServer, target: PostgresTarget
) -> None:
    answers = f"Postgres answers (BATON_POSTGRES); schema {target.schema} "
    assert look(target) == f"{answers}is not there yet: the next night makes it."
    server.sql(f"create schema {target.schema}")
    assert look(target) == f"{answers}has no publication yet."
    send(home.publish("2025-06-18", FIRST), target)
    assert look(target) == f"{answers}has publication 2025-06-18 of Handmade."


def test_relations_are_declared_and_not_enforced(
    home: Publications, server: PostgresServer, target: PostgresTarget
) -> None:
    """As far as Postgres 18 can; rows that refer to nothing are no error."""
    for night in ("2025-06-18", "2025-06-19"):
        send(home.publish(night, {**FIRST, "team": Handmade("select 'a' as team_id", ["team_id"])}), target)
    found = server.sql(
        "select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint "
        f"where contype = 'f' and connamespace = '{target.schema}'::regnamespace"
    )
    declared = f"FOREIGN KEY (team_id) REFERENCES {target.schema}.team(team_id) NOT ENFORCED"
    assert found == [(f"{target.schema}.queue", declared)]


def test_grants_views_and_indexes_survive_and_only_what_differs_is_written(
    home: Publications, server: PostgresServer, target: PostgresTarget
) -> None:
    send(home.publish("2025-06-18", FIRST), target)
    table = f"{target.schema}.queue"
    for statement in (
        "create role analyst login password 'analyst'",
        f"grant usage on schema {target.schema} to analyst",
        f"grant select on {table} to analyst",
        f"create view public.busy as select team_id, open_count from {table} where open_count > 4",
        "grant select on public.busy to analyst",
        f"create index by_count on {table} (open_count)",
    ):
        server.sql(statement)
    [(before,)] = server.sql(f"select xmin::text from {table} where team_id = 'a'")
    send(home.publish("2025-06-19", SECOND), target)
    analyst = PostgresTarget(target.schema, "", server.address("analyst", "analyst"))
    with server.connected(analyst.address) as connection:
        assert rows_of(connection, "select team_id, open_count from public.busy order by 1") == [
            ("b", 5),
            ("c", 6),
        ]
        assert rows_of(connection, f"select count(*) from {table}") == [(3,)]
    assert server.sql(f"select xmin::text from {table} where team_id = 'a'") == [(before,)]
    assert server.sql("select count(*) from pg_indexes where indexname = 'by_count'") == [(1,)]


def test_a_reader_in_a_transaction_sees_one_publication_and_waits_for_nothing(
    home: Publications, server: PostgresServer, target: PostgresTarget
) -> None:
    send(home.publish("2025-06-18", FIRST), target)
    with server.connected() as reader:
        rows_of(reader, "set transaction isolation level repeatable read")
        rows_of(reader, "set local statement_timeout = '5s'")
        assert rows_of(reader, f"select count(*) from {target.schema}.team") == [(3,)]
        send(home.publish("2025-06-19", SECOND), target)
        assert rows_of(reader, f"select sum(open_count)::bigint from {target.schema}.queue") == [(3,)]
        assert rows_of(reader, f"select publish_id from {target.schema}.baton_publication") == [
            ("2025-06-18",)
        ]
    assert queue(server, target) == [("a", 1), ("b", 5), ("c", 6)]


def test_a_sender_that_is_killed_midway_leaves_the_old_publication_whole(
    home: Publications, server: PostgresServer, target: PostgresTarget
) -> None:
    """It has written queue, and waits for team."""
    send(home.publish("2025-06-18", FIRST), target)
    fewer = Handmade("select unnest(['a', 'b']) as team_id, 'A' as name", ["team_id"])
    places = home.publish("2025-06-19", {**SECOND, "team": fewer})
    with server.connected() as other:
        rows_of(other, f"lock table {target.schema}.team in share mode")
        process = subprocess.Popen([sys.executable, "-c", SENDER, str(places.data), *parts_of(target)])
        wait_for_waiting(server)
        assert queue(server, target) == [("a", 1), ("b", 2)]
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert queue(server, target) == [("a", 1), ("b", 2)]
    send(places, target)
    assert queue(server, target) == [("a", 1), ("b", 5), ("c", 6)]
    assert server.sql(f"select count(*) from {target.schema}.team") == [(2,)]


SENDER = """
import sys
from pathlib import Path
from assets.published.postgres.sending import look, send
from assets.published.targets import PostgresTarget
from connectors.places import Places
send(Places(Path(sys.argv[1])), PostgresTarget(*sys.argv[2:]))
"""


def parts_of(target: PostgresTarget) -> tuple[str, str, str]:
    return target.schema, target.variable, target.address


def wait_for_waiting(server: PostgresServer) -> None:
    until = time.monotonic() + 60
    while server.sql("select count(*) from pg_locks where not granted") == [(0,)]:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_two_senders_at_once_leave_one_publication(
    home: Publications, tmp_path: Path, server: PostgresServer, target: PostgresTarget
) -> None:
    send(home.publish("2025-06-18", FIRST), target)
    both = [home.publish("2025-06-19", SECOND), Publications(tmp_path / "other").publish("2025-06-20", FIRST)]
    threads = [threading.Thread(target=send, args=(places, target)) for places in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [(publish_id,)] = server.sql(f"select publish_id from {target.schema}.baton_publication")
    assert len(queue(server, target)) == {"2025-06-19": 3, "2025-06-20": 2}[publish_id]


def test_text_that_postgres_cannot_hold_is_shown_as_such(
    home: Publications, server: PostgresServer, target: PostgresTarget
) -> None:
    texts = ["a'b\"c\\d", "👩‍🚀 e\u0301 \u202eabc", "line\nbreak\ttab", ""]
    query = "select i as id, t as text, [t] as texts from (select 1 as i, 'a' || chr(0) || 'b' as t"
    for number, text in enumerate(texts, 2):
        query += " union all select {}, '{}'".format(number, text.replace("'", "''"))
    places = home.publish("2025-06-18", {"note": Handmade(f"{query})", ["id"])})
    for _ in range(2):
        send(places, target)
    found = server.sql(f"select text, texts from {target.schema}.note order by id")
    assert found == [(text, [text]) for text in ["a\ufffdb", *texts]]
    assert server.sql("select count(*) from pg_class where relname = 'baton_stage'") == [(0,)]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("postgresql://owner:s3cret@127.0.0.1:1/postgres", "Connection refused"),
        ("postgresql://owner:s3cret@nowhere.invalid/postgres", "could not translate host name"),
        ("{wrong}", 'password authentication failed for user "owner"'),
        ("{nowhere}", 'database "nowhere" does not exist'),
    ],
)
def test_a_server_that_cannot_be_reached_is_told_of_without_the_password(
    address: str, reason: str, home: Publications, server: PostgresServer
) -> None:
    filled = address.format(
        wrong=server.address(password="s3cret"), nowhere=server.address(database="nowhere")
    )
    home.publish("2025-06-18", FIRST)
    with pytest.raises(PostgresNotWritten) as error:
        send(home.places, PostgresTarget("baton", "BATON_POSTGRES", filled))
    first, last = str(error.value).splitlines()
    assert first.startswith("Postgres (BATON_POSTGRES, schema baton) keeps what it had: ")
    assert reason in first
    assert "`baton publish --to postgres`" in last
    assert not any(secret in str(error.value) for secret in ("s3cret", PASSWORD))
    assert "s3cret" not in repr(PostgresTarget("baton", "BATON_POSTGRES", filled))


def test_a_role_that_may_not_write_is_told_so(
    home: Publications, server: PostgresServer, target: PostgresTarget
) -> None:
    server.sql("create role guest login password 'guest'")
    server.sql(f"create schema {target.schema}")
    server.sql(f"grant usage on schema {target.schema} to guest")
    guest = PostgresTarget(target.schema, "BATON_POSTGRES", server.address("guest", "guest"))
    with pytest.raises(PostgresNotWritten, match=f"permission denied for schema {target.schema}"):
        send(home.publish("2025-06-18", FIRST), guest)
    with pytest.raises(PostgresNotWritten, match="the account may not create tables there"):
        look(guest)
    server.sql(f"grant create on schema {target.schema} to guest")
    send(home.places, guest)
    assert queue(server, target) == [("a", 1), ("b", 2)]


def test_a_disk_that_is_full_leaves_the_old_publication(
    home: Publications, server: PostgresServer, target: PostgresTarget
) -> None:
    """A trigger says what the server says then: a real one is filled by nobody."""
    send(home.publish("2025-06-18", FIRST), target)
    server.sql(
        f"create function {target.schema}.full_disk() returns trigger language plpgsql as "
        "$$begin raise exception 'could not extend file: No space left' using errcode = '53100'; end$$"
    )
    server.sql(
        f"create trigger full_disk before insert on {target.schema}.team "
        f"for each row execute function {target.schema}.full_disk()"
    )
    renamed = Handmade("select unnest(['a', 'b', 'c']) as team_id, 'B' as name", ["team_id"])
    places = home.publish("2025-06-19", {**SECOND, "team": renamed})
    with pytest.raises(PostgresNotWritten, match="No space left"):
        send(places, target)
    assert queue(server, target) == [("a", 1), ("b", 2)]
    server.sql(f"drop trigger full_disk on {target.schema}.team")
    send(places, target)
    assert queue(server, target) == [("a", 1), ("b", 5), ("c", 6)]
