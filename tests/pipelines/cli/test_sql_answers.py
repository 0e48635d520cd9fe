"""`baton sql`: where the SQL comes from, in which form the answer goes out, and what a wrong one says."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.worlds.terminal import Terminal

COMMAND = [sys.executable, "-c", "from pipelines.cli.main import main; main()", "sql"]
ALL_TYPES = """
select
    sum(n) as n,
    1.50::decimal(9, 2) as price,
    170141183460469231731687303715884105727::hugeint as huge,
    0.1::double as share,
    'nan'::double as none,
    date '2025-06-30' as day,
    timestamp '2025-06-30 12:00:00' as at,
    true as yes,
    ['a', null] as list,
    '' as empty,
    null as unknown,
    'a "b", c|d' as text
from week
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which two tables are published, one with grades."""
    current = tmp_path / "data" / "published" / "current"
    current.mkdir(parents=True)
    with duckdb.connect(current / "baton.duckdb") as db:
        db.execute("create table week as select 3::bigint as n union all select 4")
        db.execute("create table handoff as select unnest(['A', 'A', 'D', null]) as grade")
        db.execute("create table team as select 'data' as team_id")
    (current / "publish_info.json").write_text(
        '{"organization": "Meridian", "as_of": "2025-06-30T06:00:00Z", "is_complete": false, '
        '"incomplete_scope_count": 2}'
    )
    return tmp_path


def sql(home: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, "--home", str(home), *arguments]
    return subprocess.run(command, input=typed, capture_output=True, text=True, check=False, cwd=home)


def test_numbers_are_numbers_in_json_times_are_iso_and_unknown_is_null(home: Path) -> None:
    [row] = json.loads(sql(home, ALL_TYPES, "--format", "json").stdout)
    assert row == {
        "n": 7,
        "price": 1.5,
        "huge": 170141183460469231731687303715884105727,
        "share": 0.1,
        "none": None,
        "day": "2025-06-30",
        "at": "2025-06-30T12:00:00",
        "yes": True,
        "list": ["a", None],
        "empty": "",
        "unknown": None,
        "text": 'a "b", c|d',
    }


def test_an_answer_without_rows_is_an_empty_list_in_json(home: Path) -> None:
    assert json.loads(sql(home, "from week where n > 9", "--format", "json").stdout) == []


def test_unknown_is_nothing_in_csv_and_an_empty_text_is_quoted(home: Path) -> None:
    answered = sql(home, ALL_TYPES, "--format", "csv").stdout
    assert answered.splitlines()[1].endswith(',"",,"a ""b"", c|d"')
    [row] = csv.DictReader(answered.splitlines())
    assert (row["n"], row["price"], row["day"], row["at"], row["yes"], row["unknown"], row["text"]) == (
        "7",
        "1.50",
        "2025-06-30",
        "2025-06-30 12:00:00",
        "true",
        "",
        'a "b", c|d',
    )


def test_a_markdown_table_holds_what_would_end_its_cells(home: Path) -> None:
    answered = sql(home, "select n, 'a|b\nc' as text, null as x from week order by n", "--format", "markdown")
    assert answered.stdout.splitlines() == [
        "| n | text | x |",
        "| ---: | --- | ---: |",
        "| 3 | a\\|b c |  |",
        "| 4 | a\\|b c |  |",
    ]


@pytest.mark.parametrize("end", ["csv", "json", "md", "parquet"])
def test_a_files_name_says_in_which_form_it_is(home: Path, end: str) -> None:
    ended = sql(home, "select sum(n) as n, date '2025-06-30' as day from week", "--out", f"answer.{end}")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    file = home / f"answer.{end}"
    if end == "parquet":
        frame = pl.read_parquet(file)
        assert frame.rows() == [(7, date(2025, 6, 30))]
    else:
        assert "7" in file.read_text() and "2025-06-30" in file.read_text()
    assert sorted(path.name for path in home.iterdir()) == [f"answer.{end}", "data"]


def test_parquet_keeps_types_and_unknowns(home: Path) -> None:
    sql(home, ALL_TYPES, "--format", "parquet", "--out", "answer")
    [row] = pl.read_parquet(home / "answer").rows(named=True)
    assert (row["at"], row["list"], row["unknown"]) == (datetime(2025, 6, 30, 12), ["a", None], None)


def test_a_wrong_query_leaves_the_file_as_it_was(home: Path) -> None:
    (home / "answer.csv").write_text("before")
    assert sql(home, "select n::date from week", "--out", "answer.csv").returncode == 1
    assert (home / "answer.csv").read_text() == "before"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["from week", "--format", "parquet"], "say with --out FILE"),
        (["from week", "--out", "answer.xlsx"], "say with --format what to write"),
        (["from week", "--out", "nowhere/answer.csv"], "there is no directory nowhere"),
        (["from week", "-f", "missing.sql"], "No such file"),
        (["from week", "--question", "handoff_tax"], "give one of QUERY, --file and --question"),
        (["--question", "handof_tax"], "did you mean handoff_tax?"),
        (["--question", "handoff_tax", "--param", "team=data"], "handoff_tax has no parameter team"),
        (["--question", "longest_waits", "--param", "team=dta"], "no team has this id; there are data"),
        (["from week", "--param", "data"], "write NAME=VALUE"),
    ],
)
def test_a_wrong_option_says_what_to_do(home: Path, arguments: Sequence[str], message: str) -> None:
    ended = sql(home, *arguments)
    assert (ended.returncode, message in ended.stderr) == (2, True), ended.stderr


FAULTS = [
    (
        "create temp table twice as\nselect 2 * n as m from week;\n\n-- then\nselect\n    nope\nfrom twice",
        "line 6",
    ),
    ("create temp table twice as select 1;\n\nselect from from week", "line 3"),
    ("\nselect n from week; drop table week", "line 2"),
    ("create temp table x as select 1;\nfrom wek", "line 2"),
]


@pytest.mark.parametrize("form", ["table", "csv"])
@pytest.mark.parametrize(("text", "line"), FAULTS)
def test_an_error_names_the_line_of_the_file(home: Path, text: str, line: str, form: str) -> None:
    (home / "asked.sql").write_text(text)
    ended = sql(home, "-f", "asked.sql", "--format", form)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"baton: asked.sql, {line}: ")
    assert "Traceback" not in ended.stderr


def test_what_only_its_answer_shows_to_be_wrong_has_its_line_too(home: Path) -> None:
    text = "\n\n-- which\nselect 'a'::integer"
    ended = sql(home, text, "--format", "csv")
    assert (ended.returncode, ended.stderr.startswith("baton: the query, line 4: Conversion")) == (1, True)
    ended = sql(home, text)
    assert (ended.returncode, "LINE 4:" in ended.stderr) == (1, True)


def test_the_shell_itself_is_asked_what_python_cannot_explain(home: Path) -> None:
    for query in (
        "describe week",
        "show tables",
        "summarize week",
        "pivot week on n using count(*)",
        ".tables",
    ):
        ended = sql(home, query)
        assert (ended.returncode, ended.stderr, bool(ended.stdout)) == (0, "", True), query
    assert sql(home, "describe week", "--csv").stdout.splitlines()[1].startswith("n,BIGINT")


def test_sql_comes_from_a_file_and_from_stdin(home: Path) -> None:
    (home / "asked.sql").write_text("select sum(n) as n\nfrom week\n")
    expected = "n\n7\n"
    assert sql(home, "-f", "asked.sql", "--format", "csv").stdout == expected
    assert sql(home, "-f", "-", "--csv", typed="select sum(n) as n from week").stdout == expected
    assert sql(home, "--csv", typed="select sum(n) as n from week;").stdout == expected


def test_one_answer_at_a_time_is_data_and_what_goes_before_it_makes_tables(home: Path) -> None:
    assert (
        sql(home, "create temp table x as select sum(n) as n from week; from x", "--csv").stdout == "n\n7\n"
    )
    ended = sql(home, "from week; from week", "--csv")
    assert (ended.returncode, "ask for one answer at a time" in ended.stderr) == (1, True)
    twice = sql(home, "select 1 as a, 2 as a", "--json")
    assert (twice.returncode, "two columns are called a" in twice.stderr) == (1, True)


@pytest.mark.parametrize("form", ["table", "csv"])
def test_a_parameter_is_a_value_and_never_sql(home: Path, form: str) -> None:
    evil = "'; drop table week; --"
    ended = sql(home, "select getvariable('who') as who", "--param", f"who={evil}", "--format", form)
    assert (ended.returncode, evil in ended.stdout) == (0, True)


def test_a_pipe_that_has_enough_is_no_error(home: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [*COMMAND, "--home", str(home), "from range(100000)", "--csv"]
    ended = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_terminal_is_told_as_of_when_and_how_far_to_trust_it(home: Path) -> None:
    with Terminal([*COMMAND, "--home", str(home), "from handoff where grade is not null"]) as terminal:
        pass
    assert terminal.screen.replace("\r", "").splitlines()[:2] == [
        "Meridian as of 2025-06-30 06:00 UTC, incomplete: 2 of `from scope` could not be read whole.",
        "handoff: of 3 rows with a grade, A 67%, B 0%, C 0%, D 33% (A: nothing speaks against it).",
    ]


def test_a_pipe_gets_the_answer_and_nothing_else(home: Path) -> None:
    ended = sql(home, "select count(*) as n from handoff", "--csv")
    assert (ended.stdout, ended.stderr) == ("n\n4\n", "")
