"""The metrics of a Superset dataset: sums of what the contract says adds up, else the value of one row.

Superset groups by whatever a reader drags in. So what may not be added up there is unknown, and no number: a
sum is null where it would run over an axis along which the column is none, a median where rows would mix.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from assets.published.contract import Contract

NUMERIC = {"BIGINT", "INTEGER", "DOUBLE"}
FORMATS = {"count": ",d", "share": ".1%", "ratio": ",.2f"}
ANY_NUMBER = ",.1f"
POINTS = "Points are each team's own measure: they are never added up over teams, and never rank any."
# A sum by a sum, never a mean of shares: of what, by what, and what is unknown of that and left out.
SHARES: dict[str, dict[str, tuple[str, str, str | None]]] = {
    "forecast_backtest": {"met_share": ("met_count", "tried_count", None)},
    "handoff_pair": {
        "bounce_share": ("bounce_count", "handoff_count", None),
        "picked_up_share": ("picked_up_count", "handoff_count", None),
    },
    "handoff_week": {
        "bounce_share": ("bounce_count", "handoff_count", None),
        "picked_up_share": ("picked_up_count", "handoff_count", None),
    },
    "independence_week": {
        "independent_merge_share": (
            "independent_merge_count",
            "pull_request_merged_count",
            "unknown_merge_count",
        ),
        "self_ship_share": ("self_ship_count", "completed_count", None),
    },
    "velocity_week": {
        "bug_share": ("bug_count", "completed_count", None),
        "unestimated_share": ("unestimated_count", "completed_count", None),
    },
}
# What too little stands behind is not shown: the column that says so, and what it says that of.
SHOWN_BY: dict[str, dict[str, tuple[str, ...]]] = {
    "delivery_week": {
        "is_p50_shown": ("lead_hours_p50", "deploy_hours_p50"),
        "is_4_weeks_p50_shown": ("lead_4_weeks_hours_p50", "deploy_4_weeks_hours_p50"),
    },
    "forecast_backtest": {"is_share_shown": ("met_share",)},
    "handoff_pair": {"is_median_shown": ("wait_hours_p50", "wait_business_hours_p50")},
    "handoff_trend": {
        "is_p50_shown": ("p50_hours", "p50_low_hours", "p50_high_hours"),
        "is_p85_shown": ("p85_hours",),
    },
    "handoff_week": {"is_median_shown": ("wait_hours_p50", "wait_business_hours_p50")},
    "independence_week": {
        "is_p50_shown": ("lead_hours_p50",),
        "is_4_weeks_p50_shown": ("lead_4_weeks_hours_p50",),
    },
    "integration_ratio": {"is_shown": ("ratio", "ratio_low", "ratio_high")},
    "ml_distance": {
        "is_user_to_touch_shown": (
            "user_to_touch_hours_p50",
            "user_to_touch_hours_p50_low",
            "user_to_touch_hours_p50_high",
            "user_to_touch_business_hours_p50",
            "user_to_touch_business_hours_p50_low",
            "user_to_touch_business_hours_p50_high",
        ),
        "is_merge_to_report_shown": (
            "merge_to_report_hours_p50",
            "merge_to_report_hours_p50_low",
            "merge_to_report_hours_p50_high",
        ),
    },
    "platform_service": {
        "is_p85_shown": ("done_p85_hours", "done_p85_business_hours"),
        "is_attainment_shown": ("attainment_share",),
    },
    "queue_trend": {
        "is_p50_shown": ("p50_hours", "p50_low_hours", "p50_high_hours"),
        "is_p85_shown": ("p85_hours",),
    },
    "service_level": {
        "is_p85_shown": ("p85_hours", "p85_business_hours"),
        "is_attainment_shown": ("attainment_share",),
    },
    "team_week": {
        "is_queue_wait_shown": ("queue_wait_business_hours_p50",),
        "is_queue_wait_start_shown": ("queue_wait_start_business_hours_p50",),
    },
    "team_week_requester": {"is_share_shown": ("demand_share", "service_share", "fairness")},
    "velocity_week": {"is_p85_shown": ("lead_hours_p85", "cycle_hours_p85")},
}


def metrics(name: str, table: Contract) -> list[dict[str, Any]]:
    return [
        _metric("rows", "rows", "COUNT(*)", table["grain"], "count"),
        *_sums(table),
        *_shares(name, table),
        *_only(name, table),
    ]


def words(column: str) -> str:
    """A column as people read it on a chart."""
    return column.replace("_", " ")


def sum_of(table: Contract, column: str) -> str:
    """The sum of a column, null where it would run over an axis along which it is none."""
    one_of = _held_to_one(table, column)
    parts = [f"{total} <> '*'" for total in table["totals_in"] if total not in one_of]
    added = f"SUM(CASE WHEN {' AND '.join(parts)} THEN {column} END)" if parts else f"SUM({column})"
    guard = " AND ".join(f"MIN({key}) = MAX({key})" for key in one_of)
    return f"CASE WHEN {guard} THEN {added} END" if guard else added


def _sums(table: Contract) -> Iterator[dict[str, Any]]:
    for column, each in table["columns"].items():
        if any(each["additive_over"].values()):
            one_of = _held_to_one(table, column)
            said = f" Adds up within one {_and(words(key) for key in one_of)} only." if one_of else ""
            warning = POINTS if each["unit"] == "points" else None
            yield _metric(
                f"sum_{column}",
                words(column),
                sum_of(table, column),
                f"{each['description']}.{said}",
                each["unit"],
                warning,
            )


def _shares(name: str, table: Contract) -> Iterator[dict[str, Any]]:
    for share, (part, of, unknown) in SHARES.get(name, {}).items():
        divisor = sum_of(table, of) + (f" - {sum_of(table, unknown)}" if unknown else "")
        but = f" less {unknown}" if unknown else ""
        yield _metric(
            share,
            words(share),
            f"1.0 * {sum_of(table, part)} / NULLIF({divisor}, 0)",
            f"{part} by {of}{but}, each added up first",
            "share",
        )


def _only(name: str, table: Contract) -> Iterator[dict[str, Any]]:
    """What stands in one row; not where rows are tickets and the like, which have an address."""
    if any(column.endswith("_url") for column in table["columns"]):
        return
    shown_by = {column: flag for flag, columns in SHOWN_BY.get(name, {}).items() for column in columns}
    for column, each in table["columns"].items():
        is_measure = each["type"] in NUMERIC and column not in table["key"]
        if is_measure and not any(each["additive_over"].values()):
            flag = shown_by.get(column)
            value = f"CASE WHEN {flag} THEN {column} END" if flag else column
            said = f", and where {flag}" if flag else ""
            yield _metric(
                f"only_{column}",
                words(column),
                f"CASE WHEN COUNT(*) = 1 THEN MAX({value}) END",
                f"{each['description']}. Shown where one row alone stands there{said}: it never adds up.",
                each["unit"],
            )


def _held_to_one(table: Contract, column: str) -> list[str]:
    """The columns of the key that must have one value, for the sum to be one."""
    over = table["columns"][column]["additive_over"]
    if over["teams"] and over["weeks"]:
        return []
    free = {
        key for key in table["key"] for axis in ("teams", "weeks") if over[axis] and key in _axis(table, axis)
    }
    return [key for key in table["key"] if key not in free]


def _axis(table: Contract, axis: str) -> set[str]:
    refers_to = {"teams": "team", "weeks": "week"}[axis]
    return {each["columns"][0] for each in table["relations"] if each["refers_to"] == refers_to}


def _and(each: Iterable[str]) -> str:
    return " and ".join(each)


def _metric(
    name: str, label: str, expression: str, description: str, unit: str, warning: str | None = None
) -> dict[str, Any]:
    return {
        "metric_name": name,
        "verbose_name": label,
        "expression": expression,
        "description": description,
        "d3format": FORMATS.get(unit, ANY_NUMBER),
        "extra": {"warning_markdown": warning} if warning else {},
        "warning_text": warning,
    }
