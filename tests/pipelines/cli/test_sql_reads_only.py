"""`baton sql` reads what is published, and nothing else of the machine: no file, variable or program."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from tests.worlds.terminal import Terminal

COMMAND = [sys.executable, "-c", "from pipelines.cli.main import main; main()", "sql"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which a table is published, and beside it files that are nobody's business."""
    current = tmp_path / "data" / "published" / "current"
    current.mkdir(parents=True)
    with duckdb.connect(current / "baton.duckdb") as db:
        db.execute("create table week as select 3::bigint as n")
    with duckdb.connect(tmp_path / "other.duckdb") as db:
        db.execute("create table hidden as select 'hidden' as word")
    (tmp_path / "secret.csv").write_text("word\nhidden\n")
    (tmp_path / "secret.sql").write_text("select 'hidden';\n")
    (tmp_path / "touch.sh").write_text(f"#!/bin/sh\ntouch {tmp_path}/written\ncat\n")
    (tmp_path / "touch.sh").chmod(0o700)
    return tmp_path


def sql(home: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "JIRA_TOKEN": "hidden", "PAGER": str(home / "touch.sh"), "HOME": str(home)}
    return subprocess.run(
        [*COMMAND, "--home", str(home), *arguments],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        cwd=home,
        env=environment,
    )


def files(home: Path) -> Sequence[str]:
    return sorted(str(path.relative_to(home)) for path in home.rglob("*"))


WAYS_OUT = [
    "select getenv('JIRA_TOKEN')",
    "from 'secret.csv'",
    "from read_csv('secret.csv')",
    "from read_text('secret.csv')",
    "from read_blob('secret.csv')",
    "from sniff_csv('secret.csv')",
    "from glob('*')",
    "from read_parquet('http://127.0.0.1:1/x.parquet')",
    "attach 'other.duckdb' as other; from other.hidden",
    "attach 'written.duckdb' as written",
    "copy week to 'written.csv'",
    "copy week to 'written.parquet'",
    "copy (select 1) to '/dev/stderr'",
    "export database 'written'",
    "import database '.'",
    "install httpfs",
    "load httpfs",
    "load './secret.sql'",
    "create persistent secret s (type http, bearer_token 'x')",
    "set enable_external_access = true; from 'secret.csv'",
    "set lock_configuration = false",
    "set temp_directory = 'written'",
    "set secret_directory = '.'",
    "set allow_unsigned_extensions = true",
    "pragma enable_profiling = 'json'",
    "pragma profiling_output = 'written.json'",
    "set log_query_path = 'written.log'",
    "call enable_logging(storage = 'file', storage_path = 'written')",
    "create table written as select 1",
    "checkpoint; create view written as select 1",
    ".read secret.sql",
    ".shell touch written",
    ".system touch written",
    ".output written",
    ".once written",
    ".once |touch written",
    ".excel",
    ".open written.duckdb",
    ".open other.duckdb",
    ".import secret.csv week",
    ".log written",
    ".cd /",
]


@pytest.fixture(params=["table", "csv"])
def form(request: pytest.FixtureRequest) -> str:
    """A table is DuckDB's shell's, the others are written here."""
    return str(request.param)


@pytest.mark.parametrize("query", WAYS_OUT)
def test_no_way_leads_out_of_what_is_published(home: Path, query: str, form: str) -> None:
    before = files(home)
    ended = sql(home, query, "--format", form)
    assert "hidden" not in ended.stdout + ended.stderr
    assert (ended.returncode, bool(ended.stderr)) == (1, True) or query.startswith(".")
    assert files(home) == before


@pytest.mark.parametrize("query", WAYS_OUT)
def test_nor_does_one_from_a_pipe(home: Path, query: str) -> None:
    before = files(home)
    ended = sql(home, typed=f"{query}{'' if query.startswith('.') else ';'}\nfrom week;\n")
    assert "hidden" not in ended.stdout + ended.stderr
    assert files(home) == before


# What is the same for all, whoever reads it in: one of each kind.
SOME_WAYS_OUT = [
    "from 'secret.csv'",
    "attach 'other.duckdb' as other; from other.hidden",
    "copy week to 'written.csv'",
    "set enable_external_access = true; from 'secret.csv'",
    "from enable_logging(storage = 'file', storage_path = 'written')",
    "create table written as select 1",
]


