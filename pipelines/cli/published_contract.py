"""The contract of what is published, as the commands read it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from assets.published.contract import Contract, read_contract
from pipelines.cli.sql import published_file
from pipelines.settings import Settings, SettingsError


def published_contract(settings: Settings) -> Contract:
    """Raises SettingsError where nothing has been published, or by a Baton that wrote no contract."""
    snapshot = published_file(settings).parent
    found = read_contract(snapshot)
    if found is None:
        raise SettingsError(f"{snapshot} has no contract.json: `baton run` publishes one")
    return found


def table_of(contract: Contract, name: str) -> dict[str, Any]:
    """Raises SettingsError where no table is called so."""
    tables: dict[str, dict[str, Any]] = contract["tables"]
    if name not in tables:
        near = get_close_matches(name, tables, n=1)
        meant = f"did you mean {near[0]}?" if near else "`baton describe` lists them all"
        raise SettingsError(f"no table is called {name}: {meant}")
    return tables[name]


def adds_up_over(column: dict[str, Any]) -> str:
    """The axes over which a column may be summed, in words."""
    return ", ".join(axis for axis, is_additive in column["additive_over"].items() if is_additive)
