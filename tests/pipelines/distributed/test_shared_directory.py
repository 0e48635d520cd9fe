"""What one worker lands, another has; and what it did not finish, another goes on with."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from connectors.landing.landing import Landing
from connectors.landing.walk import Record
from pipelines.distributed.mirror import StoreMirror
from pipelines.distributed.shared_directory import SharedDirectory

NOW = datetime(2025, 3, 3, tzinfo=UTC)


def worker(root: Path, name: str) -> StoreMirror:
    directory = root / name
    return StoreMirror(SharedDirectory(root / "store"), directory, lambda: Landing(directory))


def land(landing: Landing, scope: str, id_: str) -> None:
    with landing.walk("jira", scope, "1", NOW) as walk:
        walk.land("jira_issue", [Record(id_, {"id": id_})])
        walk.finish(NOW, {})


def test_what_one_worker_lands_another_has(tmp_path: Path) -> None:
    with worker(tmp_path, "one").walking("jira", "PAY") as landing:
        land(landing, "PAY", "1")
    with worker(tmp_path, "two").walking("jira", "WEB") as landing:
        land(landing, "WEB", "2")
    with worker(tmp_path, "three").landing() as landing:
        assert landing.known("jira", "jira_issue", "PAY") == {"1"}
        assert landing.known("jira", "jira_issue", "WEB") == {"2"}


def test_another_worker_goes_on_with_a_walk_that_ran_out_of_time(tmp_path: Path) -> None:
    with (
        worker(tmp_path, "one").walking("jira", "PAY") as landing,
        landing.walk("jira", "PAY", "1", NOW) as walk,
    ):
        walk.land("jira_issue", [Record("1", {"id": "1"})])
    with (
        worker(tmp_path, "two").walking("jira", "PAY") as landing,
        landing.walk("jira", "PAY", "1", NOW) as walk,
    ):
        assert walk.taken_up("jira_issue").keys() == {"1"}
        walk.finish(NOW, {})
    with worker(tmp_path, "three").walking("jira", "PAY") as landing:
        assert landing.known("jira", "jira_issue", "PAY") == {"1"}
        with landing.walk("jira", "PAY", "1", NOW) as walk:
            assert not walk.has_batches


def test_the_lease_of_a_walk_that_is_over_holds_nobody_up(tmp_path: Path) -> None:
    with worker(tmp_path, "one").walking("jira", "PAY") as landing:
        land(landing, "PAY", "1")
    assert list((tmp_path / "store" / "leases").iterdir())
    with worker(tmp_path, "two").walking("jira", "PAY") as landing:
        assert landing.known("jira", "jira_issue", "PAY") == {"1"}
