"""SQL on what is published, read-only, in DuckDB's own shell."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from pipelines.settings import Settings, SettingsError


def published_file(settings: Settings) -> Path:
    """Raises SettingsError where nothing has been published."""
    file = settings.places.published_database
    if not file.is_file():
        raise SettingsError(f"nothing is published in {settings.places.published} yet: run `baton run` first")
    return file


def shell(settings: Settings, query: str | None, mode: str | None) -> NoReturn:
    """Become DuckDB's shell: with a query it answers and ends, without one it asks."""
    options = ["-readonly", str(published_file(settings))]
    if query is not None:
        options += ["-no-init", "-bail", *([f"-{mode}"] if mode else []), "-c", query]
    binary = str(_binary())
    os.execv(binary, [binary, *options])


def _binary() -> Path:
    """duckdb-cli's command is a Python script around it, which would not pass signals on."""
    package = find_spec("duckdb_cli")
    if package is not None and package.origin:
        binary = Path(package.origin).parent / "duckdb"
        if binary.is_file():
            return binary
    found = shutil.which("duckdb")
    if found is None:
        raise SettingsError("DuckDB's shell is not installed: run `make setup`")
    return Path(found)
