from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from connectors.landing.landing import Landing
from connectors.landing.walk import Record
from connectors.outcome import Counts
from tests.worlds.landed import NIGHT, A, B, Killed, land, newest, payloads, reopened, rows, walk


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


def history(landing: Landing) -> list[dict[str, Any]]:
    """Nights of March and April, with ties, an unfinished walk and a stream that came once."""
    for night, payload in enumerate([A, B, A, B]):
        land(landing, Record("1", payload), Record(f"new {night}", A), night=night)
        land(landing, Record("1", {**payload, "tie": True}), night=night)
    landing.land_once("jira", "site", "jira_user", [Record("1", A)], NIGHT)
    with walk(landing, night=4) as unfinished:
        unfinished.land("jira_issue", [Record("open", A)])
    return rows(landing)


def test_compaction_keeps_every_row_and_their_order(landing: Landing, tmp_path: Path) -> None:
    before, walks = history(landing), rows(landing, "walk")
    landing.compact(before=date(2025, 4, 30))
    root = tmp_path / "landing" / "jira"
    assert {month.name: len(list(month.iterdir())) for month in root.glob("????-??")} == {
        "2025-03": 1,
        "2025-04": 4,
    }
    assert rows(landing) == before
    assert rows(landing, "walk") == walks
    assert payloads(landing, "jira_user") == [A]
    for each in (landing, reopened(tmp_path)):
        assert each.watermark("jira", "10000", "1") == NIGHT + timedelta(days=3, minutes=-15)
        assert each.known("jira", "jira_issue", "10000") == {"1", "open", *(f"new {n}" for n in range(4))}
    assert land(landing, Record("1", {**B, "tie": True}), night=5) == Counts(read=1, unchanged=1)
    assert newest(landing)["open"]


def test_a_compacted_month_takes_in_what_comes_later(landing: Landing) -> None:
    history(landing)
    landing.compact(before=date(2025, 5, 1))
    files = landing.files("walk")
    landing.compact(before=date(2025, 5, 1))
    assert landing.files("walk") == files
    land(landing, Record("1", {"id": "late"}), night=3)
    before = rows(landing)
    landing.compact(before=date(2025, 5, 1))
    assert len(landing.files("walk")) == 2
    assert rows(landing) == before
    assert payloads(landing)[-2:] == [{"id": "late"}, A]


@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
def test_compaction_killed_at_any_rename_ends_with_every_row_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_done: bool
) -> None:
    rename = os.rename
    for step in range(6):
        root = tmp_path / str(step)
        before = history(Landing(root))
        count = iter(range(step + 1))

        def until_killed(origin: Path, target: Path, count: Any = count, step: int = step) -> None:
            is_last = next(count) == step
            if not is_last or is_done:
                rename(origin, target)
            if is_last:
                raise Killed

        with monkeypatch.context() as patched, pytest.raises(Killed):
            patched.setattr(os, "rename", until_killed)
            Landing(root).compact(before=date(2025, 4, 1))
        seen = rows(Landing(root))
        assert [row for row in before if row not in seen] == []
        assert newest(Landing(root)) == {row["id"]: row["payload"] for row in before}
        Landing(root).compact(before=date(2025, 4, 1))
        assert rows(Landing(root)) == before
        assert list(root.rglob("*compacted*"))
        assert list((root / "jira").glob("*.tmp")) == []


def long_history(root: Path, nights: int) -> Landing:
    """March has a walk every hour: payloads that do not compress."""
    landing = Landing(root)
    noise = Random(7)
    for night in range(nights):
        at = NIGHT - timedelta(days=20) + timedelta(hours=night)
        records = [Record(f"{night}-{n}", {"noise": noise.randbytes(2_000).hex()}) for n in range(5)]
        landing.land_once("jira", "10000", "jira_issue", records, at)
    return landing


def size_of(root: Path) -> int:
    return sum(
        path.stat().st_size for path in root.rglob("*") if path.is_file() and "index" not in path.parts
    )


@pytest.mark.parametrize("nights", [24, 48])
def test_compaction_needs_room_for_a_batch_and_not_for_the_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nights: int
) -> None:
    landing = long_history(tmp_path, nights)
    before, size = rows(landing), size_of(tmp_path)
    batch_bytes = 100_000
    assert size > 3 * batch_bytes
    rename, most = os.rename, [size]

    def measured(origin: Path, target: Path) -> None:
        # What is written is on the disk when it is renamed; what it replaces is removed after that.
        most.append(size_of(tmp_path))
        rename(origin, target)
        most.append(size_of(tmp_path))

    monkeypatch.setattr(os, "rename", measured)
    landing.compact(before=date(2025, 4, 1), batch_bytes=batch_bytes)
    assert size < max(most) <= size + batch_bytes
    assert rows(Landing(tmp_path)) == before
    left = list((tmp_path / "jira" / "2025-03").iterdir())
    assert len(left) < nights / 4 and all(path.name.endswith("-compacted") for path in left)


def test_what_was_merged_in_batches_is_left_alone_from_then_on(tmp_path: Path) -> None:
    landing = long_history(tmp_path, 24)
    before = rows(landing)
    left: list[list[Path]] = []
    for _ in range(4):
        landing.compact(before=date(2025, 4, 1), batch_bytes=100_000)
        left.append(landing.files("jira_issue"))
    assert left[-1] == left[-2]
    assert rows(landing) == before


def test_a_walk_that_is_larger_than_a_batch_stays_as_it_is(tmp_path: Path) -> None:
    landing = long_history(tmp_path, 3)
    files = landing.files("jira_issue")
    landing.compact(before=date(2025, 4, 1), batch_bytes=10_000)
    assert landing.files("jira_issue") == files
