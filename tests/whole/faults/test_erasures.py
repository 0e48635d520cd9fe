"""Somebody is erased: nothing of the person is found, numbers stay, and no source brings the person back."""

from __future__ import annotations

import json
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

import duckdb
import pyarrow.parquet as pq
import pytest

from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import Sandbox, serve
from tests.worlds.baton import Baton

pytestmark = pytest.mark.heavy

EVENING = DEFAULT_CLOCK - timedelta(days=7)
PERSON = "hannah"
PLANNED = plan(7, 300)
KILLS = 4
# What a run says of its own pull.
OF_A_PULL = {"scope", "source"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve(PLANNED.world, EVENING) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def first_night(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Baton:
    sandbox.move_to(EVENING)
    baton = Baton(tmp_path_factory.mktemp("first"), PLANNED.organization, sandbox)
    assert baton.run("--quiet").returncode == 0
    return baton


@pytest.fixture
def words(first_night: Baton) -> list[str]:
    """What tells who Hannah is, read from landing by hand."""
    found = []
    for stream, names in (
        ("jira_user", ("accountId", "displayName", "emailAddress")),
        ("github_user", ("login",)),
        ("github_email", ("email",)),
    ):
        for file in (first_night.home / "data" / "landing").glob(f"*/*/*/{stream}.parquet"):
            for text in pq.read_table(file).column("payload").to_pylist():
                if PERSON in text.lower():
                    found += [json.loads(text)[name].lower() for name in names]
    assert len(set(found)) == 5
    return [*set(found), PERSON]


def copied(baton: Baton, home: Path, sandbox: Sandbox) -> Baton:
    shutil.copytree(baton.home, home, symlinks=True)
    return Baton(home, PLANNED.organization, sandbox)


def command(
    baton: Baton, *arguments: str, prepare: Callable[[], object] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(str(Path(sys.executable).with_name("baton")), *arguments),
            *("--home", str(baton.home), "--organization", str(baton.file)),
        ],
        env=baton.environment,
        preexec_fn=prepare,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def texts(file: Path) -> Iterator[str]:
    """Everything in a file: its bytes, and what they say."""
    yield file.read_bytes().decode("latin-1")
    if file.suffix == ".parquet":
        yield str(pq.read_table(file).to_pylist())
        yield str(pq.read_schema(file).metadata)
    elif file.suffix == ".duckdb":
        with duckdb.connect(file, read_only=True) as db:
            tables = db.execute("select schema_name, table_name from duckdb_tables()").fetchall()
            for schema, table in tables:
                yield str(db.execute(f'from "{schema}"."{table}"').fetchall())
    elif file.read_bytes()[:6] == b"SQLite":
        with closing(sqlite3.connect(file)) as db:
            yield "\n".join(db.iterdump())


def numbers(baton: Baton) -> dict[str, list[tuple[object, ...]]]:
    """Every published table whole, but for the name of the publication and of the file's version."""
    published = baton.tables()
    with duckdb.connect(baton.current / "baton.duckdb", read_only=True) as db:
        columns = "* exclude (publish_id, organization_version)"
        published["publish_info"] = db.execute(f"select {columns} from publish_info").fetchall()
    return published


def without(
    tables: dict[str, list[tuple[object, ...]]], names: set[str]
) -> dict[str, list[tuple[object, ...]]]:
    return {name: rows for name, rows in tables.items() if name not in names}


def holding(baton: Baton, words: list[str]) -> set[str]:
    """Files in data/ in which one of these words is found."""
    data = baton.home / "data"
    return {
        str(file.relative_to(data))
        for file in data.rglob("*")
        if file.is_file() and any(word in text.lower() for text in texts(file) for word in words)
    }


def test_after_an_erasure_nothing_is_found_and_numbers_are_what_they_were(
    tmp_path: Path, sandbox: Sandbox, first_night: Baton, words: list[str]
) -> None:
    sandbox.move_to(EVENING)
    kept, erased = (copied(first_night, tmp_path / name, sandbox) for name in ("kept", "erased"))
    published = erased.tables()
    before = holding(erased, words)
    assert {"warehouse.duckdb"} < before

    tried = command(erased, "erase", PERSON)
    assert tried.returncode == 0
    assert "Nothing was changed" in tried.stdout
    assert "landing: jira jira_changelog" in tried.stdout
    assert holding(erased, words) == before

    done = command(erased, "erase", PERSON, "--yes")
    assert done.returncode == 3
    assert "the organization file is yours" in done.stderr
    assert not any(
        word in done.stdout.lower() + done.stderr.lower().replace(str(erased.file), "") for word in words
    )
    assert holding(erased, words) == set()
    assert erased.tables() == published

    # The organization file names the person still, and the source shows the person again.
    sandbox.move_to(DEFAULT_CLOCK)
    for baton in (kept, erased):
        assert baton.run("--quiet").returncode == 0
    assert numbers(erased) == numbers(kept)
    assert holding(erased, words) == set()

    # Pseudonyms in the file mean the same.
    lines = erased.file.read_text("utf-8").splitlines()
    told = re.findall(r", line (\d+): (.*)", done.stderr)
    assert told
    for number, instead in told:
        line = lines[int(number) - 1]
        lines[int(number) - 1] = line[: len(line) - len(line.lstrip())] + instead
    erased.file.write_text("\n".join(lines) + "\n", "utf-8")
    assert command(erased, "erase", "github:hannah-meridian", "--yes").returncode == 0
    assert erased.run("--quiet", "--no-pull").returncode == 0
    assert without(numbers(erased), OF_A_PULL) == without(numbers(kept), OF_A_PULL)


def test_an_erasure_killed_at_any_instant_is_finished_by_whoever_comes_next(
    tmp_path: Path, sandbox: Sandbox, first_night: Baton, words: list[str]
) -> None:
    undisturbed = copied(first_night, tmp_path / "undisturbed", sandbox)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert command(undisturbed, "erase", PERSON, "--yes").returncode == 3
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    whole = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    random = Random(7)
    started = 0
    for kill in range(KILLS):
        erased = copied(first_night, tmp_path / str(kill), sandbox)
        published = erased.tables()
        seconds = whole * (0.4 + 0.6 * (kill + random.random()) / KILLS)
        command(
            erased,
            *("erase", PERSON, "--yes"),
            prepare=partial(signal.setitimer, signal.ITIMER_PROF, seconds),
        )
        assert erased.tables() == published
        ledger = erased.home / "data" / "erasures" / "ledger.json"
        if ledger.exists():
            started += 1
            if kill % 2:
                assert command(erased, "publish", "--rollback").returncode in (0, 2)
            else:
                assert command(erased, "erase", PERSON, "--yes").returncode == 3
            assert {one["state"] for one in json.loads(ledger.read_text())["erasures"]} == {"finished"}
            assert holding(erased, words) == set()
            assert erased.tables() == published
        shutil.rmtree(erased.home)
    assert started >= 2
