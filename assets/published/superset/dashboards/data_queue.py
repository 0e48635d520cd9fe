"""Data queue: what comes to teams, what leaves them, how old what is open is, and who waits."""

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

WEEKS = [any_time("week_starts_on"), where("is_complete_week", "IS TRUE")]

NOTE = note("data_queue", width=6, height=28)

OPEN = Chart(
    "Open now",
    "Tickets that the chosen teams have open, as of the newest night",
    "queue_item",
    "big_number_total",
    figure(Metric("rows", "open"), [], under="open tickets, as of the newest night", number=COUNT),
    width=3,
    height=28,
)

UNTOUCHED = Chart(
    "Not touched yet",
    "Of these, what nobody of the team touched since it came",
    "queue_item",
    "big_number_total",
    figure(
        Metric("rows", "not touched"),
        [where("state", "==", "queue")],
        under="of them nobody touched since they came",
        number=COUNT,
    ),
    width=3,
    height=28,
)

FLOWS = Chart(
    "What came and what left, by week",
    "Transfers move what is open between teams. Where more comes than leaves, the queue grows",
    "team_week",
    "echarts_timeseries_line",
    lines(
        "week_starts_on",
        [
            Metric("sum_arrival_count", "arrived"),
            Metric("sum_transfer_in_count", "came from another team"),
            Metric("sum_completed_count", "completed"),
            Metric("sum_transfer_out_count", "passed on"),
            Metric("sum_cancelled_count", "cancelled"),
        ],
        WEEKS,
        unit="tickets",
        number=COUNT,
    ),
    width=8,
)

STATES = Chart(
    "Open at the end of each week",
    "By state: a count of an instant, which adds up over teams and never over weeks",
    "team_week",
    "echarts_timeseries_bar",
    bars(
        "week_starts_on",
        [
            Metric("sum_queue_count", "queue"),
            Metric("sum_wip_count", "wip"),
            Metric("sum_blocked_count", "blocked"),
        ],
        WEEKS,
        unit="tickets",
        is_stacked=True,
    ),
    width=4,
)

AGES = Chart(
    "How old what is open is",
    "By how long it has been in the team, in days by the clock",
    "queue_item",
    "echarts_timeseries_bar",
    bars(
        "age_span",
        [Metric("rows", "tickets")],
        [],
        by=["state"],
        unit="tickets",
        is_stacked=True,
        x_axis_sort_asc=True,
        xAxisLabelInterval="0",
        xAxisLabelRotation=45,
    ),
    width=4,
)

AGE_TREND = Chart(
    "Age of what is open at the end of each week",
    "Half, and 85 of 100, of a team's open tickets have been there no longer; of one team at a time",
    "team_week",
    "echarts_timeseries_line",
    lines(
        "week_starts_on",
        [
            Metric("only_age_in_team_hours_p50", "half of them"),
            Metric("only_age_in_team_hours_p85", "85 of 100"),
        ],
        WEEKS,
        unit="hours by the clock",
        y_axis_title_margin=60,
    ),
    width=8,
)

WAITING = Chart(
    "Who waits for whom",
    "Open tickets by who asked for them and who has them; a requester who is not known has a row of its own",
    "queue_item",
    "heatmap_v2",
    heat("plain_team_name", "requester", Metric("rows", "open tickets"), [], number=COUNT),
)

TREND = Chart(
    "Median wait for the first touch over 13 weeks, with its 95 % interval",
    "In working hours of the team, of what came in the 13 weeks to each day; not mature at the right edge",
    "queue_trend",
    "echarts_timeseries_line",
    lines(
        "period_ends_on",
        band("only_p50_low_hours", Metric("only_p50_hours", "median wait"), "only_p50_high_hours"),
        [
            any_time("period_ends_on"),
            where("period", "==", "13 weeks"),
            where("requester_team", "==", "*"),
            where("target", "==", "touch"),
            where("clock", "==", "business"),
        ],
        unit="working hours",
    ),
)

FORECAST = Chart(
    "When what is open will be completed",
    "If nothing came, from the newest 8 full weeks, by 10,000 draws; the counting begins at counts_from_on. "
    "met_share of forecast_backtest says how often such forecasts were kept",
    "forecast",
    "table",
    rows(
        "team_name item_count counts_from_on p50_weeks p85_weeks p95_weeks unknown_because is_growing grade",
        [
            where("is_complete_week", "IS FALSE"),
            where("window_weeks", "==", 8),
            where("items", "==", "open"),
        ],
        order=[("team_name", True)],
    ),
    width=12,
    height=40,
)

SERVICE = Chart(
    "What teams promise, and how they kept it",
    "The newest 13 weeks that could be watched so long; no share where fewer than 10 met or missed it",
    "service_level",
    "table",
    rows(
        "team_name target requester_class arrival_count promised_business_hours promised_share "
        "shown_attainment_share is_promise_kept grade",
        [
            where("period", "==", "13 weeks"),
            where("is_latest", "IS TRUE"),
            where("promised_business_hours", "IS NOT NULL"),
        ],
        order=[("team_name", True), ("target", False), ("requester_class", True)],
        numbers={
            "promised_business_hours": HOURS,
            "promised_share": PERCENT,
            "shown_attainment_share": PERCENT,
        },
    ),
    width=12,
    height=40,
)

OLDEST = Chart(
    "What has been open longest",
    "The oldest first, with who asked for it, what waits for it, and how far the row may be trusted",
    "queue_item",
    "table",
    rows(
        "work_item_key team_name requester state age_in_team_days idle_days blocked_item_count "
        "grade work_item_url",
        [],
        order=[("age_in_team_hours", False)],
        numbers={"age_in_team_days": HOURS, "idle_days": HOURS},
    ),
    width=12,
    height=56,
)

DATA_QUEUE = Dashboard(
    "Data queue",
    "What comes to teams, what leaves them, how old what is open is, and who waits",
    [
        [NOTE, OPEN, UNTOUCHED],
        [FLOWS, STATES],
        [AGES, AGE_TREND],
        [TREND, WAITING],
        [FORECAST],
        [SERVICE],
        [OLDEST],
    ],
    [
        Choice("Team", "team_week", "team_name", apart=(TREND.name, AGE_TREND.name)),
        Choice("Team of the wait", "queue_trend", "team_name", default="All teams", charts=(TREND.name,)),
        Choice("Team of the age", "team_week", "team_name", is_first_chosen=True, charts=(AGE_TREND.name,)),
    ],
)
