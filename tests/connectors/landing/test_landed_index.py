from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connectors.landing import files, indexed_files
from connectors.landing.landed_index import LandedIndex
from connectors.landing.landing import Landing
from connectors.landing.walk import Record
from tests.worlds.landed import NIGHT, A, B, Killed, land, reopened, walk

SPRINT = {"board": 7}
KILLED_WHILE_INDEXING = """
import os, sys
from pathlib import Path
from connectors.landing import indexed_files
from connectors.landing.landing import Landing

def until_killed(*arguments, rows=indexed_files._rows):
    for row in rows(*arguments):
        yield row
        os._exit(9)

indexed_files._rows = until_killed
Landing(Path(sys.argv[1])).known("jira", "jira_issue", "10000")
"""


@pytest.fixture(autouse=True)
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Landed files that were read for the index, by their directory's name and their own."""
    names: list[str] = []

    def noted(paths: list[Path], *columns: Any, read_rows: Any = files.read_rows) -> Any:
        names.extend(f"{path.parent.name}/{path.name}" for path in paths)
        return read_rows(paths, *columns)

    monkeypatch.setattr(indexed_files, "read_rows", noted)
    return names


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """The index of three nights: tickets, one gone, one of an unfinished walk; and a sprint."""
    nights(tmp_path)
    return tmp_path / "landing" / "jira" / "index"


def nights(tmp_path: Path) -> None:
    """Nights of one process, which is over when this returns."""
    landing = reopened(tmp_path)
    land(landing, *(Record(str(number), A) for number in range(500)))
    land(landing, Record("1", B), Record("2", None), night=1)
    landing.land_once("jira", "site", "jira_sprint", [Record("70", SPRINT)], NIGHT)
    with walk(landing, night=2) as unfinished:
        unfinished.land("jira_issue", [Record("open", A)])
    answers(landing)


def answers(landing: Landing) -> list[Any]:
    """All that landing knows from its index."""
    with walk(landing, night=3) as another:
        landed = another.land("jira_issue", [Record("1", B), Record("2", None), Record("open", A)])
    return [
        landed,
        sorted(landing.known("jira", "jira_issue", "10000")),
        landing.landed_ids("jira", "jira_issue", ["1", "2", "open", "none"]),
        landing.belonging("jira", "jira_sprint", "board", ["7"]),
        landing.watermark("jira", "10000", "1"),
    ]


def indexed(index: Path) -> int:
    """How many rows of tickets the index has on disk."""
    with closing(sqlite3.connect(index / "landed.sqlite")) as database:
        [(count,)] = database.execute("select count(*) from landed_jira_issue")
    return int(count)


def test_a_second_process_reads_nothing_that_has_landed(index: Path, tmp_path: Path, read: list[str]) -> None:
    read.clear()
    assert len(answers(reopened(tmp_path))[1]) == 500
    assert read == []


def test_a_process_does_not_read_what_it_committed_itself(
    index: Path, tmp_path: Path, read: list[str]
) -> None:
    landing = reopened(tmp_path)
    read.clear()
    land(landing, Record("3", B), night=4)
    answers(landing)
    assert [file for file in read if "walk" not in file] == ["10000/jira_issue-000000004.parquet"]
    del landing
    assert indexed(index) == 504


def test_what_others_committed_since_is_read_and_no_more(
    index: Path, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies when the walk is committed and the index does not know it yet."""

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(LandedIndex, "add_walk", killed)
        land(reopened(tmp_path), Record("3", None), night=4)
    read.clear()
    assert "3" not in answers(reopened(tmp_path))[1]
    assert [file.rpartition("/")[2] for file in read] == ["walk.parquet", "jira_issue.parquet"]
    assert indexed(index) == 504


def test_killed_in_the_middle_of_indexing_nothing_of_the_file_counts(index: Path, tmp_path: Path) -> None:
    expected = answers(reopened(tmp_path))
    shutil.rmtree(index)
    command = [sys.executable, "-c", KILLED_WHILE_INDEXING, str(tmp_path / "landing")]
    assert subprocess.run(command, check=False).returncode == 9
    assert answers(reopened(tmp_path)) == expected
    assert indexed(index) == 503


def test_deleting_the_index_changes_nothing(index: Path, tmp_path: Path) -> None:
    landing = reopened(tmp_path)
    expected = answers(landing)
    shutil.rmtree(index)
    assert answers(landing) == expected
    assert answers(reopened(tmp_path)) == expected


def garbage(file: Path) -> None:
    file.write_bytes(b"no database at all, but long enough to be taken for one" * 1_000)


def half(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def nothing(file: Path) -> None:
    os.truncate(file, 0)


def zeros(file: Path) -> None:
    with file.open("r+b") as written:
        written.seek(4096)
        written.write(bytes(file.stat().st_size - 8192))


def another_version(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("drop table landed_jira_issue")
        database.execute("pragma user_version = 4711")


@pytest.mark.parametrize("damage", [garbage, half, nothing, zeros, another_version])
def test_a_damaged_index_or_another_versions_is_made_anew(
    index: Path, tmp_path: Path, read: list[str], damage: Callable[[Path], None]
) -> None:
    expected = answers(reopened(tmp_path))
    damage(index / "landed.sqlite")
    assert answers(reopened(tmp_path)) == expected
    read.clear()
    assert answers(reopened(tmp_path)) == expected
    assert read == []


def test_two_processes_at_once_do_not_disturb_each_other(index: Path, tmp_path: Path) -> None:
    one, other = reopened(tmp_path), reopened(tmp_path)
    assert answers(one) == answers(other)
    land(other, Record("3", B), night=4)
    land(one, Record("3", None), night=5)
    assert answers(one) == answers(other)
    del one, other
    assert "3" not in answers(reopened(tmp_path))[1]


def test_where_no_index_can_be_kept_landing_works_without(index: Path, tmp_path: Path) -> None:
    expected = answers(reopened(tmp_path))
    shutil.rmtree(index)
    index.write_text("in the way")
    assert answers(reopened(tmp_path)) == expected
    assert index.read_text() == "in the way"


def test_a_compacted_month_is_read_once_and_leaves_no_rows_behind(
    index: Path, tmp_path: Path, read: list[str]
) -> None:
    expected = answers(reopened(tmp_path))
    reopened(tmp_path).compact(before=date(2025, 5, 1))
    assert answers(reopened(tmp_path)) == expected
    read.clear()
    assert answers(reopened(tmp_path)) == expected
    assert read == []
    # Of the two that changed within the month the newest record alone counts.
    assert indexed(index) == 501


def test_a_landing_that_was_moved_keeps_its_index(index: Path, tmp_path: Path, read: list[str]) -> None:
    (tmp_path / "landing").rename(tmp_path / "moved")
    read.clear()
    assert len(answers(Landing(tmp_path / "moved"))[1]) == 500
    assert read == []


def test_a_file_that_was_replaced_is_read_again(index: Path, tmp_path: Path) -> None:
    """Landing is restored from a copy of before the second night, in which other things then happened."""
    [second] = (tmp_path / "landing" / "jira").glob("????-??/00000002-*")
    land(Landing(tmp_path / "other"), Record("1", {"id": "1", "status": "Elsewhere"}), night=1)
    [landed] = (tmp_path / "other" / "jira").glob("????-??/*/jira_issue.parquet")
    shutil.copy(landed, second / "jira_issue.parquet")
    landing = reopened(tmp_path)
    assert "2" in landing.known("jira", "jira_issue", "10000")
    with walk(landing, night=4) as later:
        assert later.land("jira_issue", [Record("1", B)]).changed == 1
