"""The publication that is the current one, as targets send it on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assets.published.contract import Contract, read_contract
from connectors.places import Places


class WithoutContract(Exception):
    """A publication does not say which types its columns have. The message names it."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One that is kept: what is sent of it."""

    info: Mapping[str, Any]
    contract: Contract
    database: Path


def current_publication(places: Places) -> Publication:
    """Raises WithoutContract."""
    snapshot = places.current.resolve()
    contract = read_contract(snapshot)
    if contract is None:
        raise WithoutContract(
            f"{snapshot} was published before there were contracts, so its columns have no types"
        )
    info = json.loads((snapshot / places.publish_info.name).read_text(encoding="utf-8"))
    return Publication(info, contract, snapshot / places.published_database.name)
