"""A landing of each release, kept as data, with what it publishes; `make keep-landing` makes the current.

People and tickets are the sandbox's, invented. A release's landing is never made again: only what is expected
of it is (`--expect`), where a table came to mean something else.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from connectors.sandbox.plan import plan
from connectors.sandbox.server.server import serve
from tests.worlds.night import Home
from tests.worlds.paths import CHECKOUT

RELEASES = CHECKOUT / "tests" / "whole" / "releases"
SEED, TICKETS = 7, 60
# Two nights of a month that the third finds over, so that it is compacted; and one more.
NIGHTS = [datetime(2026, month, day, 6, tzinfo=UTC) for month, day in ((6, 29), (6, 30), (7, 2), (7, 3))]
# What is another one with each run, or says what columns mean, or is the hash of the file as it lands today.
NOT_COMPARED = {"publish_id", "organization_version"}
NO_FIGURES = {"metric_catalog"}

Expected = dict[str, dict[str, Any]]


def keep(release: Path) -> None:
    """Run the nights, and keep their landing, the organization file, and what was published last."""
    planned = plan(SEED, TICKETS)
    with TemporaryDirectory() as directory:
        home = Home(Path(directory))
        for at in NIGHTS:
            with serve(planned.world, at) as sandbox:
                home.run(sandbox, planned.organization)
        for source in (home.data / "landing").glob("*/"):
            shutil.rmtree(source / "index")
        release.mkdir()
        shutil.make_archive(str(release / "landing"), "xztar", home.data / "landing")
        (release / "organization.yaml").write_text(planned.organization, encoding="utf-8")
        expect(release, home.published)


def derived(release: Path, directory: Path) -> Home:
    """A home in which all was derived anew from a copy of a release's landing; no source is asked."""
    home = Home(directory)
    shutil.unpack_archive(release / "landing.tar.xz", home.data / "landing", filter="data")
    home.run_again((release / "organization.yaml").read_text("utf-8"))
    return home


def expect(release: Path, published: Path) -> None:
    with duckdb.connect(published, read_only=True) as db:
        columns: dict[str, list[str]] = {}
        for table, column in db.execute(
            "select table_name, column_name from duckdb_columns() where not internal order by all"
        ).fetchall():
            if table not in NO_FIGURES and column not in NOT_COMPARED:
                columns.setdefault(table, []).append(column)
    lines = ",\n".join(
        f"  {json.dumps(table)}: {json.dumps(of)}" for table, of in found(published, columns).items()
    )
    (release / "published.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def expected(release: Path) -> Expected:
    return dict(json.loads((release / "published.json").read_text("utf-8")))


def found(published: Path, columns: dict[str, list[str]]) -> Expected:
    """The number of rows of each table, and a digest of these columns of them in any order."""
    with duckdb.connect(published, read_only=True) as db:
        return {table: {"columns": names, **_digest(db, table, names)} for table, names in columns.items()}


def _digest(db: duckdb.DuckDBPyConnection, table: str, names: Sequence[str]) -> dict[str, Any]:
    listed = ", ".join(f'"{name}"' for name in names)
    rows = db.execute(f"select {listed} from {table}").fetchall()
    lines = sorted("\t".join(_said(value) for value in row) for row in rows)
    return {
        "rows": len(rows),
        "digest": hashlib.blake2b("\n".join(lines).encode(), digest_size=8).hexdigest(),
    }


def _said(value: object) -> str:
    # The last bits of a sum are the machine's.
    return f"{value:.9g}" if isinstance(value, float) else str(value)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", help="The release's name, such as 0.1.0.")
    parser.add_argument("--expect", action="store_true", help="Only say anew what its landing publishes.")
    chosen = parser.parse_args(arguments)
    release = RELEASES / chosen.release
    if chosen.expect:
        with TemporaryDirectory() as directory:
            expect(release, derived(release, Path(directory)).published)
    elif release.exists():
        parser.error(f"{release} is kept already: a release's landing stays what it was")
    else:
        keep(release)


if __name__ == "__main__":
    main(sys.argv[1:])
