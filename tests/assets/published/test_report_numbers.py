"""Every figure of the page is that of a published table: asked here in other words than the page's own."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from assets.published.report.pages import file_name
from tests.assets.published.conftest import Changed
from tests.worlds.html_page import Card, Page, number_in
from tests.worlds.page_rows import rows_of

NEWEST = "(select max(week_starts_on) from week where is_complete_week)"
POOLED = (
    f"period = '4 weeks' and layer = '*' and target = 'touch' and clock = 'business' "
    f"and period_ends_on = {NEWEST} + 7"
)
MEDIAN = "case when is_p50_shown then p50_hours end, case when is_p50_shown then p50_low_hours end, "
MEDIAN += "case when is_p50_shown then p50_high_hours end"
# The golden world is so small that no median of it may be shown: here they may.
SHOWN = [
    f"update {table} set is_p50_shown = p50_hours is not null and {side} <> 'DATA'"
    for table, side in (("handoff_trend", "from_team"), ("queue_trend", "requester_team"))
]
# Nor has any pair of teams ten handoffs, which a row of its own takes.
SHOWN += [
    f"insert into handoff_trend by name "
    f"select * replace ('{giver}' as from_team, '{giver}' as from_team_name) "
    f"from handoff_trend where from_team = '*' and to_team = '{receiver}'"
    for giver, receiver in (("ML", "DATA"), ("DATA", "ML"), ("PROD", "DATA"))
]
# Only a team of data has a queue on the whole page.
SHOWN += ["update team set kind = 'data' where team_id = 'DATA'"]
SHOWN += ["update integration_ratio set is_shown = ratio is not null"]
SHOWN += ["update team_week_requester set is_share_shown = true"]

# By table: how each column is written, and where it comes from.
WHOLE = {
    "pair": (
        "ttcccnnn%yt",
        "select from_team_name, to_team_name, handoff_count, picked_up_count, open_count, " + MEDIAN + ", "
        f"picked_up_by_tau_share, is_mature, grade from handoff_trend where {POOLED} and origin = '*' "
        "and from_team not like '*%' and to_team not like '*%' "
        "order by handoff_count desc, from_team, to_team",
    ),
    "wait_trend": (
        "dccnnn%yt",
        "select period_ends_on, handoff_count, open_count, p50_hours, p50_low_hours, p50_high_hours, "
        "picked_up_by_tau_share, is_mature, grade from handoff_trend where period = '4 weeks' "
        "and from_team = '*' and to_team = '*non-platform' and layer = '*' and origin = '*' "
        "and target = 'touch' "
        f"and clock = 'business' and is_p50_shown and period_ends_on <= {NEWEST} + 7 order by 1 desc",
    ),
    "queue_week": (
        "tccccccccDDDct",
        "select iso_week, open_start_count, arrival_count + transfer_in_count, completed_count, "
        "cancelled_count, transfer_out_count, open_end_count - open_start_count - arrival_count "
        "- transfer_in_count + completed_count + cancelled_count + transfer_out_count, open_end_count, "
        "queue_count, age_in_team_hours_p50, age_in_team_hours_p85, age_in_team_hours_max, "
        "coalesce(holidays.day_count, 0), grade from team_week left join (select week_starts_on, "
        "count(distinct happened_on) as day_count from organization_event where kind = 'holiday' "
        "and team_id = 'DATA' group by all) as holidays using (week_starts_on) "
        "where team_id = 'DATA' order by iso_week desc",
    ),
    "requester": (
        "tcDcc%%t",
        "select requester_team_name, open_end_count, age_in_team_hours_max, demand_13_weeks_count, "
        "completed_13_weeks_count, demand_share, service_share, grade from team_week_requester "
        f"where team_id = 'DATA' and week_starts_on = {NEWEST} "
        "and open_end_count + demand_13_weeks_count > 0 "
        "order by open_end_count desc, demand_13_weeks_count desc, requester_team",
    ),
    "oldest_item": (
        "tttDDct",
        "select work_item_key, state, requester_team_name, age_in_team_hours, idle_hours, "
        "blocked_item_count, grade from queue_item where team_id = 'DATA' order by queue_rank limit 8",
    ),
    "portfolio": (
        "%%%rrr%t",
        "select handoff_tax, handoff_tax_with_platform, handoff_tax_finished_only, speed_up_bound, "
        "speed_up_bound_with_platform, speed_up_bound_finished_only, wait_open_over_13_weeks_share, grade "
        "from integration_ratio where method = 'portfolio'",
    ),
    "velocity": (
        "ttcncDct",
        "select team_name, iso_week, completed_count, points, unestimated_count, lead_hours_p50, "
        "pull_request_merged_count, grade from velocity_week where is_complete_week "
        "order by team_name desc, team_id desc, iso_week desc",
    ),
    "open_handoff": (
        "ttttmDnt",
        "select work_item_key, kind, from_team_name, to_team_name, released_at_local, open_hours, "
        "elapsed_business_hours, grade from handoff where outcome = 'open' and is_observed "
        "order by open_hours desc",
    ),
    "finding": (
        "tttcc%yt",
        "select source, kind, subject, found_count, of_count, found_share, is_doubtful, message "
        "from data_quality order by is_doubtful desc, found_share desc nulls last, kind, source, subject",
    ),
    "source": (
        "ttccmc",
        "select source, kind, scope_count, whole_scope_count, oldest_whole_at, skipped_count "
        "from source order by 1",
    ),
}


def page_of(directory: Path) -> Page:
    return Page(directory / "report.html")


@pytest.mark.parametrize("table", WHOLE)
def test_a_table_of_the_page_says_what_the_published_one_does(table: str, changed: Changed) -> None:
    kinds, query = WHOLE[table]
    directory = changed(*SHOWN)
    rows = page_of(directory).tables[table]
    if table == "velocity":
        # What is a team's own past, no table has: the next test is about it.
        rows = [[*row[:7], row[-1]] for row in rows]
    assert rows, "nothing is compared"
    assert rows == rows_of(directory, query, kinds)


def test_a_week_is_compared_with_the_middle_half_of_the_13_before(changed: Changed) -> None:
    week = "date '2024-11-25' + 7 * place::int"
    many = (
        "insert into velocity_week by name select * exclude (place, n) replace "
        f"({week} as week_starts_on, strftime({week}, '%G-W%V') as iso_week, n as completed_count) "
        "from (from velocity_week where team_id = 'DATA' and iso_week = '2025-W10') "
        "cross join (values (3, 0), (4, 2), (5, 4), (6, 6), (7, 8), (8, 10), (9, 12), (10, 12), (11, 12), "
        "(12, 12), (13, 12)) as counted(place, n)"
    )
    rows = page_of(changed(many)).tables["velocity"]
    # 13 weeks from 2024-12-16 on: 0, 2, 4, 6, 8, 10, five times 12, then 0 and 1: quartiles are 2 and 12.
    [w12] = [row for row in rows if row[0] == "DATA" and row[1] == "2025-W12"]
    assert w12[7:9] == ["2.0", "12.0"]
    assert next(row[7:9] for row in rows if row[0] == "PROD") == ["—", "—"]


def test_a_cell_of_the_heat_map_is_its_pairs_median_and_count(changed: Changed) -> None:
    page = page_of(changed(*SHOWN))
    receivers = sorted({row[1] for row in page.tables["pair"]})
    pairs = {(row[0], row[1]): (row[5], row[2]) for row in page.tables["pair"]}
    for giver, *cells in page.tables["heat"]:
        for receiver, cell in zip(receivers, cells, strict=True):
            median, count = pairs.get((giver, receiver), ("", ""))
            assert cell == (f"{median}n {count}" if count else "")


def test_what_is_open_is_counted_once_by_age_and_state(changed: Changed) -> None:
    directory = changed(*SHOWN)
    with duckdb.connect(directory / "baton.duckdb", read_only=True) as db:
        states = ("queue", "wip", "blocked")
        query = "select count(*) from queue_item where team_id = 'DATA' and state = $1"
        expected = [db.execute(query, [state]).fetchall()[0][0] for state in states]
    rows = page_of(directory).tables["age"]
    assert [sum(int(row[column]) for row in rows) for column in (1, 2, 3)] == expected
    assert len(rows) == 7 and sum(expected) > 0


@pytest.mark.parametrize("name", ["report.html", "team/file of DATA"])
def test_the_evidence_of_a_sentence_answers_with_its_numbers(name: str, changed: Changed) -> None:
    directory = changed(*SHOWN)
    page = Page(directory / name.replace("file of DATA", file_name("DATA")))
    assert len(page.cards) >= 4
    with duckdb.connect(directory / "baton.duckdb", read_only=True) as db:
        for card in page.cards:
            rows = db.execute(card.evidence).fetchall()
            assert rows, card
            columns = list(zip(*rows, strict=True))
            numbers = [value for row in rows for value in row if isinstance(value, int | float)]
            sums = [sum(column) for column in columns if all(isinstance(each, int) for each in column)]
            known = [*numbers, *sums, len(rows), *weekly_sum(card, rows)]
            assert number_in(card.basis) in known, card
            if card.figure != "—":
                figure = number_in(card.figure)
                assert any(abs(figure - scale * value) < 0.5 for value in known for scale in (1, 100)), card


def weekly_sum(card: Card, rows: list[tuple[object, ...]]) -> list[int]:
    """Of the sentence about completions, those of the page's week alone."""
    if card.question != "30_velocity":
        return []
    newest = max(str(row[0]) for row in rows)
    return [sum(int(str(row[2])) for row in rows if row[0] == newest)]


def test_what_is_not_known_is_a_dash_and_never_a_number(changed: Changed) -> None:
    page = page_of(
        changed(
            "update velocity_week set points = null, lead_hours_p50 = null",
            "update publish_info set ownership_conflict_ratio = null",
            "update forecast set p50_weeks = null, p85_weeks = null, p95_weeks = null",
        )
    )
    assert {(row[3], row[5]) for row in page.tables["velocity"]} == {("—", "—")}
    assert {(row[2], row[3], row[4], row[5]) for row in page.tables["forecast"]} == {("—",) * 4}
    assert "disagree on — of the tickets" in page.text
