"""core.review_file: the near misses of identity as a local file, for whoever keeps the organization file."""
# No `from __future__ import annotations`: Dagster looks at the annotations of assets.

import os
from pathlib import Path

import dagster as dg

from connectors.warehouse import Warehouse

QUERY = Path(__file__).with_suffix(".csv.sql")


@dg.asset(
    key=["core", "review_file"],
    deps=[dg.AssetKey(["core", "identity_review"])],
    group_name="core",
    kinds={"csv"},
    pool="warehouse",
    description=(
        "`data/review/identities.csv`: accounts that may be one person's. Nothing is merged by itself: who "
        "is one person gets both accounts in the organization file. Holds names, and is not published."
    ),
)
def review_file(warehouse: dg.ResourceParam[Warehouse]) -> dg.MaterializeResult:
    file = warehouse.places.identities
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}.tmp")
    db = warehouse.cursor()
    pairs = db.sql(QUERY.read_text(encoding="utf-8")).pl()
    pairs.write_csv(draft)
    draft.chmod(0o600)
    draft.replace(file)
    return dg.MaterializeResult(metadata={"pairs": len(pairs), "path": dg.MetadataValue.path(str(file))})
