"""Lands the weekly figures of a publication: as they were first published, and what of them has changed.

Only what differs from its newest landed version is landed, once it is published, and counts as known when the
run's records do. A run that died between the two is made up for by the next one, before it pulls.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from connectors.landing.landing import Landing
from connectors.landing.walk import Record
from connectors.warehouse import Warehouse, write_atomically

OWN, STREAM = "baton", "weekly_figure"
FIGURES = Path(__file__).with_name("figures_to_land.sql")
RUN = Path(__file__).with_name("reported_run.sql")


def land_figures_left(landing: Landing, warehouse: Warehouse) -> None:
    """Land the figures of the current publication if its run died before it could; its warehouse has them."""
    info = warehouse.places.publish_info
    if not info.exists():
        return
    publish_id = str(_read(info)["publish_id"])
    landed = warehouse.places.landed_figures
    if landed.exists() and _read(landed)["publish_id"] == publish_id:
        return
    # A warehouse that is new, or another version's, knows nothing of figures.
    with suppress(duckdb.CatalogException, duckdb.BinderException):
        land_figures(landing, warehouse, publish_id)


def land_figures(landing: Landing, warehouse: Warehouse, publish_id: str) -> None:
    """Land the figures of a publication, if it is the one that the warehouse holds, and no look back."""
    warehouse.show("run")
    with warehouse.cursor() as db:
        run = db.execute(RUN.read_text(encoding="utf-8")).fetchone()
        if run is None or run[0] != publish_id:
            return
        _, fetched_at, as_of, organization_version = run
        records = [Record("organization", {"organization_version": organization_version}, as_of)]
        records += [_record(row, as_of) for row in _rows(db)]
    landing.land_once(OWN, STREAM, STREAM, records, fetched_at)
    write_atomically(warehouse.places.landed_figures, {"publish_id": publish_id})


def _read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _rows(db: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    cursor = db.execute(FIGURES.read_text(encoding="utf-8"))
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _record(row: dict[str, Any], as_of: datetime) -> Record:
    return Record(f"{row['table_name']}/{row['team_id']}/{row['week_starts_on']}", row, as_of)
