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
SHARES = ("_share", "_ratio", "handoff_tax", "flow_efficiency", "demand_hhi", "confidence", "_chance")
NUMBERS = {
    "weekday_number",
    "open_mean",
    "item_hourly_rate",
    "segment_number",
    "depth",
    "precedence",
    "restatement_number",
    "first_value",
    "latest_value",
    "as_reported",
    "change",
    "value_before",
    "value_after",
    "queue_rank",
    "ageing_rank",
    "schema_version",
    "week_number",
    "percentile",
}


def unit(column: str) -> str:
    """The unit that a column's name carries."""
    if column.startswith(("is_", "has_", "was_")):
        return "yes or no"
    if column.endswith("_count"):
        return "count"
    if column in ("bounce_ratio", "fairness", "vendor_ratio"):
        return "ratio"
    if any(part in column for part in SHARES) or column.startswith("say_do"):
        return "share"
    if "hours" in column:
        return "hours"
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
            "is_additive_over_teams": pl.Boolean,
            "is_additive_over_weeks": pl.Boolean,
        },
        orient="row",
    ).sort("table_name", maintain_order=True)


FRAME = read_frame(Path(__file__), catalog)
