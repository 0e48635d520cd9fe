"""marts.metric_catalog: what every published column means, from the heads of the marts' own files."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from assets.frame import read_frame
from assets.table import tables

# Tables whose rows may be added up, by the axes that they have.
OVER_TEAMS = {
    "blocked_week",
    "cumulative_flow",
    "delivery_week",
    "forecast_backtest",
    "handoff_pair",
    "handoff_week",
    "independence_week",
    "interaction_mode",
    "team_week",
    "team_week_requester",
    "velocity_week",
}
OVER_WEEKS = OVER_TEAMS - {"cumulative_flow", "forecast_backtest", "handoff_pair", "interaction_mode"}

# What stands at an instant is no flow: one week's end is the next one's start. Sums over 13 weeks overlap.
STANDING = {
    "open_start_count",
    "open_end_count",
    "queue_count",
    "wip_count",
    "blocked_count",
    "age_in_team_hours_sum",
    "demand_13_weeks_count",
    "completed_13_weeks_count",
}
# One ticket may be blocked in several weeks, and while several teams have it.
DISTINCT = {"blocked_item_count"}
# One work item is between several pairs of teams; how long a mode lasts is each pair's own.
OF_SEVERAL_PAIRS = {
    "item_count",
    "handed_item_count",
    "to_and_fro_item_count",
    "joint_item_count",
    "joint_week_count",
    "helped_by_team_item_count",
    "helped_by_other_item_count",
    "mode_quarter_count",
}
# One deployment brings the work of several teams.
OF_SEVERAL_TEAMS = {"deployment_count", "deployment_day_count"}
RATIOS = ("fairness", "vendor_ratio", "ratio", "ratio_low", "ratio_high", "detectable_ratio", "bounce_ratio")
SHARES = ("_share", "_ratio", "handoff_tax", "flow_efficiency", "demand_hhi", "confidence", "_chance")
# They tell rows apart, and measure nothing.
ORDINALS = {
    "weekday_number",
    "segment_number",
    "depth",
    "precedence",
    "restatement_number",
    "queue_rank",
    "ageing_rank",
    "schema_version",
    "week_number",
    "percentile",
}
NUMBERS = ORDINALS | {
    "open_mean",
    "item_hourly_rate",
    "first_value",
    "latest_value",
    "as_reported",
    "change",
    "value_before",
    "value_after",
    "hops_p50",
    "triage_queues_p50",
    "ship_hops_p50",
    "isolation_index",
}
MEASURED_IN = {"count", "hours", "weeks", "per week", "points", "share", "ratio", "number", "currency"}
# Figures that rest on no history of work items, so that no finding about these touches them.
NOT_OF_WORK = {
    "data_quality": "findings themselves",
    "day": "the calendar",
    "field_coverage": "how full fields are",
    "link": "how sure a link is",
    "month": "the calendar",
    "organization_event": "the organization file",
    "overlap_week": "the calendar",
    "publish_info": "what was published",
    "scope": "what was read",
    "source": "what was read",
    "team": "the organization file",
    "team_day": "the calendar",
    "week": "the calendar",
}


def unit(column: str) -> str:
    """The unit that a column's name carries."""
    if column.startswith(("is_", "has_", "was_")):
        return "yes or no"
    if column == "doubts":
        return "list"
    if column.removesuffix("_with_platform").endswith("_count"):
        return "count"
    if column in RATIOS or column.startswith("speed_up_bound"):
        return "ratio"
    if any(part in column for part in SHARES) or column.startswith("say_do") or column.endswith("_p"):
        return "share"
    if "hours" in column:
        return "hours"
    if column.endswith("_cost"):
        return "currency"
    if column.endswith("_local"):
        return "local timestamp"
    if column.endswith("_at") or column in (
        "as_of",
        "history_from",
        "first_published_as_of",
        "changed_as_of",
    ):
        return "UTC timestamp"
    if column.endswith("_on"):
        return "date"
    if column in NUMBERS:
        return "number"
    if column.endswith("_weeks"):
        return "weeks"
    if column.endswith("_per_week"):
        return "per week"
    if column in ("fairness", "age_by_p85"):
        return "ratio"
    return "points" if column.endswith("points") or column == "size_at_start" else "text"


def is_measured(column: str) -> bool:
    return unit(column) in MEASURED_IN and column not in ORDINALS


def is_figure(table: str, column: str) -> bool:
    """Whether the column measures work: its row then says how far it may be trusted."""
    return is_measured(column) and table not in NOT_OF_WORK


def is_additive_over_teams(table: str, column: str) -> bool | None:
    """Points are each team's own measure. None where the table has no teams to add over."""
    is_sum = unit(column) == "count" or column.endswith("_sum")
    return (
        is_sum and column not in DISTINCT | OF_SEVERAL_TEAMS | OF_SEVERAL_PAIRS
        if table in OVER_TEAMS
        else None
    )


def is_additive_over_weeks(table: str, column: str) -> bool | None:
    """None where the table has no weeks to add over."""
    is_sum = unit(column) in ("count", "points") or column.endswith("_sum")
    return is_sum and column not in STANDING | DISTINCT if table in OVER_WEEKS else None


def catalog(nothing: pl.DataFrame) -> pl.DataFrame:
    rows = [
        (
            table.name,
            column,
            definition,
            unit(column),
            is_figure(table.name, column),
            is_additive_over_teams(table.name, column),
            is_additive_over_weeks(table.name, column),
        )
        for table in [*tables("marts"), FRAME.table]
        for column, definition in table.columns.items()
    ]
    return pl.DataFrame(
        rows,
        schema={
            "table_name": pl.String,
            "column_name": pl.String,
            "definition": pl.String,
            "unit": pl.String,
            "is_figure": pl.Boolean,
            "is_additive_over_teams": pl.Boolean,
            "is_additive_over_weeks": pl.Boolean,
        },
        orient="row",
    ).sort("table_name", maintain_order=True)


FRAME = read_frame(Path(__file__), catalog)
