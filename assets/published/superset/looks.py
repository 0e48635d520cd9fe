"""How charts look: the settings of each kind, as Superset calls them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assets.published.superset.charts import Metric

MOST_ROWS = 10_000
MOST_SHOWN = 500
DAY = "%Y-%m-%d"
MONTH = "%b %Y"
HOURS = ",.1f"
COUNT = ",d"
PERCENT = ".0%"
# Series by their names, from A to D.
IN_ORDER: dict[str, Any] = {"sort_series_type": "name", "sort_series_ascending": True}
OPERATORS = {
    "==": "EQUALS",
    "!=": "NOT_EQUALS",
    ">": "GREATER_THAN",
    "IN": "IN",
    "IS NOT NULL": "IS_NOT_NULL",
    "IS TRUE": "IS_TRUE",
    "IS FALSE": "IS_FALSE",
    "TEMPORAL_RANGE": "TEMPORAL_RANGE",
}

Filter = dict[str, Any]


def where(column: str, operator: str, value: Any = None) -> Filter:
    return {
        "clause": "WHERE",
        "expressionType": "SIMPLE",
        "subject": column,
        "operator": operator,
        "operatorId": OPERATORS[operator],
        "comparator": value,
    }


def any_time(column: str) -> Filter:
    """Where the dashboard's period says from when to when."""
    return where(column, "TEMPORAL_RANGE", "No filter")


def band(low: str, middle: Metric, high: str) -> list[Metric]:
    """A line within its interval: Superset shades what lies between metrics that are called so."""
    return [
        Metric(middle.name, f"{middle.label}__yhat"),
        Metric(low, f"{middle.label}__yhat_lower"),
        Metric(high, f"{middle.label}__yhat_upper"),
    ]


def lines(
    x: str,
    metrics: Sequence[Metric],
    filters: Sequence[Filter],
    *,
    by: Sequence[str] = (),
    unit: str,
    number: str = HOURS,
    **more: Any,
) -> dict[str, Any]:
    """Over time; a week in which something is not known has a gap."""
    return {
        "x_axis": x,
        "time_grain_sqla": None,
        "metrics": metrics,
        "groupby": by,
        "adhoc_filters": filters,
        "row_limit": MOST_ROWS,
        "truncate_metric": True,
        "show_empty_columns": True,
        "comparison_type": "values",
        "rich_tooltip": True,
        "show_legend": True,
        "legendOrientation": "top",
        "legendType": "scroll",
        "seriesType": "line",
        "opacity": 0.3,
        "markerEnabled": True,
        "markerSize": 4,
        "only_total": True,
        "x_axis_time_format": MONTH,
        "tooltipTimeFormat": DAY,
        "x_axis_title": "",
        "x_axis_title_margin": 15,
        "y_axis_title": unit,
        "y_axis_title_margin": 50,
        "y_axis_title_position": "Left",
        "y_axis_format": number,
        "y_axis_bounds": [0, None],
        "truncateYAxis": False,
        "sort_series_type": "sum",
        "sort_series_ascending": False,
        "color_scheme": "supersetColors",
        "annotation_layers": [],
        "extra_form_data": {},
        **more,
    }


def bars(
    x: str,
    metrics: Sequence[Metric],
    filters: Sequence[Filter],
    *,
    by: Sequence[str] = (),
    unit: str,
    is_stacked: bool = False,
    number: str = COUNT,
    **more: Any,
) -> dict[str, Any]:
    return lines(
        x,
        metrics,
        filters,
        by=by,
        unit=unit,
        number=number,
        stack="Stack" if is_stacked else None,
        orientation="vertical",
        **more,
    )


def heat(x: str, y: str, metric: Metric, filters: Sequence[Filter], *, number: str) -> dict[str, Any]:
    """A square that is empty has no row, or nothing that may be shown."""
    return {
        "x_axis": x,
        "groupby": y,
        "metric": metric,
        "adhoc_filters": filters,
        "row_limit": MOST_ROWS,
        "sort_x_axis": "alpha_asc",
        "sort_y_axis": "alpha_desc",
        "normalize_across": "heatmap",
        "linear_color_scheme": "superset_seq_1",
        "legend_type": "continuous",
        "show_legend": True,
        "show_percentage": False,
        "show_values": True,
        "xAxisLabelRotation": 45,
        "xscale_interval": 1,
        "yscale_interval": 1,
        "left_margin": "auto",
        "bottom_margin": "auto",
        "value_bounds": [None, None],
        "y_axis_format": number,
        "x_axis_time_format": DAY,
        "annotation_layers": [],
        "extra_form_data": {},
    }


def rows(
    columns: str,
    filters: Sequence[Filter],
    *,
    order: Sequence[tuple[str, bool]] = (),
    numbers: Mapping[str, str] | None = None,
    limit: int = MOST_SHOWN,
) -> dict[str, Any]:
    """Rows as they are published, in an order of columns (True: from the least). Text is text, never HTML."""
    names = columns.split()
    return {
        "query_mode": "raw",
        "all_columns": names,
        "order_by_cols": [_ordered(column, is_ascending) for column, is_ascending in order],
        "adhoc_filters": filters,
        "row_limit": limit,
        "server_page_length": 10,
        "page_length": 0,
        "include_search": False,
        "allow_render_html": False,
        "show_cell_bars": False,
        "table_timestamp_format": "%Y-%m-%d %H:%M",
        "column_config": {
            **{column: {"d3TimeFormat": DAY} for column in names if column.endswith("_on")},
            **{column: {"d3NumberFormat": form} for column, form in (numbers or {}).items()},
        },
        "groupby": [],
        "metrics": [],
        "percent_metrics": [],
        "annotation_layers": [],
        "extra_form_data": {},
    }


def _ordered(column: str, is_ascending: bool) -> str:
    return f'["{column}", {"true" if is_ascending else "false"}]'


def figure(metric: Metric, filters: Sequence[Filter], *, under: str, number: str) -> dict[str, Any]:
    """One big number."""
    return {
        "metric": metric,
        "adhoc_filters": filters,
        "subtitle": under,
        "header_font_size": 0.4,
        "subtitle_font_size": 0.15,
        "y_axis_format": number,
        "annotation_layers": [],
        "extra_form_data": {},
    }