@pytest.mark.parametrize("query", SOME_WAYS_OUT)
def test_nor_does_one_in_a_file_on_stdin_or_behind_a_name(home: Path, query: str, form: str) -> None:
    (home / "asked.sql").write_text(f"-- What is hidden?\n{query};\n")
    before = files(home)
    named = "import pathlib, pipelines.cli.questions as all; all.QUESTIONS = pathlib.Path.cwd(); "
    code = named + COMMAND[2]
    behind_a_name = [COMMAND[0], "-c", code, "sql", "--home", str(home), "--question", "asked"]
    ways = [
        sql(home, "-f", "asked.sql", "--format", form),
        sql(home, "-f", "-", "--format", form, typed=query),
        sql(home, "--format", form, typed=query),
        subprocess.run(
            [*behind_a_name, "--format", form], capture_output=True, text=True, check=False, cwd=home
        ),
    ]
    for ended in ways:
        assert "hidden" not in ended.stdout
        assert (ended.returncode, bool(ended.stderr)) == (1, True)
    assert files(home) == before


def test_nothing_of_this_program_is_a_table_either(home: Path) -> None:
    ended = sql(home, "from os.environ", "--format", "csv")
    assert (ended.returncode, "Catalog Error" in ended.stderr) == (1, True)
    assert sql(home, "from GUARDS", "--format", "csv").returncode == 1


def test_an_answer_that_python_writes_has_no_variables_within_reach(home: Path) -> None:
    code = (
        "import os, pipelines.cli.answer_formats as formats; "
        "formats.write = lambda *given: print(sorted(os.environ)); "
    )
    ended = subprocess.run(
        [COMMAND[0], "-c", code + COMMAND[2], "sql", "--home", str(home), "from week", "--json"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "JIRA_TOKEN": "hidden"},
    )
    assert ("HOME" in ended.stdout, "JIRA_TOKEN" in ended.stdout) == (True, False)


def test_variables_do_not_even_reach_the_shell(home: Path) -> None:
    """Whatever way to read the environment there may ever be, it holds no token."""
    fake = home / "bin" / "duckdb"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\nenv\n")
    fake.chmod(0o700)
    code = (
        f"import pathlib, pipelines.cli.sql as sql; sql._binary = lambda: pathlib.Path('{fake}'); "
        "from pipelines.cli.main import main; main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, "sql", "--home", str(home), "from week"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "JIRA_TOKEN": "hidden"},
    )
    assert "JIRA_TOKEN" not in ended.stdout
    assert f"HOME={os.environ['HOME']}" in ended.stdout


def test_a_shell_configuration_of_ones_own_is_not_read(home: Path) -> None:
    (home / ".duckdbrc").write_text(".print configured\n")
    assert "configured" not in sql(home, "from week").stdout
    with Terminal([*COMMAND, "--home", str(home)], {**os.environ, "HOME": str(home)}) as terminal:
        terminal.enter("from week;\n", after="baton> ")
        terminal.enter("\x04", after="baton> ")
    assert ("│     3 │" in terminal.screen, "configured" in terminal.screen) == (True, False)


def test_the_prompt_answers_and_keeps_what_was_made_before(home: Path) -> None:
    with Terminal([*COMMAND, "--home", str(home)]) as terminal:
        terminal.enter("create temp table twice as\n", after="baton> ")
        terminal.enter("select 2 * n as n from week;\n", after="... ")
        terminal.enter("from twice;\n", after="baton> ")
        terminal.enter("from wek;\n", after="baton> ")
        terminal.enter("\x04", after="baton> ")
    assert "│     6 │" in terminal.screen
    assert 'Did you mean "week' in terminal.screen


def test_the_prompt_pages_with_no_program(home: Path) -> None:
    """DuckDB's shell would start it even in safe mode, if a terminal were its own."""
    with Terminal([*COMMAND, "--home", str(home)]) as terminal:
        terminal.enter(f".pager '{home}/touch.sh'\n", after="baton> ")
        terminal.enter(".pager on\n", after="baton> ")
        terminal.enter("from range(1000);\n", after="baton> ")
        terminal.enter("\x04", after="baton> ")
    assert "1000 rows" in terminal.screen
    assert not (home / "written").exists()


def test_at_a_terminal_a_table_is_as_wide_as_that(home: Path) -> None:
    wide = "select " + ", ".join(f"{number} as a_column_with_the_number_{number}" for number in range(40))
    with Terminal([*COMMAND, "--home", str(home), wide]) as terminal:
        pass
    assert {len(line) <= 160 for line in terminal.screen.splitlines()} == {True}
    assert (terminal.code, "40 columns" in terminal.screen) == (0, True)
