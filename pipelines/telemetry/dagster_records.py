"""Dagster's log of a run as JSON lines: for `baton run`, and for runs that Dagster's daemon starts."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

import dagster as dg

from pipelines.telemetry.json_lines import JsonLog, current

LOGGER = "json"
LOGGED_AS_JSON: dict[str, Any] = {"loggers": {LOGGER: {}}}


class DagsterRecords(logging.Handler):
    """What is built and what is wrong; with `is_verbose` all that there is."""

    def __init__(self, log: JsonLog, is_quiet: bool = False, is_verbose: bool = False) -> None:
        super().__init__(logging.DEBUG)
        self._log = log
        self._is_quiet = is_quiet
        self._is_verbose = is_verbose

    def emit(self, record: logging.LogRecord) -> None:
        meta = getattr(record, "dagster_meta", {})
        event: dg.DagsterEvent | None = meta.get("dagster_event")
        message = meta.get("orig_message") or record.getMessage()
        table = None if event is None or event.asset_key is None else ".".join(event.asset_key.path)
        if event is not None and event.is_step_materialization:
            if not self._is_quiet:
                self._log.line("info", f"{table} is made", table=table)
        elif record.levelno >= logging.WARNING if event is None else event.is_failure:
            self._log.line(
                record.levelname.lower(), message, table=table, traceback=self._trace(record, event)
            )
        elif self._is_verbose:
            self._log.line(record.levelname.lower(), message, table=table)

    def _trace(self, record: logging.LogRecord, event: dg.DagsterEvent | None) -> str | None:
        """For whoever asked for all: an error may repeat what it read."""
        if not self._is_verbose:
            return None
        if event is not None and event.is_step_failure and event.step_failure_data.error:
            return event.step_failure_data.error.to_string()
        return "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else None


@dg.logger({}, description="One JSON object a line, where BATON_LOG is json.")
def json_logger(context: dg.InitLoggerContext) -> logging.Logger:
    """Of a run in a process of Dagster's own, which has no log yet."""
    log = current() or JsonLog(sys.stderr)
    log.run = context.run_id
    logger = logging.Logger("baton")
    logger.addHandler(DagsterRecords(log, is_verbose=True))
    return logger
