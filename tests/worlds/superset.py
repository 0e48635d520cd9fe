"""The Superset bundle as a test reads it: its documents, and the SQL that a chart asks for."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

import yaml

Document = dict[str, Any]

CONDITIONS = {"==": "=", "!=": "<>", ">": ">"}


def documents(packed: bytes) -> dict[str, Document]:
    """The files of a bundle, by their paths in it."""
    with ZipFile(io.BytesIO(packed)) as archive:
        return {
            info.filename.removeprefix("baton/"): yaml.load(archive.read(info), yaml.CSafeLoader)
            for info in archive.infolist()
        }


def of_kind(found: dict[str, Document], kind: str) -> list[Document]:
    return [document for path, document in found.items() if path.startswith(f"{kind}/")]


def columns_of(chart: Document) -> list[str]:
    """What a chart groups by, or shows row by row."""
    params = chart["params"]
    groups = params.get("groupby") or []
    listed = [params.get("x_axis"), *([groups] if isinstance(groups, str) else groups)]
    return [column for column in [*listed, *params.get("all_columns", [])] if column]


def metrics_of(chart: Document) -> list[Document]:
    params = chart["params"]
    return [*params.get("metrics", []), *([params["metric"]] if "metric" in params else [])]


def question(chart: Document, dataset: Document) -> str:
    """The query that Superset would ask for a chart, without a reader's filters."""
    worked_out = {
        each["column_name"]: each["expression"] for each in dataset["columns"] if each["expression"]
    }

    def selected(column: str) -> str:
        return f"({worked_out[column]})" if column in worked_out else f'"{column}"'

    columns = [f'{selected(column)} as "{column}"' for column in columns_of(chart)]
    metrics = [f'{each["sqlExpression"]} as "{each["label"]}"' for each in metrics_of(chart)]
    of = f"({dataset['sql']}) as query" if dataset["sql"] else f"main.{dataset['table_name']}"
    conditions = " and ".join(["true", *filters(chart)])
    grouped = f" group by {', '.join(map(selected, columns_of(chart)))}" if metrics and columns else ""
    return f"select {', '.join([*columns, *metrics])} from {of} where {conditions}{grouped}"


def filters(chart: Document) -> Iterator[str]:
    for each in chart["params"]["adhoc_filters"]:
        operator, value = each["operator"], each["comparator"]
        if operator in CONDITIONS:
            literal = f"'{value}'" if isinstance(value, str) else str(value)
            yield f'"{each["subject"]}" {CONDITIONS[operator]} {literal}'
        elif operator != "TEMPORAL_RANGE":
            yield f'"{each["subject"]}" {operator}'
