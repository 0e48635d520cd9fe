"""Superseded versions that are dropped: what is known from then on stays, as the fold of landing shows it."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.raw.fold import QUERY
from connectors.errors import HomeDamaged
from connectors.formats import LANDING, NewerFormat
from connectors.landing.about import NoLongerKnown, read_about
from connectors.landing.landing import Landing
from connectors.landing.streams import DROPPABLE, HISTORIES, LOGS, STREAMS
from connectors.landing.superseded import Dropped
from connectors.landing.walk import Record
from connectors.outcome import Counts
from tests.worlds.landed import NIGHT, Killed, land, payloads, rows
from tests.worlds.paths import CHECKOUT

TODAY = date(2025, 9, 17)
# 120 days before that is the 20th of May: what landed up to the end of April may go.
MAY = datetime(2025, 5, 1, tzinfo=UTC)
KEPT = {"jira_issue": 120}


def version(number: int) -> dict[str, Any]:
    return {"id": "1", "version": number}


def history(root: Path, kept: dict[str, int] = KEPT) -> Landing:
    """1 changes each tenth day from the end of March to July; 2 never; 3 changes, and is gone in April."""
    landing = Landing(root / "landing", kept)
    for night in range(0, 120, 10):
        records = [Record("1", version(night)), Record("2", {"id": "2"})]
        if night < 30:
            records += [Record("3", None if night == 20 else version(night))]
        land(landing, *records, night=night)
    return landing


def known(root: Path, at: datetime | None = None) -> list[tuple[Any, ...]]:
    """What raw says of the tickets, by what was known at that instant."""
    paths = [str(path) for path in (root / "landing").glob("*/????-??/*/jira_issue.parquet")]
    if not paths:
        return []
    until = datetime.max if at is None else at.replace(tzinfo=None)
    with duckdb.connect() as db:
        db.execute("set threads = 1")
        db.execute("create schema landing")
        db.execute(
            "create table landing.stream as "
            "select *, parse_path(filename)[-2] as walk, file_row_number as row "
            "from read_parquet($1, filename = true, file_row_number = true) where fetched_at <= $2",
            [paths, until],
        )
        return db.execute(f"from ({QUERY}) order by id").fetchall()


def versions(landing: Landing) -> list[int]:
    return [payload["version"] for payload in payloads(landing) if payload and "version" in payload]


def test_of_what_is_old_the_first_and_the_newest_version_stay(tmp_path: Path) -> None:
    landing = history(tmp_path)
    before = known(tmp_path)
    [dropped] = landing.drop_superseded(TODAY)
    assert dropped == Dropped("jira", "jira_issue", MAY.replace(tzinfo=None), 2, dropped.bytes)
    # Nights 0 to 30 are in March and April. Of 3 stay the first, the newest, and that it is gone.
    assert versions(landing) == [0, 0, 10, *range(30, 120, 10)]
    assert known(tmp_path) == before
    assert landing.drop_superseded(TODAY) == []


def test_what_was_known_later_is_what_it_was_and_what_was_known_before_is_refused(tmp_path: Path) -> None:
    landing = history(tmp_path)
    instants = [MAY + timedelta(days=days) for days in range(0, 100, 7)]
    before = [known(tmp_path, at) for at in instants]
    landing.drop_superseded(TODAY)
    assert [known(tmp_path, at) for at in instants] == before
    landing.refuse_dropped(MAY)
    with pytest.raises(NoLongerKnown) as refused:
        landing.refuse_dropped(MAY - timedelta(seconds=1))
    assert refused.value.exit_code == 2
    assert str(refused.value) == (
        "what was known at 2025-04-30 23:59:59 UTC is no longer there: superseded versions in jira_issue "
        f"were dropped from {tmp_path}/landing (BATON_KEPT_VERSIONS). Give --known-at (or BATON_KNOWN_AT) an "
        "instant from 2025-05-01 on"
    )


def test_a_dry_run_says_the_same_and_drops_nothing(tmp_path: Path) -> None:
    landing = history(tmp_path)
    landing.take_up()
    files = {path: path.read_bytes() for path in (tmp_path / "landing").rglob("*.parquet")}
    found = landing.drop_superseded(TODAY, is_dry_run=True)
    assert {path: path.read_bytes() for path in (tmp_path / "landing").rglob("*.parquet")} == files
    assert read_about(tmp_path / "landing").whole_from == {}
    assert landing.drop_superseded(TODAY) == found


@pytest.mark.parametrize("kept", [{}, {"jira_comment": 1}, {"jira_issue": 400}], ids=str)
def test_what_nobody_wants_dropped_stays(tmp_path: Path, kept: dict[str, int]) -> None:
    landing = history(tmp_path, kept)
    before = rows(landing)
    assert landing.drop_superseded(TODAY) == []
    assert rows(landing) == before
    landing.refuse_dropped(NIGHT)


def test_no_row_counts_as_lost_before_and_after_months_are_compacted(tmp_path: Path) -> None:
    landing = history(tmp_path)
    landing.drop_superseded(TODAY)
    assert Landing(tmp_path / "landing").losses("jira") == {}
    before = rows(landing)
    Landing(tmp_path / "landing").compact(TODAY)
    assert Landing(tmp_path / "landing").losses("jira") == {}
    assert rows(landing) == before
    # Of what is left, something that is lost is noticed as ever.
    [file] = (tmp_path / "landing" / "jira" / "2025-04").glob("*/jira_issue.parquet")
    file.unlink()
    assert list(Landing(tmp_path / "landing").losses("jira")) == ["10000"]


def test_a_source_that_has_lost_something_keeps_all(tmp_path: Path) -> None:
    history(tmp_path)
    [*_, file] = sorted((tmp_path / "landing" / "jira").glob("*/*/jira_issue.parquet"))
    file.unlink()
    assert Landing(tmp_path / "landing", KEPT).drop_superseded(TODAY) == []


def test_a_compacted_month_loses_its_own(tmp_path: Path) -> None:
    landing = history(tmp_path)
    landing.compact(TODAY)
    before = known(tmp_path)
    [dropped] = landing.drop_superseded(TODAY)
    assert dropped.rows == 2 and dropped.bytes > 0
    assert known(tmp_path) == before
    assert Landing(tmp_path / "landing").losses("jira") == {}


def test_the_next_pull_lands_what_is_new_and_nothing_else(tmp_path: Path) -> None:
    landing = history(tmp_path)
    landing.drop_superseded(TODAY)
    for each in (landing, Landing(tmp_path / "landing")):
        assert land(each, Record("1", version(110)), Record("2", {"id": "2"}), night=130) == Counts(
            read=2, unchanged=2
        )
        assert each.known("jira", "jira_issue", "10000") == {"1", "2"}
    # What a ticket was long ago, it may be again.
    assert land(landing, Record("1", version(10)), night=140).changed == 1


def test_a_file_of_which_nothing_is_left_stays_and_says_what_it_had(tmp_path: Path) -> None:
    landing = Landing(tmp_path / "landing", KEPT)
    for night in (0, 5, 10):
        land(landing, Record("1", version(night)), night=night)
    landing.drop_superseded(TODAY)
    counts = [pq.read_metadata(path).num_rows for path in landing.files("jira_issue")]
    assert sorted(counts) == [0, 1, 1]
    assert Landing(tmp_path / "landing").losses("jira") == {}
    Landing(tmp_path / "landing").compact(TODAY)
    assert versions(landing) == [0, 10]
    assert Landing(tmp_path / "landing").losses("jira") == {}


@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
def test_killed_at_any_rename_nothing_that_counts_is_lost_and_the_next_one_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_done: bool
) -> None:
    """Renames: 0 and 1 are of landing.json, its format and what it says from then on; 2 and 3 of files."""
    rename = os.rename
    for step in range(4):
        root = tmp_path / f"{step}"
        landed = len(rows(history(root)))
        before = known(root), known(root, MAY)
        count = iter(range(step + 1))

        def until_killed(origin: Path, target: Path, count: Any = count, step: int = step) -> None:
            is_last = next(count) == step
            if not is_last or is_done:
                rename(origin, target)
            if is_last:
                raise Killed

        with monkeypatch.context() as patched, pytest.raises(Killed):
            patched.setattr(os, "rename", until_killed)
            Landing(root / "landing", KEPT).drop_superseded(TODAY)
        assert (known(root), known(root, MAY)) == before
        assert Landing(root / "landing").losses("jira") == {}
        if len(rows(Landing(root / "landing"))) < landed:
            assert read_about(root / "landing").whole_from == {"jira_issue": MAY.replace(tzinfo=None)}
        again = Landing(root / "landing", KEPT)
        again.compact(date(2025, 3, 1))
        again.drop_superseded(TODAY)
        assert versions(again) == [0, 0, 10, *range(30, 120, 10)]
        assert (known(root), known(root, MAY)) == before
        assert list((root / "landing" / "jira").glob("*.tmp")) == []


def test_each_file_says_the_format_that_it_was_written_in(tmp_path: Path) -> None:
    landing = history(tmp_path)
    [file, *_] = landing.files("jira_issue")
    assert pq.read_metadata(file).metadata[b"baton.format"] == str(LANDING).encode()


def test_a_file_of_a_newer_baton_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    landing = history(tmp_path)
    [file, *_] = landing.files("jira_issue")
    with monkeypatch.context() as newer:
        newer.setattr("connectors.landing.files.LANDING", LANDING + 1)
        newer_landing = Landing(tmp_path / "newer", {})
        land(newer_landing, Record("1", version(0)), Record("2", {"id": "2"}), Record("3", version(0)))
    [theirs] = newer_landing.files("jira_issue")
    file.write_bytes(theirs.read_bytes())
    with pytest.raises(NewerFormat, match=f"^{re.escape(str(file))} has format {LANDING + 1}, and {LANDING}"):
        Landing(tmp_path / "landing").losses("jira")


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    landing = history(tmp_path)
    [file, *_] = landing.files("jira_issue")
    file.write_bytes(b"PAR1")
    with pytest.raises(HomeDamaged, match=re.escape(str(file))):
        Landing(tmp_path / "landing", KEPT).drop_superseded(TODAY)


def test_streams_of_which_more_than_the_newest_record_is_read_are_never_dropped() -> None:
    """What a table reads of landing itself, and not of raw's fold, is there as it was landed."""
    queries = [path.read_text("utf-8") for path in (CHECKOUT / "assets").rglob("*.sql")]
    read = {name for text in queries for name in re.findall(r"\blanding\.([a-z_]+)", text)} - {"stream"}
    assert read & DROPPABLE == set()
    assert read >= HISTORIES
    assert STREAMS.keys() == DROPPABLE | HISTORIES | LOGS


