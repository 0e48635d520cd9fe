"""published/postgres: every published table in a schema of a Postgres server, where one is configured."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets.published.postgres.sending import send
from assets.published.snapshot import is_look_back, row_of
from assets.published.targets import Targets
from connectors.warehouse import Warehouse


@dg.asset(
    key=["published", "postgres"],
    deps=[dg.AssetKey(["published", "snapshot"])],
    group_name="published",
    kinds={"postgres"},
    pool="warehouse",
    output_required=False,
    description=(
        "The published tables in a schema of a Postgres server, all of one publication at any moment; where "
        "the organization file says `publish.postgres`. If it cannot be written, the files are published, "
        "and the next night, or this asset by itself, makes up for it."
    ),
)
def postgres(warehouse: dg.ResourceParam[Warehouse], targets: dg.ResourceParam[Targets]) -> Iterator[Any]:
    if targets.postgres is None or is_look_back(row_of(warehouse.cursor(), "marts.publish_info")):
        return
    publication = send(warehouse.places, targets.postgres)
    yield dg.MaterializeResult(
        metadata={
            "publish_id": str(publication.info["publish_id"]),
            "as_of": str(publication.info["as_of"]),
            "schema": targets.postgres.schema,
        }
    )
