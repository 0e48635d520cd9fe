"""Landing that has lost something: the run says so, pulls it again, and is incomplete until it has."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest

from connectors.sandbox.server.server import Sandbox, serve
from tests.worlds.baton import Baton
from tests.worlds.golden import AS_OF, golden_organization, golden_world

pytestmark = pytest.mark.heavy
Tables = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve(golden_world(), AS_OF) as sandbox:
        yield sandbox


@pytest.fixture
def baton(tmp_path: Path, sandbox: Sandbox) -> Baton:
    """A home with one whole night in it."""
    baton = Baton(tmp_path, golden_organization(), sandbox)
    assert baton.run("--quiet").returncode == 0
    return baton


def landed(baton: Baton, stream: str) -> Path:
    """The largest file of a stream."""
    files = (baton.home / "data" / "landing").glob(f"*/????-??/*/{stream}.parquet")
    return max(files, key=lambda file: pq.read_metadata(file).num_rows)


def figures(tables: Tables) -> Tables:
    """All but what says how and when it was read."""
    return {name: rows for name, rows in tables.items() if name in ("handoff", "team_week", "ownership")}


def test_a_lost_file_of_pull_requests_is_pulled_again(baton: Baton) -> None:
    before = figures(baton.tables())
    assert before["handoff"]
    file = landed(baton, "github_pull_request")
    rows = pq.read_metadata(file).num_rows
    file.unlink()
    (baton.home / "data" / "warehouse.duckdb").unlink()
    done = baton.run("--quiet")
    assert done.returncode == 0, done.stderr
    assert f"{file} is gone, with {rows} rows" in done.stderr
    assert figures(baton.tables()) == before


def test_a_lost_file_is_said_and_the_run_incomplete_until_it_is_pulled_again(baton: Baton) -> None:
    before = figures(baton.tables())
    file = landed(baton, "jira_changelog")
    file.unlink()
    replayed = baton.run("--no-pull")
    assert replayed.returncode == 3
    assert f"{file} is gone" in replayed.stderr
    assert len(baton.tables()["handoff"]) < len(before["handoff"])
    info = json.loads((baton.current / "publish_info.json").read_text(encoding="utf-8"))
    assert info["is_complete"] is False
    pulled = baton.run("--quiet")
    assert pulled.returncode == 0, pulled.stderr
    assert f"{file} is gone" in pulled.stderr
    assert figures(baton.tables()) == before
    again = baton.run("--quiet")
    assert (again.returncode, again.stderr) == (0, ""), "it is no news any more"


def test_a_damaged_file_is_named_with_what_to_do(baton: Baton) -> None:
    before = figures(baton.tables())
    published = baton.current.resolve()
    file = landed(baton, "jira_changelog")
    content = file.read_bytes()
    noise = Random(7).randbytes(len(content) // 2)
    for damaged in (content[: len(content) // 2], content[:100] + noise + content[100 + len(noise) :]):
        file.write_bytes(damaged)
        done = baton.run("--quiet")
        assert done.returncode == 2
        first, second = done.stderr.splitlines()
        assert first.startswith(f"baton: {file} is damaged (")
        assert first.endswith(
            "): put a copy of it back, or remove it and run again; what it held is then pulled again, as far "
            "as the source still has it"
        )
        assert second == "baton: nothing was published"
        assert baton.current.resolve() == published
    file.unlink()
    assert baton.run("--quiet").returncode == 0
    assert figures(baton.tables()) == before


def test_landing_alone_restores_everything_that_was_published(
    baton: Baton, sandbox: Sandbox, tmp_path: Path
) -> None:
    before = baton.tables()
    home = tmp_path / "restored"
    shutil.copytree(baton.home / "data" / "landing", home / "data" / "landing")
    restored = Baton(home, golden_organization(), sandbox)
    done = restored.run("--no-pull", "--quiet")
    assert done.returncode == 0, done.stderr
    assert restored.tables() == before