entities = st.builds(
    Record, st.sampled_from(["1", "2"]), st.none() | st.sampled_from([version(1), version(2)])
)
nights = st.lists(st.tuples(st.integers(0, 40), st.lists(entities, max_size=3)), max_size=8)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(nights, st.integers(0, 150), st.booleans())
def test_of_any_history_what_is_known_from_the_cut_on_stays(
    nights: list[tuple[int, list[Record]]], days: int, is_compacted: bool
) -> None:
    with TemporaryDirectory() as directory:
        root = Path(directory)
        landing, night = Landing(root / "landing", {"jira_issue": days}), 0
        for gap, records in nights:
            night += gap
            with landing.walk("jira", "10000", "1", NIGHT + timedelta(days=night)) as walk:
                walk.land("jira_issue", records)
                walk.finish(NIGHT, {})
        today = (NIGHT + timedelta(days=night)).date()
        if is_compacted:
            landing.compact(today)
        dropped = landing.drop_superseded(today, is_dry_run=True)
        cut = dropped[0].before.replace(tzinfo=UTC) if dropped else NIGHT
        instants = [cut + timedelta(days=each) for each in range(0, night + 1, 20)]
        before = [known(root, at) for at in [None, *instants]]
        landing.drop_superseded(today)
        assert [known(root, at) for at in [None, *instants]] == before
        assert Landing(root / "landing").losses("jira") == {}
