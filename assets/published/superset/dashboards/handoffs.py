"""Handoffs: how much goes from which team to which, how long it waits there, and what waits now."""

from __future__ import annotations

from assets.published.superset.charts import Chart, Metric
from assets.published.superset.layout import Choice, Dashboard, note
from assets.published.superset.looks import (
    COUNT,
    HOURS,
    PERCENT,
    any_time,
    band,
    bars,
    figure,
    heat,
    lines,
    rows,
    where,
)

MEASURED = [
    where("layer", "==", "*"),
    where("origin", "==", "*"),
    where("target", "==", "touch"),
    where("clock", "==", "business"),
]
WAITING = [where("outcome", "==", "open"), where("is_observed", "IS TRUE")]

NOTE = note("handoffs", width=6, height=28)

NOW = Chart(
    "Handoffs that wait now",
    "Open handoffs, as of the newest night",
    "handoff",
    "big_number_total",
    figure(
        Metric("rows", "waiting"), WAITING, under="wait to be picked up, as of the newest night", number=COUNT
    ),
    width=3,
    height=28,
)

PICKED_UP = Chart(
    "Picked up",
    "Handoffs that the receiver touched, of all that were released in complete weeks of the period",
    "handoff_week",
    "big_number_total",
    figure(
        Metric("picked_up_share", "picked up"),
        [any_time("week_starts_on"), where("is_complete_week", "IS TRUE")],
        under="of those released in the period, until now",
        number=PERCENT,
    ),
    width=3,
    height=28,
)

PAIRS = Chart(
    "Handoffs from giver to receiver",
    "How many were released in complete weeks of the period; an empty square had none",
    "handoff_week",
    "heatmap_v2",
    heat(
        "plain_to_team_name",
        "plain_from_team_name",
        Metric("sum_handoff_count", "handoffs"),
        [any_time("week_starts_on"), where("is_complete_week", "IS TRUE")],
        number=COUNT,
    ),
    height=60,
)

PAIR_WAITS = Chart(
    "Median wait from giver to receiver, in working hours",
    "Kaplan-Meier medians over all of history; an empty square has fewer than 10 pickups",
    "handoff_pair",
    "heatmap_v2",
    heat(
        "plain_to_team_name",
        "plain_from_team_name",
        Metric("only_wait_business_hours_p50", "median wait, working hours"),
        [where("is_median_shown", "IS TRUE")],
        number=HOURS,
    ),
    height=60,
)

TREND = Chart(
    "Median wait over 13 weeks, with its 95 % interval",
    "Until the first touch, in working hours of the receiver, of what was released in 13 weeks. "
    "At the right edge rows are not mature: what waits long is not counted in full yet",
    "handoff_trend",
    "echarts_timeseries_line",
    lines(
        "period_ends_on",
        band(
            "only_p50_low_hours",
            Metric("only_p50_hours", "median wait"),
            "only_p50_high_hours",
        ),
        [any_time("period_ends_on"), where("period", "==", "13 weeks"), *MEASURED],
        unit="working hours",
    ),
    width=8,
)

TREND_SHARE = Chart(
    "Picked up within two weeks of work",
    "Of what was released in 13 weeks, what was touched within tau_hours: read it beside the median where "
    "much went back or on",
    "handoff_trend",
    "echarts_timeseries_line",
    lines(
        "period_ends_on",
        [
            Metric("only_picked_up_by_tau_share", "picked up"),
            Metric("only_exit_share", "went back, on or was closed"),
        ],
        [any_time("period_ends_on"), where("period", "==", "13 weeks"), *MEASURED],
        unit="share",
        number=PERCENT,
        y_axis_bounds=[0, 1],
    ),
    width=4,
)

KINDS = Chart(
    "Handoffs per week, by kind",
    "Released in complete weeks",
    "handoff_week",
    "echarts_timeseries_bar",
    bars(
        "week_starts_on",
        [Metric("sum_handoff_count", "handoffs")],
        [any_time("week_starts_on"), where("is_complete_week", "IS TRUE")],
        by=["kind"],
        unit="handoffs",
        is_stacked=True,
    ),
)

OUTCOMES = Chart(
    "What became of them",
    "Each handoff once, in the week of its release. What is open of old weeks waits since then",
    "handoff_week",
    "echarts_timeseries_bar",
    bars(
        "week_starts_on",
        [
            Metric("sum_picked_up_count", "picked up"),
            Metric("sum_returned_count", "went back"),
            Metric("sum_forwarded_count", "went on to a third team"),
            Metric("sum_cancelled_count", "closed first"),
            Metric("sum_dissolved_count", "one team by now"),
            Metric("sum_open_count", "still waits"),
        ],
        [any_time("week_starts_on"), where("is_complete_week", "IS TRUE")],
        unit="handoffs",
        is_stacked=True,
    ),
)

OLDEST = Chart(
    "What waits longest",
    "Open handoffs, the oldest first, with where to read the work and how far the row may be trusted",
    "handoff",
    "table",
    rows(
        "work_item_key kind from_team_name to_team_name released_at_local open_days "
        "elapsed_business_hours grade work_item_url",
        WAITING,
        order=[("open_hours", False)],
        numbers={"open_days": HOURS, "elapsed_business_hours": HOURS},
    ),
    width=12,
    height=56,
)

OF_TREND = (TREND.name, TREND_SHARE.name)

HANDOFFS = Dashboard(
    "Handoffs",
    "How much goes from which team to which, how long it waits there, and what waits now",
    [
        [NOTE, NOW, PICKED_UP],
        [PAIRS, PAIR_WAITS],
        [TREND, TREND_SHARE],
        [KINDS, OUTCOMES],
        [OLDEST],
    ],
    [
        Choice("Giver", "handoff_week", "from_team_name", apart=OF_TREND),
        Choice("Receiver", "handoff_week", "to_team_name", apart=OF_TREND),
        Choice("Giver of the trend", "handoff_trend", "from_team_name", default="All teams", charts=OF_TREND),
        Choice(
            "Receiver of the trend", "handoff_trend", "to_team_name", default="All teams", charts=OF_TREND
        ),
    ],
)
