"""Parquet files say themselves what is in them: comments, keys, relations, and as of when they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest

DATED = ("as_of", "organization_version")


@pytest.fixture(scope="module")
def contract(published: Path) -> dict[str, Any]:
    return dict(json.loads((published / "contract.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def info(published: Path) -> dict[str, Any]:
    return dict(json.loads((published / "publish_info.json").read_text(encoding="utf-8")))


def test_duckdb_finds_comment_key_and_columns_in_the_files_metadata(
    published: Path, contract: dict[str, Any], info: dict[str, Any]
) -> None:
    for name, table in contract["tables"].items():
        found = {
            key.decode(): value.decode()
            for key, value in duckdb.execute(
                "select key, value from parquet_kv_metadata(?)", [str(published / f"{name}.parquet")]
            ).fetchall()
        }
        assert found["comment"] == f"{table['description']} {table['grain']}".strip()
        assert json.loads(found["key"]) == table["key"]
        assert json.loads(found["relations"]) == table["relations"]
        assert json.loads(found["columns"]) == {
            column: {"comment": each["description"], "unit": each["unit"]}
            for column, each in table["columns"].items()
        }
        assert {name: found[name] for name in DATED} == {name: info[name] for name in DATED}
        assert found["contract_version"] == str(contract["version"])


def test_pyarrow_finds_them_in_the_schema_and_at_each_field(
    published: Path, contract: dict[str, Any]
) -> None:
    for name, table in contract["tables"].items():
        schema = pq.read_schema(published / f"{name}.parquet")
        assert json.loads(schema.metadata[b"key"]) == table["key"]
        assert schema.metadata[b"comment"].decode().endswith(table["grain"])
        for column, each in table["columns"].items():
            assert schema.field(column).metadata == {
                b"comment": each["description"].encode(),
                b"unit": each["unit"].encode(),
            }


def test_every_reader_has_the_rows_of_the_published_file(published: Path, contract: dict[str, Any]) -> None:
    """The schema that stands in the metadata is the one that the data has."""
    with duckdb.connect(published / "baton.duckdb", read_only=True) as db:
        for name in contract["tables"]:
            file = str(published / f"{name}.parquet")
            expected = db.execute(f"from {name}").fetchall()
            assert db.execute("from read_parquet(?)", [file]).fetchall() == expected
            read = pq.read_table(file)
            assert [tuple(row.values()) for row in read.to_pylist()] == expected
            assert pl.read_parquet(file).rows() == expected
    assert pl.read_parquet_metadata(published / "handoff.parquet")["key"] == '["handoff_id"]'
