from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.landing import Landing, Record, Walk
from connectors.outcome import Counts

NIGHT = datetime(2025, 3, 30, 2, tzinfo=UTC)
A = {"id": "1", "status": "To Do"}
B = {"id": "1", "status": "Done"}


class Killed(Exception):
    """The process dies here."""


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


def reopened(tmp_path: Path) -> Landing:
    """Landing as a new process finds it."""
    return Landing(tmp_path / "landing")


def walk(landing: Landing, night: int = 0, scope: str = "10000", version: str = "1") -> Walk:
    return landing.walk("jira", scope, version, NIGHT + timedelta(days=night))


def land(landing: Landing, *records: Record, night: int = 0, scope: str = "10000") -> Counts:
    """A whole walk that lands these."""
    with walk(landing, night, scope) as whole:
        counts = whole.land("jira_issue", records)
        whole.finish(NIGHT + timedelta(days=night, minutes=-15), {})
    return counts


def rows(landing: Landing, stream: str = "jira_issue") -> list[dict[str, Any]]:
    """What readers see, oldest first: by fetched_at, then walk, then row."""
    landed = [
        ((row["fetched_at"], path.parent.name, line), row)
        for path in landing.files(stream)
        for line, row in enumerate(pq.read_table(path, partitioning=None).to_pylist())
    ]
    return [row for _, row in sorted(landed, key=lambda pair: pair[0])]


def payloads(landing: Landing, stream: str = "jira_issue") -> list[Any]:
    return [row["payload"] and json.loads(row["payload"]) for row in rows(landing, stream)]


def newest(landing: Landing) -> dict[str, str | None]:
    return {row["id"]: row["payload"] for row in rows(landing)}


