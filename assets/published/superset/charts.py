"""Charts as Superset's import takes them: what each shows of which dataset, and how.

A chart names metrics of its dataset alone: what the contract does not let add up is added up on none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assets.published.superset.datasets import Dataset
from assets.published.superset.identity import Identity


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of the chart's dataset, as the chart calls it."""

    name: str
    label: str

    def of(self, dataset: Dataset) -> dict[str, Any]:
        [expression] = [each["expression"] for each in dataset["metrics"] if each["metric_name"] == self.name]
        return {
            "expressionType": "SQL",
            "sqlExpression": expression,
            "label": self.label,
            "hasCustomLabel": True,
            "optionName": f"metric_{self.name}",
        }


@dataclass(frozen=True, slots=True)
class Chart:
    """`width` of the 12 columns of a dashboard; `height` in its units of 8 pixels."""

    name: str
    says: str
    dataset: str
    kind: str
    params: Mapping[str, Any]
    width: int = 6
    height: int = 50

    def document(self, dataset: Dataset, identity: Identity) -> dict[str, Any]:
        return {
            "slice_name": self.name,
            "description": self.says,
            "certified_by": None,
            "certification_details": None,
            "viz_type": self.kind,
            "params": {**_filled(self.params, dataset), "viz_type": self.kind},
            "query_context": None,
            "cache_timeout": None,
            "uuid": self.uuid(identity),
            "version": "1.0.0",
            "dataset_uuid": dataset["uuid"],
        }

    def uuid(self, identity: Identity) -> str:
        return identity.of("chart", self.name)


def _filled(value: Any, dataset: Dataset) -> Any:
    if isinstance(value, Metric):
        return value.of(dataset)
    if isinstance(value, Mapping):
        return {key: _filled(each, dataset) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_filled(each, dataset) for each in value]
    return value
