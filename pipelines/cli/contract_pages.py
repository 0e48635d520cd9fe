"""Pages of the contract: a page per table, and one that lists them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assets.published.contract import FILE, Contract, contract_text
from pipelines.cli.published_contract import adds_up_over

FOLDER = "tables"
GENERATED = "This page is generated: `make contract` writes it anew."


def pages(contract: Contract) -> dict[str, str]:
    """What belongs into which file below docs/."""
    tables = contract["tables"]
    found = {f"{FOLDER}/{name}.md": "\n".join(_page(contract, name)) + "\n" for name in tables}
    found[f"{FOLDER}/README.md"] = "\n".join(_index(contract)) + "\n"
    found[FILE] = contract_text(contract)
    return found


def write_pages(contract: Contract, folder: Path) -> int:
    """Write them all, and take away pages of tables that there are no more. Returns how many there are."""
    written = pages(contract)
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    for page in (folder / FOLDER).glob("*.md"):
        if f"{FOLDER}/{page.name}" not in written:
            page.unlink()
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    return len(written)


def _index(contract: Contract) -> Iterator[str]:
    yield "# Published tables\n"
    yield (
        f"Version {contract['version']} of their contract, which is `contract.json` beside the tables, too: "
        f"names, types, units and keys stay what they are under one version. {GENERATED}\n"
    )
    yield "| table | a row is | key |"
    yield "|---|---|---|"
    for name, table in contract["tables"].items():
        yield f"| [{name}]({name}.md) | {_cell(table['grain'])} | {_names(table['key'])} |"


def _page(contract: Contract, name: str) -> Iterator[str]:
    table = contract["tables"][name]
    yield f"# {name}\n"
    yield f"{_cell(table['description'])}\n"
    yield f"{_cell(table['grain'])}\n"
    yield f"Key: {_names(table['key'])}. {GENERATED}\n"
    if table["totals_in"]:
        yield f"Rows with `*` in {_names(table['totals_in'])} stand for all: they are no part of a sum.\n"
    yield "| column | type | unit | adds up over | what it says |"
    yield "|---|---|---|---|---|"
    for column, each in table["columns"].items():
        cells = [f"`{column}`", each["type"], each["unit"], adds_up_over(each), _cell(each["description"])]
        yield f"| {' | '.join(cells)} |"
    for title, lines in (
        ("Refers to", list(_references(table))),
        ("Referred to by", list(_readers(contract, name))),
    ):
        if lines:
            yield f"\n## {title}\n"
            yield from lines
    yield "\n[All tables](README.md), and [what the numbers mean](../metrics.md)."


def _references(table: dict[str, Any]) -> Iterator[str]:
    for each in table["relations"]:
        other = each["refers_to"]
        but = "" if each["is_whole"] else ", but for values that stand for no single row"
        yield f"- {_names(each['columns'])}: {_names(each['key'])} of [{other}]({other}.md){but}"


def _readers(contract: Contract, name: str) -> Iterator[str]:
    for reader, table in contract["tables"].items():
        for each in table["relations"]:
            if each["refers_to"] == name:
                yield f"- {_names(each['columns'])} of [{reader}]({reader}.md)"


def _names(columns: list[str]) -> str:
    return ", ".join(f"`{column}`" for column in columns)


def _cell(text: str) -> str:
    """Text that is text to Markdown, too."""
    return re.sub(r"([|*<\\])", r"\\\1", text)
