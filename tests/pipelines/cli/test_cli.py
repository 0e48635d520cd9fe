from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipelines.cli import options
from pipelines.cli.main import main
from tests.worlds.example import ENVIRONMENT, TEXT

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def baton(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    for name in ("BATON_ORGANIZATION", "BATON_HOME"):
        monkeypatch.delenv(name, raising=False)

    def baton(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(arguments)
        printed = capfd.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return baton


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which a table is published."""
    current = tmp_path / "data" / "published" / "current"
    current.mkdir(parents=True)
    with duckdb.connect(current / "baton.duckdb") as db:
        db.execute("create table week as select date '2025-06-30' as week_starts_on, 3::bigint as n")
    return tmp_path


def sql(home: Path, *arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    """In a process of its own, since it becomes DuckDB's shell."""
    command = [
        sys.executable,
        "-c",
        "from pipelines.cli.main import main; main()",
        "sql",
        "--home",
        str(home),
    ]
    return subprocess.run(
        [*command, *arguments], capture_output=True, text=True, input=text or "", check=False
    )


def test_a_query_is_answered_as_a_table(home: Path) -> None:
    ended = sql(home, "from week")
    assert ended.returncode == 0
    assert "│ 2025-06-30     │     3 │" in ended.stdout


def test_a_query_is_answered_as_what_one_asks_for(home: Path) -> None:
    assert sql(home, "from week", "--csv").stdout == "week_starts_on,n\n2025-06-30,3\n"
    assert json.loads(sql(home, "from week", "--json").stdout) == [{"week_starts_on": "2025-06-30", "n": 3}]
    answer = sql(home, "from week", "--markdown").stdout.splitlines()[-1]
    assert answer.replace(" ", "") == "|2025-06-30|3|"


def test_without_a_query_it_asks(home: Path) -> None:
    assert "2025-06-30" in sql(home, text="from week;\n").stdout


def test_a_wrong_query_says_what_is_wrong(home: Path) -> None:
    ended = sql(home, "from wek")
    assert ended.returncode == 1
    assert 'Did you mean "week"' in ended.stderr


def test_nothing_can_be_changed(home: Path) -> None:
    ended = sql(home, "delete from week")
    assert (ended.returncode, "read-only" in ended.stderr) == (1, True)


def test_sql_before_anything_is_published_says_what_to_do(baton: Command, tmp_path: Path) -> None:
    code, _, err = baton("sql", "--home", str(tmp_path), "from week")
    assert (code, err) == (
        2,
        f"baton: nothing is published in {tmp_path}/data/published yet: run `baton run` first\n",
    )


def test_check_says_that_a_file_is_right(
    baton: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    path = tmp_path / "organization.yaml"
    path.write_text(TEXT)
    code, out, err = baton("check", "--organization", str(path))
    assert (code, err) == (0, "")
    assert out == f"{path} is right: Meridian, sources 2, teams 2, people 2, calendars 1.\n"


def test_check_shows_all_that_is_wrong(baton: Command, tmp_path: Path) -> None:
    path = tmp_path / "organization.yaml"
    path.write_text(TEXT.replace("kind: data", "kind: dta").replace("[DATA]", "DATA"))
    code, _, err = baton("check", "--organization", str(path))
    assert (code, err.count(f"baton: {path}:")) == (2, 2)


def test_check_contacts_the_sources_and_says_who_does_not_answer(
    baton: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    path = tmp_path / "organization.yaml"
    closed = "http://127.0.0.1:1"
    path.write_text(
        TEXT.replace("https://meridian.example.net/", closed).replace(
            "kind: github,", f"kind: github, url: '{closed}',"
        )
    )
    code, _, err = baton("check", "--sources", "--home", str(tmp_path), "--organization", str(path))
    assert code == 2
    assert [line.split(": ")[1] for line in err.splitlines()] == ["jira", "github"]
    assert not (tmp_path / "data").exists()


def test_a_wrong_option_is_explained(baton: Command) -> None:
    code, _, err = baton("run", "--orgnization", "x")
    assert code == 2
    assert "--organization" in err


def test_an_unexpected_error_is_one_line_and_says_how_to_see_more(
    baton: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*arguments: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(options, "read_settings", crash)
    code, _, err = baton("check")
    assert (code, err.splitlines()[0]) == (1, "baton: unexpected ZeroDivisionError: a bug")
    assert "BATON_DEBUG=1" in err


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("run",),
        ("check",),
        ("init",),
        ("schema",),
        ("sandbox",),
        ("sql",),
        ("describe",),
        ("contract",),
        ("mcp",),
    ],
)
def test_every_command_has_help(baton: Command, command: tuple[str, ...]) -> None:
    code, out, _ = baton(*command, "--help")
    assert (code, out.startswith("Usage: baton")) == (0, True)
