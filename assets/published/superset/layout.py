"""A dashboard as Superset's import takes it: rows of charts and notes, and the filters that a reader has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assets.published.superset.charts import Chart
from assets.published.superset.datasets import Dataset
from assets.published.superset.identity import Identity

NOTES = Path(__file__).parent / "dashboards"
# Grades and states have the same colours wherever they stand.
COLORS = {
    "A": "#2f7d5b",
    "B": "#9bbf65",
    "C": "#e0a030",
    "D": "#c0392b",
    "queue": "#e0a030",
    "wip": "#3b77af",
    "blocked": "#c0392b",
}


@dataclass(frozen=True, slots=True)
class Note:
    """Markdown between the charts."""

    text: str
    width: int
    height: int


def note(name: str, width: int, height: int) -> Note:
    return Note((NOTES / f"{name}.md").read_text(encoding="utf-8"), width, height)


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter by the values of a column: of the charts that `charts` names, else of all with the column."""

    name: str
    dataset: str
    column: str
    default: str | None = None
    is_first_chosen: bool = False
    charts: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    def reaches(self, chart: Chart, columns: set[str]) -> bool:
        return (
            chart.name in self.charts
            if self.charts
            else self.column in columns and chart.name not in self.apart
        )

    @property
    def is_one(self) -> bool:
        return self.default is not None or self.is_first_chosen


@dataclass(frozen=True, slots=True)
class Dashboard:
    name: str
    says: str
    rows: Sequence[Sequence[Chart | Note]]
    choices: Sequence[Choice] = ()
    has_period: bool = True

    @property
    def charts(self) -> list[Chart]:
        return [each for row in self.rows for each in row if isinstance(each, Chart)]

    def document(self, datasets: Mapping[str, Dataset], identity: Identity) -> dict[str, Any]:
        title = f"{identity.name}: {self.name}"
        return {
            "dashboard_title": title,
            "description": self.says,
            "css": "",
            "slug": None,
            "certified_by": None,
            "certification_details": None,
            "published": True,
            "uuid": identity.of("dashboard", self.name),
            "position": self._position(title, identity),
            "metadata": {
                "color_scheme": "supersetColors",
                "label_colors": COLORS,
                "shared_label_colors": [],
                "cross_filters_enabled": False,
                "refresh_frequency": 0,
                "expanded_slices": {},
                "timed_refresh_immune_slices": [],
                "native_filter_configuration": list(self._filters(datasets)),
            },
            "version": "1.0.0",
        }

    def _position(self, title: str, identity: Identity) -> dict[str, Any]:
        rows = {f"ROW-{number}": row for number, row in enumerate(self.rows, 1)}
        position: dict[str, Any] = {
            "DASHBOARD_VERSION_KEY": "v2",
            "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
            "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": title}},
            "GRID_ID": {"type": "GRID", "id": "GRID_ID", "children": list(rows), "parents": ["ROOT_ID"]},
        }
        numbers = {chart.name: number for number, chart in enumerate(self.charts, 1)}
        for row_id, row in rows.items():
            parents = ["ROOT_ID", "GRID_ID", row_id]
            ids = [f"{_kind(each)}-{row_id}-{place}" for place, each in enumerate(row, 1)]
            position[row_id] = {
                "type": "ROW",
                "id": row_id,
                "children": ids,
                "parents": parents[:-1],
                "meta": {"background": "BACKGROUND_TRANSPARENT"},
            }
            for id_, each in zip(ids, row, strict=True):
                size = {"width": each.width, "height": each.height}
                # Without its uuid a chart is there twice after an import.
                meta = (
                    {"code": each.text}
                    if isinstance(each, Note)
                    else {
                        "chartId": numbers[each.name],
                        "uuid": each.uuid(identity),
                        "sliceName": each.name,
                    }
                )
                position[id_] = {
                    "type": _kind(each),
                    "id": id_,
                    "children": [],
                    "parents": parents,
                    "meta": {**size, **meta},
                }
        return position

    def _filters(self, datasets: Mapping[str, Dataset]) -> Iterator[dict[str, Any]]:
        charts = list(enumerate(self.charts, 1))
        columns = {
            name: {column["column_name"] for column in dataset["columns"]}
            for name, dataset in datasets.items()
        }
        for number, choice in enumerate(self.choices, 1):
            chosen = [] if choice.default is None else [choice.default]
            condition = {"col": choice.column, "op": "IN", "val": chosen}
            yield {
                **_filter(f"choice-{number}", choice.name, "filter_select"),
                "targets": [
                    {"column": {"name": choice.column}, "datasetUuid": datasets[choice.dataset]["uuid"]}
                ],
                "requiredFirst": choice.is_first_chosen,
                "controlValues": {
                    "multiSelect": not choice.is_one,
                    "enableEmptyFilter": choice.is_one,
                    "defaultToFirstItem": choice.is_first_chosen,
                    "inverseSelection": False,
                    "searchAllOptions": False,
                    "sortAscending": True,
                },
                "defaultDataMask": {
                    "extraFormData": {"filters": [condition]} if chosen else {},
                    "filterState": {"value": chosen} if chosen else {},
                    "ownState": {},
                },
                "scope": {
                    "rootPath": ["ROOT_ID"],
                    "excluded": [
                        id_ for id_, chart in charts if not choice.reaches(chart, columns[chart.dataset])
                    ],
                },
            }
        if self.has_period:
            yield {
                **_filter("period", "Period", "filter_time"),
                "targets": [{}],
                "controlValues": {"enableEmptyFilter": False},
                "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
                "scope": {
                    "rootPath": ["ROOT_ID"],
                    "excluded": [id_ for id_, chart in charts if not _has_period(chart)],
                },
            }


def _has_period(chart: Chart) -> bool:
    return any(each["operator"] == "TEMPORAL_RANGE" for each in chart.params["adhoc_filters"])


def _kind(each: Chart | Note) -> str:
    return "MARKDOWN" if isinstance(each, Note) else "CHART"


def _filter(id_: str, name: str, kind: str) -> dict[str, Any]:
    return {
        "id": f"NATIVE_FILTER-{id_}",
        "type": "NATIVE_FILTER",
        "name": name,
        "description": "",
        "filterType": kind,
        "cascadeParentIds": [],
    }
