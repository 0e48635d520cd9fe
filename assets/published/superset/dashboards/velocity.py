"""Velocity: what a team completes, against its own past alone."""

from __future__ import annotations

from assets.published.superset.charts import Chart, Metric
from assets.published.superset.layout import Choice, Dashboard, note
from assets.published.superset.looks import COUNT, IN_ORDER, PERCENT, any_time, band, bars, lines, rows, where

WEEKS = [any_time("week_starts_on"), where("is_complete_week", "IS TRUE")]

NOTE = note("velocity", width=12, height=22)

COMPLETED = Chart(
    "Completed per week, against the 13 weeks before",
    "Completions that stand; shaded is the middle half of the team's own 13 weeks before each week",
    "velocity_past",
    "echarts_timeseries_line",
    lines(
        "week_starts_on",
        band("only_past_low_count", Metric("only_completed_count", "completed"), "only_past_high_count"),
        [any_time("week_starts_on")],
        unit="tickets",
        number=COUNT,
    ),
    width=12,
)

POINTS = Chart(
    "Points per week, and what has no estimate",
    "By the team's own measure; what has no estimate is counted, and is not 0 points",
    "velocity_week",
    "echarts_timeseries_bar",
    bars(
        "week_starts_on",
        [Metric("sum_points", "points"), Metric("sum_unestimated_count", "tickets without an estimate")],
        WEEKS,
        unit="points, tickets",
    ),
)

BUGS = Chart(
    "Bugs among what was completed",
    "Tickets of the types that the organization file calls bugs",
    "velocity_week",
    "echarts_timeseries_line",
    lines(
        "week_starts_on",
        [Metric("sum_completed_count", "completed"), Metric("sum_bug_count", "bugs among them")],
        WEEKS,
        unit="tickets",
        number=COUNT,
    ),
)

LEAD = Chart(
    "From creation to completion",
    "Of what was completed in the week, in hours by the clock; no 85th percentile where fewer than 7 were",
    "velocity_week",
    "echarts_timeseries_line",
    lines(
        "week_starts_on",
        [Metric("only_lead_hours_p50", "half of them"), Metric("only_lead_hours_p85", "85 of 100")],
        WEEKS,
        unit="hours by the clock",
    ),
)

STAGES = Chart(
    "Stages of pull requests that were merged",
    "Medians of each stage: they do not add up to the median of all of it",
    "velocity_week",
    "echarts_timeseries_line",
    lines(
        "week_starts_on",
        [
            Metric("only_pull_request_coding_hours_p50", "coding"),
            Metric("only_pull_request_pickup_hours_p50", "until the first review"),
            Metric("only_pull_request_review_hours_p50", "review"),
            Metric("only_pull_request_merge_hours_p50", "until the merge"),
        ],
        WEEKS,
        unit="hours by the clock",
    ),
)

SPRINTS = Chart(
    "Say and do, sprint by sprint",
    "What was committed at the start of a sprint and done in it, the newest first",
    "sprint",
    "table",
    rows(
        "name team_name ends_at_local committed_count kept_count added_count removed_count "
        "say_do_items say_do_points grade",
        [where("team_id", "!=", "*"), where("is_observed", "IS TRUE"), where("state", "==", "closed")],
        order=[("ends_at", False)],
        numbers={"say_do_items": PERCENT, "say_do_points": PERCENT},
    ),
    width=12,
    height=50,
)

GRADES = Chart(
    "How far these weeks may be trusted",
    "Weeks by their grade: A, nothing speaks against it, to D, half of it or more is doubtful",
    "velocity_week",
    "echarts_timeseries_bar",
    bars(
        "week_starts_on",
        [Metric("rows", "weeks")],
        WEEKS,
        by=["grade"],
        unit="rows",
        is_stacked=True,
        **IN_ORDER,
    ),
    width=12,
    height=30,
)

VELOCITY = Dashboard(
    "Velocity",
    "What a team completes, against its own past alone",
    [[NOTE], [COMPLETED], [POINTS, BUGS], [LEAD, STAGES], [SPRINTS], [GRADES]],
    [Choice("Team", "velocity_week", "team_name", is_first_chosen=True)],
)
