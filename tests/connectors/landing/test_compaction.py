from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
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
