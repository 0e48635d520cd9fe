"""contract.json: what readers of the published tables may rely on, and what would break it.

Names, meanings and keys are those of the marts' heads, units and additivity those of the metric catalog, and
types the tables' own. COMMENT ON, `metric_catalog` and docs/tables say the same: they come from there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assets.marts import metric_catalog
from assets.marts.relations import NO_ROW, TOTALS, relations
from assets.table import Table, tables
from connectors.errors import ExpectedError

Contract = dict[str, Any]

FILE = "contract.json"
RAISE = (
    "raise schema_version in assets/marts/publish_info.sql and PUBLISHED in connectors/formats.py, and say "
    "it in CHANGELOG.md; then `make contract` writes the pages anew"
)


class ContractBroken(ExpectedError):
    """What readers rely on would be gone, and nobody said so."""

    exit_code = 1


def marts() -> list[Table]:
    return sorted([*tables("marts"), metric_catalog.FRAME.table], key=lambda mart: mart.name)


def contract(types: Mapping[str, Mapping[str, str]], version: object) -> Contract:
    """The contract of marts whose columns have these types."""
    return {
        "version": version,
        "refers_to_no_row": list(NO_ROW),
        "tables": {mart.name: _table(mart, types[mart.name]) for mart in marts()},
    }


def _table(mart: Table, types: Mapping[str, str]) -> Contract:
    text, one_row, grain = " ".join(mart.description.split("\n")).rpartition("One row")
    return {
        "description": text.strip(),
        "grain": f"{one_row}{grain}",
        "key": list(mart.key),
        "totals_in": list(TOTALS.get(mart.name, ())),
        "columns": {
            column: {
                "type": types[column],
                "unit": metric_catalog.unit(column),
                "is_figure": metric_catalog.is_figure(mart.name, column),
                "additive_over": {
                    "teams": metric_catalog.is_additive_over_teams(mart.name, column),
                    "weeks": metric_catalog.is_additive_over_weeks(mart.name, column),
                },
                "description": definition,
            }
            for column, definition in mart.columns.items()
        },
        "relations": [
            {
                "columns": list(each.columns),
                "refers_to": each.refers_to,
                "key": list(each.key),
                "is_whole": each.is_whole,
            }
            for each in relations(mart)
        ],
    }


def contract_text(contract: Contract) -> str:
    """As a file that people compare: a line per column."""
    tables = []
    for name, table in contract["tables"].items():
        columns = ",\n".join(
            f"   {_json(column)}: {_json(each)}" for column, each in table["columns"].items()
        )
        about = _json({what: each for what, each in table.items() if what != "columns"})
        tables.append(f'  {_json(name)}: {about[:-1]}, "columns": {{\n{columns}\n  }}}}')
    about = _json({what: each for what, each in contract.items() if what != "tables"})
    between = ",\n"
    return f'{about[:-1]}, "tables": {{\n{between.join(tables)}\n}}}}\n'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def read_contract(snapshot: Path) -> Contract | None:
    """The contract of a published snapshot; older ones have none."""
    file = snapshot / FILE
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def refuse_breaks(before: Contract | None, after: Contract) -> None:
    """Raises ContractBroken where a reader of `before` would fail on `after`, and the version is the same."""
    if before is None or before["version"] != after["version"]:
        return
    if found := list(breaks(before, after)):
        version = after["version"]
        raise ContractBroken(
            "\n".join([*found, f"nothing is published under contract version {version}: {RAISE}"])
        )


def breaks(before: Contract, after: Contract) -> Iterator[str]:
    """What a reader of `before` does not find in `after`, or finds to be something else; one line each."""
    for name, table in before["tables"].items():
        other = after["tables"].get(name)
        if other is None:
            yield f"table {name} is gone"
            continue
        if table["key"] != other["key"]:
            yield f"table {name}: its key was {', '.join(table['key'])} and is {', '.join(other['key'])}"
        for column, was in table["columns"].items():
            yield from _column_breaks(f"{name}.{column}", column, was, table, other)


def _column_breaks(full: str, column: str, was: Contract, table: Contract, other: Contract) -> Iterator[str]:
    now = other["columns"].get(column)
    if now is None:
        new = [
            name
            for name, each in other["columns"].items()
            if name not in table["columns"] and each["description"] == was["description"]
        ]
        yield f"column {full} is {f'called {new[0]} now' if new else 'gone'}"
        return
    for what in ("type", "unit", "additive_over"):
        if was[what] != now[what]:
            changed = f"was {_said(was[what])} and is {_said(now[what])}"
            yield f"column {full}: its {what.replace('_', ' ')} {changed}"


def _said(value: object) -> str:
    if not isinstance(value, dict):
        return str(value)
    if set(value.values()) == {None}:
        return "unknown"
    return ", ".join(axis for axis, is_additive in value.items() if is_additive) or "nothing"
