"""Runs the nightly job in this process, watched by a person instead of by Dagster's log."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import dagster as dg

from assets.published.targets import Targets
from pipelines import wiring
from pipelines.cli.terminal import Watcher
from pipelines.configured_sources import ConfiguredSources
from pipelines.nightly import JOB
from pipelines.program import build
from pipelines.resources import WarehouseResource
from pipelines.settings import CHECKOUT, Settings
from pipelines.telemetry.dagster_records import DagsterRecords
from pipelines.telemetry.json_lines import current
from pipelines.telemetry.night import Step, steps_of
from pipelines.telemetry.otel import is_traced

STAGES = ("landing", "raw", "core", "flow", "marts", "published")


@dataclass(frozen=True, slots=True)
class Execution:
    """A run that came to its end, well or not."""

    run_id: str
    succeeded: bool
    steps: Sequence[Step]
    events: Sequence[dg.DagsterEvent]

    def seconds_by_stage(self) -> dict[str, float]:
        """Time spent in the steps of each stage, in the stages' order; checks across tables come last."""
        stages = {
            event.step_key: event.asset_key.path[0]
            for event in self.events
            if event.is_step_materialization and event.asset_key
        }
        seconds = dict.fromkeys((*STAGES, "checks"), 0.0)
        for event in self.events:
            if event.is_step_success:
                stage = stages.get(event.step_key, "checks")
                seconds[stage] += event.step_success_data.duration_ms / 1000
        return {stage: spent for stage, spent in seconds.items() if spent}


def execute(
    settings: Settings,
    sources: ConfiguredSources,
    targets: Targets,
    watcher: Watcher,
    is_quiet: bool,
    is_verbose: bool,
) -> Execution:
    """One run of the nightly job. What goes wrong in it is among its events, and raises nothing."""
    definitions = build(
        overrides={
            "warehouse": WarehouseResource(home=str(settings.home), wait_seconds=settings.lock_wait_seconds),
            "landing": wiring.landing(settings),
            "sources": sources,
            "targets": targets,
        },
        loggers={"watcher": _logger(watcher, is_quiet, is_verbose)},
    )
    job = definitions.resolve_job_def(JOB)
    gc.freeze()
    gc.enable()
    # Dagster's own history lies where dagster.yaml says, relative to the working directory.
    with contextlib.chdir(settings.home), _instance() as instance:
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={"loggers": {"watcher": {}}},
        )
        steps = steps_of(instance.all_logs(result.run_id)) if is_traced(os.environ) else []
    return Execution(result.run_id, result.success, steps, list(result.all_events))


@contextlib.contextmanager
def _instance() -> Iterator[dg.DagsterInstance]:
    home = os.environ.get("DAGSTER_HOME")
    with dg.DagsterInstance.from_config(home or str(CHECKOUT)) as instance:
        yield instance


def _logger(watcher: Watcher, is_quiet: bool, is_verbose: bool) -> dg.LoggerDefinition:
    @dg.logger({}, description="Shows a person which table is on, and warnings; or all there is.")
    def watch(context: dg.InitLoggerContext) -> logging.Logger:
        logger = logging.Logger("baton")
        if (log := current()) is not None:
            log.run = context.run_id
            logger.addHandler(DagsterRecords(log, is_quiet, is_verbose))
            return logger
        tables = len(context.job_def.asset_layer.selected_asset_keys) if context.job_def else 0
        logger.addHandler(VerboseHandler(watcher) if is_verbose else WatchHandler(watcher, tables))
        return logger

    return watch


class WatchHandler(logging.Handler):
    """Takes from Dagster's log what a person wants to know."""

    def __init__(self, watcher: Watcher, tables: int) -> None:
        super().__init__(logging.DEBUG)
        self._watcher = watcher
        self._tables = tables
        self._done = 0

    def emit(self, record: logging.LogRecord) -> None:
        meta = getattr(record, "dagster_meta", {})
        event = meta.get("dagster_event")
        if event is None:
            if record.levelno == logging.WARNING:  # errors come from the run's events, in fewer words
                self._watcher.warn(meta.get("orig_message") or record.getMessage())
        elif event.is_step_start and event.step_key:
            self._watcher.table(event.step_key.replace("__", "."), self._done, self._tables)
        elif event.is_step_materialization and event.asset_key:
            self._done += 1
            self._watcher.table(".".join(event.asset_key.path), self._done, self._tables)


class VerboseHandler(logging.Handler):
    """Dagster's log, line by line, by way of the watcher's screen."""

    def __init__(self, watcher: Watcher) -> None:
        super().__init__(logging.DEBUG)
        self._watcher = watcher
        self.setFormatter(logging.Formatter("%(asctime)s - %(levelname)s - %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self._watcher.warn(self.format(record))
