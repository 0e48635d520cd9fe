"""A run's lines as JSON, one object a line, where BATON_LOG is `json`. docs/telemetry.md has their fields.

All that a run prints goes this way: its own lines, Dagster's, warnings, tracebacks, and what any library
writes to stdout or stderr.
"""

from __future__ import annotations

import io
import json
import logging
import os
import sys
import threading
import traceback
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import IO

from connectors.transport.secrets import hidden
from pipelines.settings import SettingsError

# What is shorter is part of much.
SHORTEST_SECRET = 6


def is_json(environment: Mapping[str, str]) -> bool:
    form = environment.get("BATON_LOG") or "text"
    if form not in ("text", "json"):
        raise SettingsError(f"BATON_LOG must be text or json, not {form!r}")
    return form == "json"


class JsonLog:
    """Lines to one stream, from many threads. `run` is Dagster's id of the run, once there is one."""

    def __init__(self, stream: IO[str]) -> None:
        self.run: str | None = None
        self._stream = stream
        self._lock = threading.Lock()
        self._secrets: list[str] = []

    def hide(self, secrets: Iterable[str]) -> None:
        self._secrets += [secret for secret in secrets if len(secret) >= SHORTEST_SECRET]

    def line(self, level: str, message: str, **more: str | int | None) -> None:
        """`more` are the other fields of docs/telemetry.md; what is None is left out."""
        content = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": level,
            "message": message,
            "run": self.run,
            **more,
        }
        # Only ASCII: names from elsewhere steer no terminal.
        text = json.dumps({name: self._shown(value) for name, value in content.items() if value is not None})
        with self._lock:
            self._stream.write(text + "\n")
            self._stream.flush()

    def error(self, message: str, error: BaseException) -> None:
        self.line("error", message, traceback="".join(traceback.format_exception(error)))

    def _shown(self, value: str | int | None) -> str | int | None:
        return hidden(value, self._secrets) if isinstance(value, str) else value


class _Lines(io.TextIOBase):
    """Stands for stdout or stderr: each line that is printed becomes one of the log's."""

    def __init__(self, log: JsonLog, level: str, descriptor: int) -> None:
        super().__init__()
        self._log = log
        self._level = level
        self._descriptor = descriptor
        self._begun = ""
        self._lock = threading.Lock()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"

    @property
    def errors(self) -> str:  # type: ignore[override]
        return "backslashreplace"

    def fileno(self) -> int:
        return self._descriptor

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError("text is written here, and no bytes")
        with self._lock:
            *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            self._say(line)
        return len(text)

    def finish(self) -> None:
        self._say(self._begun)
        self._begun = ""

    def _say(self, line: str) -> None:
        if line.strip():
            self._log.line(self._level, line.rstrip())


class LogRecords(logging.Handler):
    """Python's log, line by line."""

    def __init__(self, log: JsonLog, level: int = logging.WARNING) -> None:
        super().__init__(level)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else None
        self._log.line(record.levelname.lower(), record.getMessage(), logger=record.name, traceback=trace)


_current: list[JsonLog] = []


def current() -> JsonLog | None:
    """The log that everything goes to; None where lines are for people."""
    return _current[-1] if _current else None


@contextmanager
def json_lines() -> Iterator[JsonLog]:
    """All that this process prints is JSON, for as long as the context lasts. It goes to stderr."""
    out, err = sys.stdout, sys.stderr
    # Dagster captures what steps print by swapping the descriptor: the log keeps its own.
    with os.fdopen(os.dup(err.fileno()), "w", encoding="utf-8") as stream:
        log = JsonLog(stream)
        records = LogRecords(log)
        lines = _Lines(log, "info", out.fileno()), _Lines(log, "warning", err.fileno())
        hooks = sys.excepthook, threading.excepthook, warnings.showwarning
        sys.stdout, sys.stderr = lines
        sys.excepthook = _excepthook
        threading.excepthook = _thread_excepthook
        warnings.showwarning = _showwarning
        logging.getLogger().addHandler(records)
        _current.append(log)
        try:
            yield log
        finally:
            for each in lines:
                each.finish()
            _current.remove(log)
            logging.getLogger().removeHandler(records)
            sys.excepthook, threading.excepthook, warnings.showwarning = hooks
            sys.stdout, sys.stderr = out, err


def _excepthook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _current[-1].error(f"unexpected {kind.__name__}: {error}", error)


def _thread_excepthook(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None:
        name = failed.thread.name if failed.thread else "a thread"
        message = f"{name} failed: {failed.exc_type.__name__}: {failed.exc_value}"
        _current[-1].error(message, failed.exc_value)


def _showwarning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: object = None,
    line: str | None = None,
) -> None:
    _current[-1].line("warning", f"{category.__name__}: {message}", logger=f"{filename}:{lineno}")
