"""Which pairs of accounts are compared: few of those are missed that a comparison of all pairs would find."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import polars as pl
import pytest

from tests.bench.bench_accounts import QUERY, TABLES, profiles

Row = tuple[str, str, str | None, str | None]
ALL_PAIRS = """
    with handle as (
        select
            source, account_id,
            unnest(list_distinct([replace(name, ' ', ''), replace(login, '.', '')])) as handle
        from core.profile
    )
    select distinct
        a.account_id, b.account_id as other_account_id,
        bool_or(starts_with(a.handle, b.handle) or starts_with(b.handle, a.handle)) as is_cut
    from handle as a inner join handle as b on a.source = 'github' and b.source = 'jira'
    where jaro_winkler_similarity(a.handle, b.handle) >= 0.93
    group by all
"""


def review(rows: Iterable[Row]) -> duckdb.DuckDBPyConnection:
    db = duckdb.connect()
    db.execute(TABLES)
    db.register("rows", pl.DataFrame(list(rows), ["source", "account_id", "name", "login"], orient="row"))
    db.execute("insert into core.profile from rows")
    db.execute(f"create table found as {QUERY.read_text(encoding='utf-8')}")
    return db


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("Anna Bergmann", "annaberg"),
        ("Anna Bergmann", "annabergman"),
        ("Jonathan Millerson", "jonathon-miller"),
        ("Zoë Müller", "zoemuller"),
        ("Katharina von Brandstetter", "katharinavonbrands"),
    ],
)
def test_a_login_that_is_a_name_cut_short_or_misspelt_is_a_near_miss(name: str, login: str) -> None:
    db = review([("jira", "1", name, None), ("github", "2", None, login)])
    assert db.execute("select reason from found").fetchall() == [("similar name or login",)]


def test_other_people_are_none() -> None:
    db = review([("jira", "1", "Anna Bergmann", None), ("github", "2", None, "annette-b")])
    assert db.execute("select count(*) from found").fetchall() == [(0,)]


def test_a_name_that_many_begin_with_hides_nobody_of_the_same_name() -> None:
    crowd: list[Row] = [
        ("github", f"g{n}", None, f"marta{chr(97 + n % 26)}{chr(97 + n // 26)}x") for n in range(99)
    ]
    db = review([*crowd, ("jira", "1", "Marta", None), ("github", "2", None, "marta")])
    pairs = db.execute("select account_id, other_account_id from found where similarity = 1").fetchall()
    assert pairs == [("2", "1")]


def test_of_thousands_of_accounts_few_pairs_are_missed_and_none_that_is_a_name_cut_short() -> None:
    db = review(profiles(2000).rows())
    lost = f"from ({ALL_PAIRS}) anti join found using (account_id, other_account_id)"
    [(all_of_them,)] = db.execute(f"select count(*) from ({ALL_PAIRS})").fetchall()
    assert all_of_them > 1000
    assert db.execute(f"select count(*) < 0.01 * {all_of_them} {lost}").fetchall() == [(True,)]
    assert db.execute(f"select count(*) {lost} where is_cut").fetchall() == [(0,)]
