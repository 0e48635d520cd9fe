"""DuckDB's extensions, of DuckDB's own version, as Python packages bring them: nothing is downloaded.

Where there is no package, one that somebody installed into DuckDB's own directory does as well. DuckDB checks
the signature of either.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import duckdb

from connectors.quoting import literal


class ExtensionMissing(Exception):
    """The message names the extension, and says what to install."""


def connect(*extensions: str) -> duckdb.DuckDBPyConnection:
    """A database in memory that has these extensions and gets no others. Raises ExtensionMissing."""
    db = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    )
    try:
        for extension in extensions:
            _load(db, extension)
    except BaseException:
        db.close()
        raise
    return db


def _load(db: duckdb.DuckDBPyConnection, extension: str) -> None:
    packaged = _packaged(extension)
    try:
        db.execute(f"load {extension if packaged is None else literal(packaged)}")
    except (duckdb.IOException, duckdb.InvalidInputException, duckdb.HTTPException):
        raise ExtensionMissing(
            f"DuckDB's extension {extension} for version {duckdb.__version__} is not installed: "
            "`make setup`, or pip install -e '.[lake]'"
        ) from None


def _packaged(extension: str) -> Path | None:
    package = find_spec(f"duckdb_extension_{extension}")
    if package is None or package.origin is None:
        return None
    directory = Path(package.origin).parent / "extensions" / f"v{duckdb.__version__}"
    file = directory / f"{extension}.duckdb_extension"
    return file if file.is_file() else None
