"""published/lake: every published table in a schema of a DuckLake, where one is configured."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets.published.lake.sending import send
from assets.published.snapshot import is_look_back, row_of
from assets.published.targets import Targets
from connectors.warehouse import Warehouse


@dg.asset(
    key=["published", "lake"],
    deps=[dg.AssetKey(["published", "snapshot"])],
    group_name="published",
    kinds={"duckdb", "parquet"},
    pool="warehouse",
    output_required=False,
    description=(
        "The published tables in a schema of a DuckLake, each publication one snapshot of all of them; where "
        "the organization file says `publish.lake`. If it cannot be written, the files are published, and "
        "the next night, or this asset by itself, makes up for it."
    ),
)
def lake(warehouse: dg.ResourceParam[Warehouse], targets: dg.ResourceParam[Targets]) -> Iterator[Any]:
    if targets.lake is None or is_look_back(row_of(warehouse.cursor(), "marts.publish_info")):
        return
    delivery = send(warehouse.places, targets.lake)
    info, tables = delivery.publication.info, delivery.publication.contract["tables"]
    yield dg.MaterializeResult(
        metadata={
            "publish_id": str(info["publish_id"]),
            "as_of": str(info["as_of"]),
            "schema": targets.lake.schema,
            "tables": len(tables),
            "tables_written": len(delivery.written),
        }
    )
