from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from connectors.landing.landing import Landing
from connectors.landing.walk import Record
from connectors.outcome import Counts
from tests.worlds.landed import NIGHT, A, B, land, names, payloads, reopened, rows, walk


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


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


def test_what_another_landing_committed_is_known_at_once(landing: Landing, tmp_path: Path) -> None:
    other = reopened(tmp_path)
    for night, (one, two) in enumerate([(landing, other), (other, landing)] * 5):
        assert land(one, Record(f"{night}", A), night=night) == Counts(read=1, new=1)
        assert f"{night}" in two.known("jira", "jira_issue", "10000")


def test_of_a_whole_walk_nothing_stays_open(landing: Landing, tmp_path: Path) -> None:
    with walk(landing) as whole:
        whole.land("jira_issue", [Record("1", A)])
        assert len(list((tmp_path / "landing/jira/open").iterdir())) == 1
        whole.finish(NIGHT, {})
    assert list((tmp_path / "landing/jira/open").iterdir()) == []


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
