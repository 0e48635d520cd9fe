"""The bundle that Superset imports: a ZIP of YAML files with a database, its datasets, charts and dashboards.

It says what the published tables are, and nothing of what is in them: no name of a team or a ticket is in it.
The same tables and address give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import yaml

from assets.published.contract import Contract
from assets.published.superset.dashboards.data_quality import DATA_QUALITY
from assets.published.superset.dashboards.data_queue import DATA_QUEUE
from assets.published.superset.dashboards.handoffs import HANDOFFS
from assets.published.superset.dashboards.integration import INTEGRATION
from assets.published.superset.dashboards.velocity import VELOCITY
from assets.published.superset.datasets import datasets
from assets.published.superset.identity import Identity

DASHBOARDS = (HANDOFFS, DATA_QUEUE, VELOCITY, INTEGRATION, DATA_QUALITY)
ROOT = "baton"
# The first moment that a ZIP knows.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def bundle(contract: Contract, address: str, schema: str | None, name: str) -> bytes:
    """`address` has no password; `schema` None is where a connection looks first."""
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for path, document in sorted(documents(contract, address, schema, name)):
            info = ZipInfo(f"{ROOT}/{path}", NO_TIME)
            info.external_attr = 0o644 << 16
            archive.writestr(info, _text(document))
    return target.getvalue()


def documents(
    contract: Contract, address: str, schema: str | None, name: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    identity = Identity(name)
    # Without a type, which both ways take: the import of dashboards, and that of all assets.
    yield "metadata.yaml", {"version": "1.0.0"}
    yield "databases/baton.yaml", _database(address, identity)
    described = datasets(contract, identity, schema)
    for table, dataset in described.items():
        yield f"datasets/baton/{table}.yaml", dataset
    for dashboard in DASHBOARDS:
        file = dashboard.name.lower().replace(" ", "_")
        yield f"dashboards/{file}.yaml", dashboard.document(described, identity)
        for number, chart in enumerate(dashboard.charts, 1):
            yield f"charts/{file}_{number}.yaml", chart.document(described[chart.dataset], identity)


def _database(address: str, identity: Identity) -> dict[str, Any]:
    return {
        "database_name": identity.name,
        "sqlalchemy_uri": address,
        "cache_timeout": None,
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_file_upload": False,
        "extra": {"allows_virtual_table_explore": True},
        "uuid": identity.of("database"),
        "version": "1.0.0",
    }


def _text(document: dict[str, Any]) -> str:
    return yaml.dump(document, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)


class _Plain(yaml.CSafeDumper):
    """What is in the document twice is written twice: no reader need know anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
