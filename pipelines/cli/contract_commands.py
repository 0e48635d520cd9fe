"""`baton describe` and `baton contract`: what the published tables and their columns are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from pipelines.cli.options import HOME, settings_of
from pipelines.cli.screen import Screen, say


@click.command()
@click.argument("table", required=False)
@HOME
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def describe(table: str | None, home: str | None, as_json: bool) -> None:
    """Show the columns of TABLE with type, unit and meaning, its key and what it joins; else all tables.

    Reads what was published last, at any moment. Exit code 2 if no published table is called so.
    """
    from pipelines.cli.published_contract import published_contract, table_of

    contract = published_contract(settings_of(None, home))
    asked = contract["tables"] if table is None else table_of(contract, table)
    if as_json:
        say(json.dumps(asked, indent=2, ensure_ascii=False))
    elif table is None:
        _show(["table", "a row is", "what it says"], _all(asked))
    else:
        _show_one(table, asked)


@click.command()
@HOME
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write contract.json and a page per table into this directory.",
)
def contract(home: str | None, folder: Path | None) -> None:
    """Print the contract of the published tables: types, keys, units, what adds up, what joins what.

    It is contract.json beside the tables, too. What it says holds as long as its version is the same.
    """
    from pipelines.cli.contract_pages import write_pages
    from pipelines.cli.published_contract import published_contract

    found = published_contract(settings_of(None, home))
    if folder is None:
        say(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        say(f"wrote {write_pages(found, folder)} files into {folder}")


def _all(tables: dict[str, dict[str, Any]]) -> Iterator[list[str]]:
    for name, table in tables.items():
        yield [name, table["grain"], table["description"].partition(". ")[0].rstrip(".")]


def _show_one(name: str, table: dict[str, Any]) -> None:
    from pipelines.cli.published_contract import adds_up_over

    screen = Screen()
    screen.print(f"{name}: {table['description']}")
    screen.print(f"{table['grain']} Key: {', '.join(table['key'])}.")
    if table["totals_in"]:
        screen.print(
            f"Rows with * in {', '.join(table['totals_in'])} stand for all: they are no part of a sum."
        )
    _show(
        ["column", "type", "unit", "adds up over", "what it says"],
        (
            [column, each["type"], each["unit"], adds_up_over(each), each["description"]]
            for column, each in table["columns"].items()
        ),
    )
    for each in table["relations"]:
        screen.print(f"{', '.join(each['columns'])}: {', '.join(each['key'])} of {each['refers_to']}")


def _show(head: list[str], rows: Iterator[list[str]]) -> None:
    grid = Table(*head, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        grid.add_row(*row)
    Screen().print(grid)
