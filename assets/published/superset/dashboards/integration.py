"""Integration: how much longer work takes that several teams do, and what waiting costs at most."""

from __future__ import annotations

from assets.published.superset.charts import Chart, Metric
from assets.published.superset.layout import Choice, Dashboard, note
from assets.published.superset.looks import PERCENT, any_time, bars, figure, lines, rows, where

PORTFOLIO = [where("method", "==", "portfolio")]
COMPARED = [where("stratum", "==", "*"), where("method", "!=", "portfolio")]
WEEKS = [any_time("week_starts_on"), where("is_complete_week", "IS TRUE")]
RATIO = ",.2f"

NOTE = note("integration", width=6, height=30)

TAX = Chart(
    "Handoff tax",
    "Waiting between teams that are no shared platform, as a share of lead time, of what is done or open",
    "integration_ratio",
    "big_number_total",
    figure(
        Metric("only_handoff_tax", "handoff tax"),
        PORTFOLIO,
        under="of lead time is waiting between teams",
        number=PERCENT,
    ),
    width=3,
    height=30,
)

BOUND = Chart(
    "Bound",
    "1 / (1 - handoff tax): without any waiting between teams work would be faster by so many times at most",
    "integration_ratio",
    "big_number_total",
    figure(
        Metric("only_speed_up_bound", "bound"),
        PORTFOLIO,
        under="times as fast at most, without any waiting",
        number=RATIO,
    ),
    width=3,
    height=30,
)

CLAIM = Chart(
    "What may be said",
    "The claim in plain words, and how far it goes: L0 a description to L3 with what a reorganization showed",
    "integration_ratio",
    "table",
    rows(
        "claim_level sentence handoff_tax handoff_tax_with_platform speed_up_bound "
        "wait_open_over_13_weeks_share grade",
        PORTFOLIO,
        numbers={
            "handoff_tax": PERCENT,
            "handoff_tax_with_platform": PERCENT,
            "speed_up_bound": RATIO,
            "wait_open_over_13_weeks_share": PERCENT,
        },
    ),
    width=12,
    height=44,
)

METHODS = Chart(
    "How many times as long chains take, by method",
    "Chains of two teams or more against work of one: the ratio, and the ends of its 95 % interval",
    "integration_ratio",
    "echarts_timeseries_scatter",
    lines(
        "method",
        [
            Metric("only_ratio_low", "lower end"),
            Metric("only_ratio", "ratio"),
            Metric("only_ratio_high", "upper end"),
        ],
        [where("dose", "==", "≥2"), *COMPARED],
        unit="times as long",
        number=RATIO,
        markerSize=10,
        x_axis_sort_asc=True,
        xAxisLabelInterval="0",
    ),
)

DOSES = Chart(
    "By how many teams took part",
    "Matched by size: chains of 2, 3 and 4 or more teams against work of one",
    "integration_ratio",
    "echarts_timeseries_scatter",
    lines(
        "dose",
        [
            Metric("only_ratio_low", "lower end"),
            Metric("only_ratio", "ratio"),
            Metric("only_ratio_high", "upper end"),
        ],
        [where("method", "==", "by size"), where("stratum", "==", "*"), where("dose", "!=", "≥2")],
        unit="times as long",
        number=RATIO,
        markerSize=10,
        x_axis_sort_asc=True,
        xAxisLabelInterval="0",
    ),
)

RATIOS = Chart(
    "All methods, with what stands behind them",
    "is_shown: it may be quoted; has_mixed_signs: chains were slower in some strata and faster in others",
    "integration_ratio",
    "table",
    rows(
        "method dose chain_count integrated_count shown_ratio shown_ratio_low shown_ratio_high is_shown "
        "is_too_few has_mixed_signs grade",
        COMPARED,
        order=[("method", True), ("dose", True)],
        numbers={"shown_ratio": RATIO, "shown_ratio_low": RATIO, "shown_ratio_high": RATIO},
    ),
    width=12,
    height=52,
)

CLASSES = Chart(
    "How many teams took part in a chain",
    "Chains by the number of teams that are no shared platform, and by their class",
    "chain",
    "echarts_timeseries_bar",
    bars(
        "team_count",
        [Metric("rows", "chains")],
        [where("is_observed", "IS TRUE")],
        by=["class"],
        unit="chains",
        is_stacked=True,
        x_axis_sort_asc=True,
        xAxisForceCategorical=True,
    ),
    width=4,
)

INDEPENDENT = Chart(
    "Merged and shipped without another team",
    "By month of the week's Monday, a sum by a sum: merges that nobody of another team approved or merged, "
    "of those of which that is known; and completions with a pull request and no handoff until their release",
    "independence_week",
    "echarts_timeseries_line",
    lines(
        "week_starts_on",
        [
            Metric("independent_merge_share", "merged without another team"),
            Metric("self_ship_share", "shipped without another team"),
        ],
        WEEKS,
        unit="share",
        number=PERCENT,
        time_grain_sqla="P1M",
        y_axis_bounds=[0, 1],
    ),
    width=8,
)

MODES = Chart(
    "How pairs of teams work together, where that is a finding",
    "By quarter, the newest first: in words, with how long it has been so",
    "interaction_mode",
    "table",
    rows(
        "quarter_starts_on team_name other_team_name mode mode_quarter_count sentence grade",
        [any_time("quarter_starts_on"), where("is_finding", "IS TRUE")],
        order=[("quarter_starts_on", False), ("team_name", True)],
    ),
    width=12,
)

REORGANIZATIONS = Chart(
    "What reorganizations changed",
    "Lead times before and after, against teams that stayed as they were",
    "reorg_effect",
    "table",
    rows(
        "began_on verdict sentence grade",
        [any_time("began_on")],
        order=[("began_on", False)],
    ),
    width=12,
    height=36,
)

INTEGRATION = Dashboard(
    "Integration",
    "How much longer work takes that several teams do, and what waiting between them costs at most",
    [
        [NOTE, TAX, BOUND],
        [CLAIM],
        [METHODS, DOSES],
        [RATIOS],
        [CLASSES, INDEPENDENT],
        [REORGANIZATIONS],
        [MODES],
    ],
    [Choice("Team", "velocity_week", "team_name", charts=(INDEPENDENT.name,))],
)
