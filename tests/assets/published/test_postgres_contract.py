"""What becomes of tables in Postgres when the contract changes, and whose tables are left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assets.published.postgres.connection import PostgresNotWritten
from assets.published.postgres.sending import send
from assets.published.targets import PostgresTarget
from tests.worlds.postgres_server import PostgresServer
from tests.worlds.publications import Handmade, Publications

OLD = {"queue": Handmade("select 'a' as team_id, 1::bigint as open_count, 'x' as note", ["team_id"])}
Columns = dict[str, str]


@pytest.fixture
def columns(server: PostgresServer, target: PostgresTarget) -> Callable[[str], Columns]:
    """Names and types of a table's columns."""

    def columns(table: str) -> Columns:
        return dict(
            server.sql(
                "select column_name::text, data_type::text from information_schema.columns "
                f"where table_schema = '{target.schema}' and table_name = '{table}' order by ordinal_position"
            )
        )

    return columns


@pytest.fixture(autouse=True)
def first(home: Publications, target: PostgresTarget) -> None:
    send(home.publish("2025-06-18", OLD), target)


def refusal(home: Publications, target: PostgresTarget) -> str:
    with pytest.raises(PostgresNotWritten) as error:
        send(home.places, target)
    return str(error.value).splitlines()[0].partition("keeps what it had: ")[2]


def test_a_new_column_and_a_new_table_come_by_themselves(
    home: Publications, server: PostgresServer, target: PostgresTarget, columns: Callable[[str], Columns]
) -> None:
    server.sql(f"create view {target.schema}.reader as select * from {target.schema}.queue")
    more = Handmade(
        "select 'a' as team_id, true as is_full, 1::bigint as open_count, 'x' as note", ["team_id"]
    )
    new = Handmade("select 1 as week_number", ["week_number"])
    send(home.publish("2025-06-19", {"queue": more, "week": new}), target)
    assert columns("queue")["is_full"] == "boolean"
    assert server.sql(f"select team_id, is_full, note from {target.schema}.queue") == [("a", True, "x")]
    assert server.sql(f"select week_number from {target.schema}.week") == [(1,)]
    comment = f"select col_description('{target.schema}.queue'::regclass, 4)"
    assert server.sql(comment) == [("the is_full",)]


def test_an_earlier_publication_leaves_what_it_does_not_have_empty(
    home: Publications, server: PostgresServer, target: PostgresTarget, columns: Callable[[str], Columns]
) -> None:
    """As a rollback sends it. What came and went belongs to Baton all the same."""
    more = Handmade(
        "select 'a' as team_id, 1::bigint as open_count, 'x' as note, true as is_full", ["team_id"]
    )
    later = {"queue": more, "week": Handmade("select 1 as week_number", ["week_number"])}
    send(home.publish("2025-06-19", later), target)
    send(home.publish("2025-06-20", OLD), target)
    assert server.sql(f"select team_id, is_full from {target.schema}.queue") == [("a", None)]
    assert server.sql(f"select count(*) from {target.schema}.week") == [(0,)]
    send(home.publish("2025-06-21", later), target)
    assert server.sql(f"select team_id, is_full from {target.schema}.queue") == [("a", True)]
    send(home.publish("2025-06-22", OLD, version=2), target)
    assert (list(columns("queue")), columns("week")) == (["team_id", "open_count", "note"], {})


def test_a_column_goes_or_is_retyped_with_a_new_version_unless_a_view_reads_it(
    home: Publications, server: PostgresServer, target: PostgresTarget, columns: Callable[[str], Columns]
) -> None:
    for view, column in (("noted", "note"), ("counted", "open_count")):
        server.sql(f"create view {target.schema}.{view} as select {column} from {target.schema}.queue")
    home.publish(
        "2025-06-19",
        {"queue": Handmade("select 'a' as team_id, 1.5::double as open_count", ["team_id"])},
        version=2,
    )
    reason = refusal(home, target)
    assert reason == (
        "column queue.open_count changes its type or goes with contract version 2, and is read by "
        f"{target.schema}.counted: change or drop them first"
    )
    server.sql(f"drop view {target.schema}.counted")
    assert refusal(home, target) == reason.replace("open_count", "note").replace("counted", "noted")
    assert server.sql(f"select open_count, note from {target.schema}.queue") == [(1, "x")]
    server.sql(f"drop view {target.schema}.noted")
    send(home.places, target)
    assert columns("queue") == {"team_id": "text", "open_count": "double precision"}
    assert server.sql(f"select team_id, open_count from {target.schema}.queue") == [("a", 1.5)]


def test_a_key_and_a_table_may_change_with_a_new_version(
    home: Publications, server: PostgresServer, target: PostgresTarget, columns: Callable[[str], Columns]
) -> None:
    wide = Handmade("select 'a' as team_id, 1 as week_number, null::bigint as open_count", ["week_number"])
    send(home.publish("2025-06-19", {"queue": wide, "team": OLD["queue"]}, version=2), target)
    key = (
        "select pg_get_constraintdef(oid) from pg_constraint "
        f"where contype = 'p' and conrelid = '{target.schema}.queue'::regclass"
    )
    assert server.sql(key) == [("PRIMARY KEY (week_number)",)]
    null = Handmade(
        "select null::varchar as team_id, 1 as week_number, 2::bigint as open_count", ["week_number"]
    )
    send(home.publish("2025-06-20", {"queue": null}, version=3), target)
    assert server.sql(f"select * from {target.schema}.queue") == [(None, 2, 1)]
    assert columns("team") == {}


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("alter table {}.queue alter column open_count type int", "queue.open_count is integer in Postgres"),
        ("alter table {}.queue drop constraint queue_pkey", "the key of queue is () in Postgres"),
    ],
)
def test_what_somebody_else_changed_is_named_and_left(
    statement: str, reason: str, home: Publications, server: PostgresServer, target: PostgresTarget
) -> None:
    server.sql(statement.format(target.schema))
    assert refusal(home, target).startswith(f"{reason}, which is not what contract version 1 says")


def test_columns_of_others_are_left_alone(
    home: Publications, server: PostgresServer, target: PostgresTarget, columns: Callable[[str], Columns]
) -> None:
    server.sql(f"alter table {target.schema}.queue add column ours text")
    send(home.publish("2025-06-19", OLD, version=2), target)
    assert list(columns("queue"))[-1] == "ours"


@pytest.mark.parametrize("what", ["table {}.team (team_id text)", "view {}.team as select 1 as team_id"])
def test_a_table_that_is_not_batons_is_refused(
    what: str, home: Publications, server: PostgresServer, target: PostgresTarget
) -> None:
    server.sql(f"create {what.format(target.schema)}")
    home.publish("2025-06-19", {**OLD, "team": OLD["queue"]})
    assert (
        refusal(home, target)
        == f"{target.schema}.team is there already and is not Baton's: name another schema"
    )


def test_another_organizations_schema_is_refused(
    home: Publications, server: PostgresServer, target: PostgresTarget
) -> None:
    home.publish("2025-06-19", OLD, organization="It's another")
    reason = refusal(home, target)
    assert reason.startswith(
        "it has the tables of 'Handmade', and this is \"It's another\": name another schema"
    )
    server.sql(reason.rpartition("say so there: ")[2])
    send(home.places, target)


def test_a_publication_without_a_contract_is_refused(home: Publications, target: PostgresTarget) -> None:
    (home.places.current / "contract.json").unlink()
    assert "was published before there were contracts" in refusal(home, target)
