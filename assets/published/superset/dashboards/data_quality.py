"""Data quality: how far all of this may be trusted, and what to mend first."""

from __future__ import annotations

from assets.published.superset.charts import Chart, Metric
from assets.published.superset.layout import Choice, Dashboard, note
from assets.published.superset.looks import COUNT, IN_ORDER, PERCENT, any_time, bars, heat, rows, where

WEEKS = [any_time("week_starts_on"), where("is_complete_week", "IS TRUE")]

NOTE = note("data_quality", width=12, height=22)

PUBLISHED = Chart(
    "What was published",
    "As of when all numbers are, and whether every source could be read",
    "publish_info",
    "table",
    rows(
        "as_of_local is_complete incomplete_scope_count ticket_count pull_request_count "
        "handoff_count report_timezone",
        [],
        numbers={"ticket_count": COUNT, "pull_request_count": COUNT, "handoff_count": COUNT},
    ),
    width=12,
    height=22,
)

FINDINGS = Chart(
    "Findings, the worst first",
    "What makes numbers doubtful: is_doubtful where it is too much",
    "data_quality",
    "table",
    rows(
        "is_doubtful source kind subject found_count of_count found_share message",
        [],
        order=[("is_doubtful", False), ("found_share", False)],
        numbers={"found_share": ",.1%", "found_count": COUNT, "of_count": COUNT},
    ),
    width=12,
    height=50,
)

WEEK_GRADES = Chart(
    "Team weeks by grade",
    "Rows of team_week, a team and week each",
    "team_week",
    "echarts_timeseries_bar",
    bars(
        "week_starts_on",
        [Metric("rows", "team weeks")],
        WEEKS,
        by=["grade"],
        unit="rows",
        is_stacked=True,
        **IN_ORDER,
    ),
)

HANDOFF_GRADES = Chart(
    "Handoffs by grade",
    "By the week of their release",
    "handoff",
    "echarts_timeseries_bar",
    bars(
        "release_week_starts_on",
        [Metric("rows", "handoffs")],
        [any_time("release_week_starts_on"), where("is_observed", "IS TRUE")],
        by=["grade"],
        unit="handoffs",
        is_stacked=True,
        **IN_ORDER,
    ),
)

DOUBTS = Chart(
    "What is doubted of tickets and handoffs",
    "How many have each doubt; one may have several",
    "doubt",
    "heatmap_v2",
    heat("table_name", "doubt", Metric("rows", "rows"), [where("doubt", "IS NOT NULL")], number=COUNT),
)

COVERAGE = Chart(
    "How full fields are",
    "Filled tickets of all of a project, by what the field is taken for; the field that counts first there",
    "field_coverage",
    "heatmap_v2",
    heat(
        "role",
        "plain_project_key",
        Metric("only_filled_share", "filled"),
        [where("precedence", "==", 1)],
        number=PERCENT,
    ),
)

SOURCES = Chart(
    "Sources",
    "What was read of each, and since when its history is whole",
    "source",
    "table",
    rows(
        "source kind scope_count whole_scope_count ticket_count pull_request_count skipped_count",
        [],
        order=[("source", True)],
        numbers={"ticket_count": COUNT, "pull_request_count": COUNT},
    ),
    height=40,
)

SCOPES = Chart(
    "Projects and repositories, the stalest first",
    "When each was last read whole, and why one was not",
    "scope",
    "table",
    rows(
        "source name state whole_at message",
        [],
        order=[("whole_at", True), ("name", True)],
    ),
    height=40,
)

DATA_QUALITY = Dashboard(
    "Data quality",
    "How far all of this may be trusted, and what to mend first",
    [[NOTE], [PUBLISHED], [FINDINGS], [WEEK_GRADES, HANDOFF_GRADES], [DOUBTS, COVERAGE], [SOURCES, SCOPES]],
    [Choice("Team", "team_week", "team_name")],
)
