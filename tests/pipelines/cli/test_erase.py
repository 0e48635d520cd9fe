"""`baton erase` and `baton export-person`, as somebody gives them at a terminal."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from connectors.places import Places
from pipelines.cli.main import main
from tests.worlds.erasing import JANE, NAMESAKE, landed_home

Command = Callable[..., tuple[int, str, str]]
WORDS = ("jane doe", "jane@corp.example", JANE)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return landed_home(tmp_path)


@pytest.fixture
def baton(places: Places, capfd: pytest.CaptureFixture[str]) -> Command:
    home = places.data.parent

    def baton(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main([*arguments, "--home", str(home), "--organization", str(home / "organization.yaml")])
        printed = capfd.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return baton


def test_without_yes_it_says_what_would_change_and_changes_nothing(places: Places, baton: Command) -> None:
    before = {file: file.read_bytes() for file in places.landing.rglob("*.parquet")}
    code, out, _ = baton("erase", "jane")
    assert code == 0
    assert "landing: jira jira_issue: 2 records would get the pseudonym" in out
    assert "organization.yaml, line 4: yours to change" in out
    assert "Nothing was changed. With --yes it is, and cannot be undone." in out
    assert {file: file.read_bytes() for file in places.landing.rglob("*.parquet")} == before
    assert not places.erasures.exists()


def test_with_yes_it_says_which_lines_are_the_users_and_what_may_stand_there(
    places: Places, baton: Command
) -> None:
    code, out, err = baton("erase", "jane", "--yes")
    assert code == 3
    assert "landing: jira jira_issue: 2 records have the pseudonym now" in out
    assert "organization.yaml, line 4: members: [{person: erased-" in err
    assert "organization.yaml, line 6: - {id: erased-" in err
    # `jane-doe-x` is another word, in which the letters of the login stand.
    assert "jira/2026-03" in err
    assert not any(word in (out + err).lower() for word in WORDS)


def test_again_it_is_done_already(places: Places, baton: Command) -> None:
    baton("erase", "jane", "--yes")
    for words in ("jane", "Jane Doe", "jane@corp.example", f"jira:{JANE}", "github:jane-doe"):
        code, out, err = baton("erase", words, "--yes")
        assert code == 3
        assert "who was erased at" in out
        assert "organization.yaml, line 4" in err


def test_whoever_may_be_several_is_listed_and_nothing_is_done(places: Places, baton: Command) -> None:
    from connectors.landing.landing import Landing
    from connectors.landing.walk import Record
    from tests.worlds.erasing import NIGHT

    other = {"__typename": "User", "databaseId": 88, "login": "jdoe2", "name": "Jane Doe"}
    Landing(places.landing).land_once("github", "more", "github_user", [Record("88", other)], NIGHT)
    code, _, err = baton("erase", "Jane Doe", "--yes")
    assert code == 2
    assert "'Jane Doe' may be 2 people, and nothing was done" in err
    assert "github:88" in err
    assert not places.erasures.exists()


def test_nobody_is_an_error_that_says_what_to_give(baton: Command) -> None:
    code, _, err = baton("erase", "nobody", "--yes")
    assert code == 2
    assert "nobody is known as 'nobody': give an id of the organization file" in err


def test_other_files_of_the_home_are_written_anew(places: Places, baton: Command) -> None:
    kept = places.snapshots / "kept"
    kept.mkdir(parents=True)
    with duckdb.connect(kept / "baton.duckdb") as db:
        db.execute("create table sprint as select 1 as number, 'Jane Doe''s sprint' as name")
        db.execute("comment on column sprint.name is 'as it is called'")
        db.execute(f"copy sprint to '{kept / 'sprint.parquet'}'")
    (kept / "report.html").write_text("<td>Jane Doe</td>")
    (kept / "report.html").chmod(0o444)
    history = places.history / "history"
    history.mkdir(parents=True)
    with closing(sqlite3.connect(history / "runs.db")) as log:
        log.execute("create table runs (id integer primary key, body text)")
        log.executemany("insert into runs (body) values (?)", [("by jane@corp.example",), ("other",)])
        log.commit()
    os.utime(kept, ns=(1, 1))
    places.warehouse.write_bytes(b"Jane Doe")
    places.identities.parent.mkdir()
    places.identities.write_text("Jane Doe")
    code, _, err = baton("erase", "jane", "--yes")
    assert code == 3, err
    assert not places.warehouse.exists()
    assert not places.identities.exists()
    with duckdb.connect(kept / "baton.duckdb", read_only=True) as db:
        [(number, name)] = db.execute("from sprint").fetchall()
        assert number == 1
        assert name.startswith("erased-")
        assert name.endswith("'s sprint")
        assert db.execute(f"select name from '{kept / 'sprint.parquet'}'").fetchall() == [(name,)]
        assert db.execute("select comment from duckdb_columns() where column_name = 'name'").fetchone() == (
            "as it is called",
        )
    assert stat.S_IMODE((kept / "report.html").stat().st_mode) == 0o444
    # Which publication is the newest is known by this.
    assert kept.stat().st_mtime_ns == 1
    for file in (path for path in places.data.rglob("*") if path.is_file()):
        content = file.read_bytes().lower()
        assert not any(word.encode() in content for word in WORDS), file


def test_an_export_holds_what_there_is_of_the_person_and_is_private(
    places: Places, baton: Command, tmp_path: Path
) -> None:
    target = tmp_path / "jane.zip"
    code, out, _ = baton("export-person", "jane@corp.example", "--to", str(target))
    assert code == 0
    assert "for you alone to read" in out
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with zipfile.ZipFile(target) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    users = [json.loads(line) for line in files["jira/jira_user.jsonl"].splitlines()]
    assert [user["payload"]["displayName"] for user in users] == ["Jane Doe"]
    issues = [json.loads(line)["id"] for line in files["jira/jira_issue.jsonl"].splitlines()]
    assert issues == ["1", "3"]
    assert json.loads(files["baton/organization.jsonl"])["payload"]["stays"][0]["team"] == "web"
    assert "jira/jira_issue.jsonl: 2" in files["summary.txt"]
    assert "counted in the sums of the teams" in files["summary.txt"]
    assert NAMESAKE not in files["jira/jira_user.jsonl"]


def test_an_export_replaces_no_file(baton: Command, tmp_path: Path) -> None:
    target = tmp_path / "there.zip"
    target.write_text("mine")
    code, _, err = baton("export-person", "jane", "--to", str(target))
    assert code == 1
    assert "is there already" in err
    assert target.read_text() == "mine"
