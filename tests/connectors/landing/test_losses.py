"""What landing has lost is noticed by what its walks say, and no news once it has been looked for again."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.errors import HomeDamaged
from connectors.landing.landing import Landing
from connectors.landing.walk import Record, Walk

NIGHT = datetime(2026, 3, 1, tzinfo=UTC)
Content = dict[str, int]


def begun(landing: Landing, night: int, scope: str = "10000") -> Walk:
    return landing.walk("jira", scope, "1", NIGHT + timedelta(days=night))


def pull(root: Path, night: int, records: Content, scope: str = "10000") -> int:
    """One walk, in a process of its own, over all of a scope: how many rows it landed."""
    landing = Landing(root)
    at = NIGHT + timedelta(days=night)
    with begun(landing, night, scope) as walk:
        counts = walk.land("jira_issue", [Record(id_, {"id": id_, "at": n}) for id_, n in records.items()])
        walk.finish(at, {})
    return counts.new + counts.changed


def file_of(root: Path, night: int) -> Path:
    [file] = root.glob(f"jira/????-??/{night + 1:08d}-*/jira_issue.parquet")
    return file


def watermark(root: Path, scope: str = "10000") -> datetime | None:
    return Landing(root).watermark("jira", scope, "1")


def losses(root: Path) -> dict[str, list[str]]:
    return Landing(root).losses("jira")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two nights of one scope, and one of another."""
    root = tmp_path / "landing"
    pull(root, 0, {"1": 1, "2": 1, "3": 1})
    pull(root, 1, {"1": 1, "2": 2, "3": 1})
    pull(root, 2, {"9": 1}, scope="20000")
    return root


def test_whole_landing_has_lost_nothing(root: Path) -> None:
    assert losses(root) == {}
    assert watermark(root) == NIGHT + timedelta(days=1)


def test_of_a_lost_file_the_scope_begins_from_nothing_and_lands_what_was_lost(root: Path) -> None:
    file = file_of(root, 0)
    file.unlink()
    assert losses(root) == {"10000": [f"{file} is gone, with 3 rows"]}
    assert watermark(root) is None and Landing(root).last_walk("jira", "10000") is None
    assert watermark(root, "20000") == NIGHT + timedelta(days=2)
    assert pull(root, 3, {"1": 1, "2": 2, "3": 1}) == 2
    assert losses(root) == {}
    assert watermark(root) == NIGHT + timedelta(days=3)


def test_an_unfinished_walk_mends_nothing(root: Path) -> None:
    file_of(root, 0).unlink()
    with begun(Landing(root), 3) as walk:
        walk.land("jira_issue", [Record("1", {"id": "1", "at": 1})])
    assert list(losses(root)) == ["10000"]
    assert watermark(root) is None


def test_a_file_shorter_than_its_walk_says_is_noticed(root: Path) -> None:
    file = file_of(root, 0)
    pq.write_table(pq.read_table(file).slice(0, 1), file)
    assert losses(root) == {"10000": [f"{file} holds 1 rows of 3"]}
    assert watermark(root) is None


def test_a_lost_walk_is_noticed_by_the_one_after_it(root: Path) -> None:
    lost = file_of(root, 0).parent
    shutil.rmtree(lost)
    assert losses(root) == {"10000": [f"the walk {lost.name} is gone"]}
    pull(root, 3, {"1": 1, "2": 2, "3": 1})
    assert losses(root) == {}


def test_of_the_last_walk_the_one_before_it_counts(root: Path) -> None:
    shutil.rmtree(file_of(root, 1).parent)
    assert losses(root) == {}
    assert watermark(root) == NIGHT


def test_a_month_that_has_lost_something_is_not_merged_and_another_is(root: Path) -> None:
    for night in (40, 41):
        pull(root, night, {"1": night})
    file_of(root, 0).unlink()
    pull(root, 70, {"1": 70, "2": 2, "3": 1})
    Landing(root).compact(date(2026, 6, 1))
    walks = {month.name: len(list(month.iterdir())) for month in sorted((root / "jira").glob("????-??"))}
    assert walks == {"2026-03": 3, "2026-04": 1, "2026-05": 1}
    assert losses(root) == {}


def test_what_a_merged_month_loses_is_noticed_for_each_of_its_scopes(root: Path) -> None:
    Landing(root).compact(date(2026, 4, 1))
    [merged] = (root / "jira" / "2026-03").glob("*/jira_issue.parquet")
    merged.unlink()
    assert {scope: len(lines) for scope, lines in losses(root).items()} == {"10000": 1, "20000": 1}
    assert "with 5 rows" in losses(root)["20000"][0]


def test_walks_of_an_older_version_say_it_by_what_they_counted(root: Path) -> None:
    file = file_of(root, 0)
    record = file.with_name("walk.parquet")
    table = pq.read_table(record)
    payload = json.loads(table.column("payload")[0].as_py())
    for name in ("files", "follows", "mended"):
        del payload[name]
    column = table.schema.get_field_index("payload")
    pq.write_table(table.set_column(column, "payload", pa.array([json.dumps(payload)])), record)
    assert losses(root) == {}
    file.unlink()
    assert losses(root) == {"10000": [f"{file} is gone, with 3 rows"]}


def test_what_baton_lands_of_its_own_is_mended_by_its_next_walk(tmp_path: Path) -> None:
    root = tmp_path / "landing"
    for day in (0, 1):
        record = Record(str(day), {"day": day})
        Landing(root).land_once("baton", "run", "run", [record], NIGHT + timedelta(days=day))
    [lost] = root.glob("baton/????-??/00000001-*/run.parquet")
    lost.unlink()
    assert list(Landing(root).losses("baton")) == ["run"]
    Landing(root).land_once("baton", "run", "run", [Record("1", {"day": 1})], NIGHT + timedelta(days=2))
    assert Landing(root).losses("baton") == {}


def test_where_a_batch_of_an_unfinished_walk_is_gone_the_walk_begins_anew(root: Path) -> None:
    with begun(Landing(root), 3) as walk:
        for id_ in ("4", "5", "6"):
            walk.land("jira_issue", [Record(id_, {"id": id_})])
    [_, second, _] = sorted((root / "jira" / "open").glob("*/*.parquet"))
    second.unlink()
    with begun(Landing(root), 4) as walk:
        assert walk.taken_up("jira_issue") == {}


def test_a_damaged_file_names_itself_and_what_to_do(root: Path) -> None:
    file = file_of(root, 0)
    file.write_bytes(b"no Parquet")
    with pytest.raises(HomeDamaged) as error:
        losses(root)
    assert str(error.value).startswith(f"{file} is damaged (")
    assert "put a copy of it back, or remove it and run again" in str(error.value)
