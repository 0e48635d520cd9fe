"""Dagster's history as the product keeps it: old runs go with their files, the newest stay and are listed."""
# No `from __future__ import annotations`: Dagster looks at the annotations of assets.

import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage

from pipelines.purge import purge
from pipelines.run_history import RunHistory


@dg.asset(key=["core", "thing"], check_specs=[dg.AssetCheckSpec("is_fine", asset=["core", "thing"])])
def thing() -> dg.MaterializeResult:
    print("said by a step")
    looks = {"look": dg.MarkdownMetadataValue("rows")}
    return dg.MaterializeResult(
        metadata=looks, check_results=[dg.AssetCheckResult(passed=True, check_name="is_fine")]
    )


JOB = dg.Definitions(
    assets=[thing], jobs=[dg.define_asset_job("nightly", selection="*")], executor=dg.in_process_executor
).resolve_job_def("nightly")


def opened(home: Path) -> dg.DagsterInstance:
    (home / "dagster.yaml").write_text(
        f"""
        storage:
          custom:
            module: pipelines.run_history
            class: RunHistory
            config: {{base_dir: {home}}}
        compute_logs:
          module: dagster.core.storage.local_compute_log_manager
          class: LocalComputeLogManager
          config: {{base_dir: {home / "logs"}}}
        telemetry: {{enabled: false}}
        """
    )
    return dg.DagsterInstance.from_config(str(home))


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with opened(tmp_path) as instance:
        yield instance


def run(instance: dg.DagsterInstance) -> str:
    return JOB.execute_in_process(instance=instance).run_id


def shards(home: Path) -> set[str]:
    return {path.name.split(".")[0] for path in (home / "history" / "runs").iterdir()} - {"index"}


def test_old_runs_go_with_their_files_and_the_newest_stay(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    runs = [run(instance) for _ in range(4)]
    assert purge(instance, kept=2) == 2
    assert {one.run_id for one in instance.get_runs()} == set(runs[2:])
    assert shards(tmp_path) == set(runs[2:])
    assert {path.name for path in (tmp_path / "logs").iterdir()} == set(runs[2:])


def test_dagster_still_lists_what_the_kept_runs_did(instance: dg.DagsterInstance) -> None:
    *_, newest = [run(instance) for _ in range(3)]
    purge(instance, kept=1)
    assert any(event.is_dagster_event for event in instance.all_logs(newest))
    found = instance.fetch_materializations(dg.AssetKey(["core", "thing"]), limit=10).records
    assert [record.run_id for record in found] == [newest]
    check = dg.AssetCheckKey(dg.AssetKey(["core", "thing"]), "is_fine")
    history = instance.event_log_storage.get_asset_check_execution_history(check, limit=10)
    assert [record.run_id for record in history] == [newest]


def test_what_is_known_of_a_table_is_kept_once_in_a_run(instance: dg.DagsterInstance) -> None:
    events = [event.get_dagster_event() for event in instance.all_logs(run(instance)) if event.dagster_event]
    [output] = [
        event
        for event in events
        if event.is_successful_output and event.step_output_data.output_name == "result"
    ]
    [table] = [event for event in events if event.is_step_materialization]
    assert not output.step_output_data.metadata
    assert table.materialization.metadata["look"] == dg.MarkdownMetadataValue("rows")


def test_a_run_that_has_not_ended_stays_however_old_it_is(instance: dg.DagsterInstance) -> None:
    unfinished = instance.create_run_for_job(JOB, status=dg.DagsterRunStatus.STARTED)
    _, newest = run(instance), run(instance)
    assert purge(instance, kept=1) == 1
    assert {one.run_id for one in instance.get_runs()} == {unfinished.run_id, newest}


def test_with_none_to_keep_nothing_goes(instance: dg.DagsterInstance) -> None:
    run(instance)
    assert purge(instance, kept=0) == 0
    assert len(instance.get_runs()) == 1


def test_the_history_grows_no_more_once_runs_are_purged(tmp_path: Path) -> None:
    sizes = []
    for night in range(1, 9):
        with opened(tmp_path) as instance:
            run(instance)
            purge(instance, kept=3)
        if night in (4, 8):
            sizes.append(sum(path.stat().st_size for path in tmp_path.rglob("*.db*")))
    assert sizes[1] <= 1.1 * sizes[0]


def test_keeping_fewer_runs_shrinks_the_index(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    for _ in range(8):
        run(instance)
    index = tmp_path / "history" / "runs" / "index.db"
    instance.dispose()
    before = index.stat().st_size
    purge(instance, kept=2)
    instance.dispose()
    assert index.stat().st_size < before


def test_the_end_leaves_no_log_beside_the_files(tmp_path: Path) -> None:
    with opened(tmp_path) as instance:
        run(instance)
    assert not list(tmp_path.rglob("*.db-wal"))


def test_dagsters_own_storage_reads_the_same_files(tmp_path: Path) -> None:
    with opened(tmp_path) as instance:
        assert isinstance(instance.event_log_storage, type(RunHistory(str(tmp_path)).event_log_storage))
        done = run(instance)
    assert [one.run_id for one in DagsterSqliteStorage(str(tmp_path)).run_storage.get_runs()] == [done]


def test_what_was_just_made_is_told_as_dagsters_own_storage_reads_it(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    key = dg.AssetKey(["core", "thing"])
    for _ in range(2):
        run(instance)
        [told] = instance.get_asset_records([key])
        [read] = DagsterSqliteStorage(str(tmp_path)).event_log_storage.get_asset_records([key])
        assert told == read and told.asset_entry.last_materialization_record
    instance.wipe_assets([key])
    assert [each.asset_entry.last_materialization for each in instance.get_asset_records([key])] in (
        [],
        [None],
    )


def materialized(instance: dg.DagsterInstance, *names: str) -> None:
    for name in names:
        instance.report_runless_asset_event(dg.AssetMaterialization(dg.AssetKey(["core", name])))


def test_whoever_looks_on_finds_a_table_before_the_run_is_over(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    materialized(instance, "one", "two")
    others = DagsterSqliteStorage(str(tmp_path)).event_log_storage
    give_up_at = time.monotonic() + 30
    while len(others.all_asset_keys()) < 2 and time.monotonic() < give_up_at:
        time.sleep(0.05)
    assert set(others.all_asset_keys()) == {dg.AssetKey(["core", "one"]), dg.AssetKey(["core", "two"])}


def test_another_process_can_write_between_a_tables_events(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    materialized(instance, "one")
    with opened(tmp_path) as another:
        materialized(another, "two")
        materialized(instance, "three")
    found = [key.path[-1] for key in instance.all_asset_keys()]
    assert sorted(found) == ["one", "three", "two"]
