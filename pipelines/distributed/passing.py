"""What one step tells the next, in files of JSON that every worker reaches: a directory, or a bucket.

<address>/<run>/<step>/<output>.json
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg
from pyarrow import fs

# A night that is older is not taken up any more.
KEPT = timedelta(days=14)


class JsonFiles(dg.IOManager):
    """Keeps outputs that are dictionaries and lists."""

    def __init__(self, address: str) -> None:
        self._files, self._root = fs.FileSystem.from_uri(address)

    def handle_output(self, context: dg.OutputContext, obj: Any) -> None:
        path = self._path(context.get_identifier())
        self._files.create_dir(path.rpartition("/")[0], recursive=True)
        with self._files.open_output_stream(path) as file:
            file.write(json.dumps(obj).encode())

    def load_input(self, context: dg.InputContext) -> Any:
        if context.upstream_output is None:
            raise ValueError(f"{context.name} comes of no step")
        with self._files.open_input_stream(self._path(context.upstream_output.get_identifier())) as file:
            return json.loads(file.read())

    def forget(self, now: datetime) -> None:
        """Delete what nights before `now`, by KEPT, told."""
        found = self._files.get_file_info(fs.FileSelector(self._root, allow_not_found=True, recursive=True))
        runs: dict[str, datetime] = {}
        for file in found:
            if file.type == fs.FileType.File and file.mtime is not None:
                run = file.path[len(self._root) :].strip("/").split("/")[0]
                runs[run] = max(runs.get(run, file.mtime), file.mtime)
        for run, told_at in runs.items():
            if told_at.astimezone(UTC) < now - KEPT:
                self._files.delete_dir(f"{self._root}/{run}")

    def _path(self, identifier: Iterable[str]) -> str:
        return f"{self._root}/{'/'.join(identifier)}.json"
