"""Each published table as Parquet, with what the contract says of it and as of when it is.

Tools find it where each looks: in the file's own metadata, and in that of its schema and fields as Arrow has
them, which DuckDB cannot write by itself.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from assets.published.contract import Contract
from connectors.quoting import literal

# Where Parquet files of Arrow have the schema, and readers of Arrow look for it.
ARROW_SCHEMA = "ARROW:schema"
TYPES = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "VARCHAR[]": pa.list_(pa.string()),
}


def write_parquet(
    db: duckdb.DuckDBPyConnection,
    directory: Path,
    name: str,
    contract: Contract,
    info: Mapping[str, object],
) -> None:
    """The mart of this name, of the publication that `info` is about."""
    table = contract["tables"][name]
    metadata = {
        "comment": f"{table['description']} {table['grain']}".strip(),
        "key": json.dumps(table["key"]),
        "relations": json.dumps(table["relations"]),
        "columns": json.dumps({column: _of_column(each) for column, each in table["columns"].items()}),
        # No name of the publication: what is the same is the same file, whenever it is published.
        "as_of": str(info["as_of"]),
        "organization_version": str(info["organization_version"]),
        "contract_version": str(contract["version"]),
    }
    schema = pa.schema(
        [
            pa.field(column, TYPES[each["type"]], metadata=_of_column(each))
            for column, each in table["columns"].items()
        ],
        metadata=metadata,
    )
    metadata[ARROW_SCHEMA] = base64.b64encode(schema.serialize().to_pybytes()).decode("ascii")
    pairs = ", ".join(f'"{key}": {literal(value)}' for key, value in metadata.items())
    target = literal(directory / f"{name}.parquet")
    db.execute(f"copy marts.{name} to {target} (format parquet, compression zstd, kv_metadata {{{pairs}}})")


def _of_column(column: Contract) -> dict[str, str]:
    return {"comment": column["description"], "unit": column["unit"]}