def names(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_a_record_lands_in_the_envelope_with_times_in_naive_utc(landing: Landing) -> None:
    new_york = datetime.fromisoformat("2025-03-29T20:00:00-04:00")
    land(landing, Record("1", A, new_york), Record("2", None), Record("3", {"id": "3"}))
    first, second = rows(landing)
    assert first.pop("hash") != second["hash"]
    assert first == {
        "source": "jira",
        "stream": "jira_issue",
        "scope": "10000",
        "id": "1",
        "request_version": "1",
        "updated_at": datetime(2025, 3, 30),
        "fetched_at": datetime(2025, 3, 30, 2),
        "payload": '{"id":"1","status":"To Do"}',
    }
    assert second["updated_at"] is None


def test_unchanged_is_not_landed_again(landing: Landing, tmp_path: Path) -> None:
    assert land(landing, Record("1", A)) == Counts(read=1, new=1)
    assert land(landing, Record("1", dict(reversed(A.items()))), night=1) == Counts(read=1, unchanged=1)
    assert land(reopened(tmp_path), Record("1", A), night=2) == Counts(read=1, unchanged=1)
    assert payloads(landing) == [A]
    assert len(landing.files("walk")) == 3


def test_a_change_and_its_undoing_land_three_times(landing: Landing) -> None:
    for night, payload in enumerate([A, B, A]):
        land(landing, Record("1", payload), night=night)
    assert payloads(landing) == [A, B, A]


def test_at_one_instant_the_walk_that_is_committed_later_wins(landing: Landing, tmp_path: Path) -> None:
    for payload in (A, B, A, B):
        land(reopened(tmp_path), Record("1", payload))
    assert payloads(landing) == [A, B, A, B]
    assert land(landing, Record("1", B)) == Counts(read=1, unchanged=1)


def test_of_an_entity_twice_in_one_call_the_last_is_kept(landing: Landing) -> None:
    assert land(landing, Record("1", A), Record("1", B)) == Counts(read=2, new=1, unchanged=1)
    assert payloads(landing) == [B]


def test_an_entity_that_changes_during_a_walk_lands_twice(landing: Landing) -> None:
    with walk(landing) as whole:
        whole.land("jira_issue", [Record("1", A)])
        whole.land("jira_issue", [Record("1", A)])
        whole.land("jira_issue", [Record("1", B)])
        whole.finish(NIGHT, {})
    assert whole.counts == {"jira_issue": Counts(read=3, new=1, changed=1, unchanged=1)}
    assert payloads(landing) == [A, B]


def test_streams_and_sources_are_apart(landing: Landing) -> None:
    for source in ("jira", "jira 2/eu.west"):
        with landing.walk(source, "10000", "1", NIGHT) as whole:
            assert whole.land("jira_issue", [Record("1", A)]) == Counts(read=1, new=1)
            assert whole.land("jira_comment", [Record("1", A)]) == Counts(read=1, new=1)
            whole.finish(NIGHT, {})
    assert landing.streams() == ["jira_comment", "jira_issue", "walk"]
    assert len(landing.files("jira_issue")) == 2
    assert landing.known("jira 2/eu.west", "jira_issue", "10000") == {"1"}
    assert landing.known("jira", "jira_user", "10000") == set()


def test_names_are_safe_as_names_of_files(landing: Landing, tmp_path: Path) -> None:
    for scope in ("..", ".tmp", "a/b", "Grüße 日本語" * 30, "organization:acme"):
        land(landing, Record(scope, A), scope=scope)
        assert landing.known("jira", "jira_issue", scope) == {scope}
    assert len(landing.files("jira_issue")) == 5
    assert all(path.is_relative_to(tmp_path / "landing") for path in tmp_path.rglob("*.parquet"))
    with pytest.raises(ValueError, match="empty name"):
        walk(landing, scope="")


@pytest.mark.parametrize("stream", ["walk", "Jira", "../jira", "jira-issue", ""])
def test_a_stream_that_cannot_be_one_is_refused(landing: Landing, stream: str) -> None:
    with walk(landing) as whole, pytest.raises(ValueError, match="cannot name a stream"):
        whole.land(stream, [Record("1", A)])


def test_gone_lands_once_and_back_again_is_new(landing: Landing) -> None:
    assert land(landing, Record("1", A)) == Counts(read=1, new=1)
    assert land(landing, Record("1", None), night=1) == Counts(read=1, gone=1)
    assert land(landing, Record("1", None), night=2) == Counts(read=1, unchanged=1)
    assert landing.known("jira", "jira_issue", "10000") == set()
    assert land(landing, Record("1", A), night=3) == Counts(read=1, new=1)
    assert payloads(landing) == [A, None, A]
    assert landing.known("jira", "jira_issue", "10000") == {"1"}


def test_gone_without_having_been_there_is_not_landed(landing: Landing) -> None:
    assert land(landing, Record("1", None)) == Counts(read=1, unchanged=1)
    assert landing.files("jira_issue") == []


def test_what_moved_to_another_scope_is_known_there_and_not_gone(landing: Landing) -> None:
    land(landing, Record("1", A), Record("2", A))
    land(landing, Record("1", B), scope="10001", night=1)
    assert landing.known("jira", "jira_issue", "10000") == {"2"}
    assert landing.known("jira", "jira_issue", "10001") == {"1"}
    assert land(landing, Record("1", None), night=2) == Counts(read=1, unchanged=1)


def test_known_includes_what_open_walks_landed(landing: Landing, tmp_path: Path) -> None:
    land(landing, Record("1", A), Record("2", A))
    with walk(landing, night=1) as unfinished:
        unfinished.land("jira_issue", [Record("2", None), Record("3", A)])
    with walk(landing, night=1, scope="10001") as unfinished:
        unfinished.land("jira_issue", [Record("1", B)])
    for each in (landing, reopened(tmp_path)):
        assert each.known("jira", "jira_issue", "10000") == {"3"}
        assert each.known("jira", "jira_issue", "10001") == {"1"}


def test_what_another_scope_has_open_is_landed_here_too(landing: Landing) -> None:
    with walk(landing, scope="organization:a") as unfinished:
        unfinished.land("github_user", [Record("1", A)])
    with walk(landing, scope="organization:b") as whole:
        assert whole.land("github_user", [Record("1", A)]) == Counts(read=1, new=1)


def test_readers_see_only_whole_walks(landing: Landing) -> None:
    land(landing, Record("1", A))
    with walk(landing, night=1) as whole:
        whole.land("jira_issue", [Record("1", B)])
        assert payloads(landing) == [A]
        whole.finish(NIGHT, {})
    assert payloads(landing) == [A, B]


def test_a_walk_records_itself(landing: Landing, tmp_path: Path) -> None:
    with walk(landing) as whole:
        whole.land("jira_issue", [Record("1", A)])
        whole.finish(NIGHT - timedelta(minutes=15), {"name": "DATA", "state": "no"})
    (row,) = rows(landing, "walk")
    payload = json.loads(row["payload"])
    assert row["id"] == payload["walk_id"] == landing.files("walk")[0].parent.name
    assert (row["scope"], row["fetched_at"]) == ("10000", datetime(2025, 3, 30, 2))
    assert payload["started_at"] == "2025-03-30T02:00:00.000000Z"
    assert payload["started_at"] <= payload["finished_at"]
    assert payload["watermark"] == "2025-03-30T01:45:00.000000Z"
    assert (payload["request_version"], payload["state"], payload["name"]) == ("1", "whole", "DATA")
    counts = {"read": 1, "new": 1, "changed": 0, "unchanged": 0, "gone": 0}
    assert payload["counts"] == {"jira_issue": counts}
    assert names(tmp_path / "landing" / "jira" / "open") == []


def test_the_watermark_is_that_of_the_newest_whole_walk(landing: Landing, tmp_path: Path) -> None:
    assert landing.watermark("jira", "10000", "1") is None
    for night in (0, 1):
        land(landing, Record("1", A), night=night)
    with walk(landing, night=2) as unfinished:
        unfinished.land("jira_issue", [Record("1", B)])
    for each in (landing, reopened(tmp_path)):
        assert each.watermark("jira", "10000", "1") == NIGHT + timedelta(days=1, minutes=-15)
        assert each.watermark("jira", "10001", "1") is None


def test_another_request_version_forgets_the_watermark_and_lands_only_what_differs(landing: Landing) -> None:
    land(landing, Record("1", A), Record("2", A))
    assert landing.watermark("jira", "10000", "2") is None
    with walk(landing, night=1, version="2") as whole:
        assert whole.land("jira_issue", [Record("1", A), Record("2", {**A, "points": 3})]) == Counts(
            read=2, changed=1, unchanged=1
        )
        whole.finish(NIGHT, {})
    assert landing.watermark("jira", "10000", "2") == NIGHT
    assert landing.watermark("jira", "10000", "1") == NIGHT - timedelta(minutes=15)


def test_a_walk_killed_between_batches_goes_on_where_it_was(landing: Landing, tmp_path: Path) -> None:
    killed = walk(landing)
    killed.land("jira_issue", [Record("1", A)])
    killed.land("jira_issue", [Record("2", A)])
    (tmp_path / "landing" / "jira" / "open" / "10000" / "jira_issue-000003.parquet.tmp").write_bytes(b"PAR1")
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
        patched.setattr("connectors.batches.remove", stop)
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


def test_several_threads_land_in_one_walk_and_in_several(landing: Landing) -> None:
    walks = [walk(landing, scope=scope) for scope in ("a", "b")]
    records = [Record(str(i), {"id": i}) for i in range(400)]

    def land_part(part: int) -> Counts:
        own = [record for record in records if int(record.id) % 2 == part % 2]
        return walks[part % 2].land("jira_issue", own[part // 2 * 10 : part // 2 * 10 + 20])

    with ThreadPoolExecutor(8) as threads:
        counts = sum(threads.map(land_part, range(40)), Counts())
        list(threads.map(lambda whole: whole.finish(NIGHT, {}), walks))
    assert (counts.new, counts.changed) == (400, 0)
    assert sorted(int(row["id"]) for row in rows(landing)) == list(range(400))


def test_more_records_than_a_batch_holds_are_landed_from_a_generator(landing: Landing) -> None:
    with walk(landing) as whole:
        counts = whole.land("jira_issue", (Record(str(i), {"id": i}) for i in range(5_000)))
        assert counts == Counts(read=5_000, new=5_000)
        whole.finish(NIGHT, {})
    assert [row["id"] for row in rows(landing)] == [str(i) for i in range(5_000)]


def test_a_payload_keeps_its_characters_and_half_a_pair_is_replaced(landing: Landing) -> None:
    odd = {"name": "Grüße 日本語 🤝 \u0000 \u2028", "empty": {}, "big": 2**70, "null": None}
    assert land(landing, Record("1", odd), Record("2", {"name": "\ud83e"})) == Counts(read=2, new=2)
    assert payloads(landing) == [odd, {"name": "\ufffd"}]
    assert land(landing, Record("1", odd), Record("2", {"name": "\ud83e"}), night=1).unchanged == 2


def test_a_number_that_json_cannot_hold_is_refused(landing: Landing) -> None:
    with walk(landing) as whole, pytest.raises(ValueError, match="JSON"):
        whole.land("jira_issue", [Record("1", {"points": float("nan")})])


def test_land_once_commits_only_when_something_is_new(landing: Landing) -> None:
    for night, payload in enumerate([A, A, B]):
        landing.land_once(
            "baton", "organization", "organization", [Record("1", payload)], NIGHT + timedelta(days=night)
        )
    assert payloads(landing, "organization") == [A, B]
    assert len(landing.files("walk")) == 2


def test_land_once_commits_what_a_killed_one_left(landing: Landing, tmp_path: Path) -> None:
    killed = landing.walk("baton", "run", "1", NIGHT)
    killed.land("run", [Record("1", A)])
    counts = reopened(tmp_path).land_once("baton", "run", "run", [Record("1", A)], NIGHT)
    assert counts == Counts(read=1, unchanged=1)
    assert payloads(landing, "run") == [A]


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


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
            night += days
            if is_compacted:
                landing.compact(before=(NIGHT + timedelta(days=night)).date())
        found = {id_: json.loads(payload) for id_, payload in newest(landing).items() if payload}
        assert found == {id_: json.loads(payload) for id_, payload in expected.items() if payload != "null"}
