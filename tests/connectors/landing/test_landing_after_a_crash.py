from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.landing.landing import Landing
from connectors.landing.walk import Record
from connectors.outcome import Counts
from tests.worlds.landed import NIGHT, A, B, Killed, land, names, newest, payloads, reopened, rows, walk


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


def test_a_walk_killed_between_batches_goes_on_where_it_was(landing: Landing, tmp_path: Path) -> None:
    killed = walk(landing)
    killed.land("jira_issue", [Record("1", A)])
    killed.land("jira_issue", [Record("2", A)])
    (tmp_path / "landing" / "jira" / "open" / "10000" / "jira_issue-000000003.parquet.tmp").write_bytes(
        b"PAR1"
    )
    again = reopened(tmp_path)
    assert again.files("jira_issue") == []
    assert land(again, Record("1", A), Record("2", B), Record("3", A), night=1) == Counts(
        read=3, new=1, changed=1, unchanged=1
    )
    assert [(row["id"], row["fetched_at"].day) for row in rows(again)] == [
        ("1", 30),
        ("2", 30),
        ("2", 31),
        ("3", 31),
    ]
    assert names(tmp_path / "landing" / "jira" / "open") == []


def test_a_walk_that_was_taken_over_lands_no_more(landing: Landing) -> None:
    earlier = walk(landing)
    with walk(landing) as later:
        for end in (lambda: earlier.land("jira_issue", [Record("1", A)]), lambda: earlier.finish(NIGHT, {})):
            with pytest.raises(RuntimeError, match="is over"):
                end()
        later.land("jira_issue", [Record("1", A)])
        later.finish(NIGHT, {})
    assert payloads(landing) == [A]


@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", range(4))
def test_killed_at_any_rename_loses_and_doubles_nothing(
    landing: Landing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, is_done: bool
) -> None:
    """Renames of this walk: 0 to 2 put batches in place, 3 commits."""
    land(landing, Record("1", A))
    rename, count = os.rename, iter(range(4))

    def until_killed(origin: Path, target: Path) -> None:
        is_last = next(count) == step
        if not is_last or is_done:
            rename(origin, target)
        if is_last:
            raise Killed

    def night(at: Landing) -> None:
        with walk(at, night=1) as whole:
            for records in ([Record("1", B)], [Record("2", A)], [Record("3", A)]):
                whole.land("jira_issue", records)
            whole.finish(NIGHT, {})

    monkeypatch.setattr(os, "rename", until_killed)
    with pytest.raises(Killed):
        night(landing)
    monkeypatch.undo()
    assert len(rows(reopened(tmp_path))) == (4 if step == 3 and is_done else 1)
    night(reopened(tmp_path))
    assert [(row["id"], row["payload"] and json.loads(row["payload"])) for row in rows(landing)] == [
        ("1", A),
        ("1", B),
        ("2", A),
        ("3", A),
    ]
    assert names(tmp_path / "landing" / "jira" / "open") == []


def test_batches_of_a_committed_walk_are_removed_though_their_content_comes_again(
    landing: Landing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A, B, A at one instant: the second A is no copy of the first."""

    def stop(_: Path) -> None:
        raise Killed

    for payload in (A, B):
        land(landing, Record("1", payload))
    killed = walk(landing)
    killed.land("jira_issue", [Record("1", A)])
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr("connectors.landing.batches.remove", stop)
        killed.finish(NIGHT, {})
    assert payloads(landing) == [A, B, A]
    land(reopened(tmp_path), Record("1", B))
    assert payloads(landing) == [A, B, A, B]


def test_a_failed_write_leaves_the_walk_usable(landing: Landing, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with walk(landing) as whole:
        with monkeypatch.context() as patched, pytest.raises(OSError, match="No space"):
            patched.setattr(os, "fsync", full)
            whole.land("jira_issue", [Record("1", A)])
        assert whole.land("jira_issue", [Record("1", A)]) == Counts(read=1, new=1)
        whole.finish(NIGHT, {})
    assert payloads(landing) == [A]


def test_land_once_commits_what_a_killed_one_left(landing: Landing, tmp_path: Path) -> None:
    killed = landing.walk("baton", "run", "1", NIGHT)
    killed.land("run", [Record("1", A)])
    counts = reopened(tmp_path).land_once("baton", "run", "run", [Record("1", A)], NIGHT)
    assert counts == Counts(read=1, unchanged=1)
    assert payloads(landing, "run") == [A]


ids = st.sampled_from(["1", "2", "3"])
entities = st.builds(Record, ids, st.none() | st.sampled_from([A, B]))
steps = st.lists(
    st.tuples(
        st.lists(st.lists(entities, max_size=4), max_size=3),  # a walk's calls of land
        st.booleans(),  # whether it is finished
        st.sampled_from([0, 0, 1, 20]),  # days to the next walk
        st.booleans(),  # whether a new process makes it
        st.booleans(),  # whether a compaction follows
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_any_slicing_into_walks_batches_and_processes_gives_the_same_newest_records(
    steps: list[tuple[list[list[Record]], bool, int, bool, bool]],
) -> None:
    expected: dict[str, str] = {}
    with TemporaryDirectory() as directory:
        landing = Landing(Path(directory))
        night = 0
        for calls, is_finished, days, is_new_process, is_compacted in [*steps, ([], True, 0, False, True)]:
            if is_new_process:
                landing = Landing(Path(directory))
            with walk(landing, night) as each:
                for call in calls:
                    each.land("jira_issue", call)
                    expected.update({record.id: json.dumps(record.payload) for record in call})
                there = {id_ for id_, payload in expected.items() if payload != "null"}
                assert landing.known("jira", "jira_issue", "10000") == there
                if is_finished:
                    each.finish(NIGHT, {})
            # A process that is over holds no index.
            del each
            night += days
            if is_compacted:
                landing.compact(before=(NIGHT + timedelta(days=night)).date())
        found = {id_: json.loads(payload) for id_, payload in newest(landing).items() if payload}
        assert found == {id_: json.loads(payload) for id_, payload in expected.items() if payload != "null"}
