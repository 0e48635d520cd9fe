"""The worked example of the metrics, served as Jira and GitHub, through the whole pipeline."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from connectors.sandbox.server.server import serve
from tests.worlds.golden import AS_OF, GOLDEN, KEYS, golden_organization, golden_world, instant
from tests.worlds.night import Home

EXPECTED = GOLDEN["expected"]
WEEKS = list(EXPECTED["weeks"])


def plain(text: str) -> datetime:
    return instant(text).replace(tzinfo=None)


def monday(iso_week: str) -> date:
    return date.fromisocalendar(int(iso_week[:4]), int(iso_week[-2:]), 1)


def key_of(row: dict[str, Any]) -> str:
    """The key today; a review's work item is the pull request that carried it."""
    if (row["via"] or "").startswith("PR"):
        return f"golden/app#{row['via'].removeprefix('PR ')}"
    return KEYS.get(row["item"], row["item"])


@pytest.mark.parametrize("expected", EXPECTED["handoffs"], ids=lambda row: row["id"])
def test_a_handoff_of_the_example_comes_out_to_the_last_value(home: Home, expected: dict[str, Any]) -> None:
    [found] = home.warehouse_sql(
        f"""
        select kind, role, string_split(detectors, ', '), from_team, to_team, released_at, routed_at,
            clock_ended_at, outcome, start_outcome, elapsed_hours, elapsed_business_hours,
            unowned_hours, unowned_business_hours, queue_hours, queue_business_hours, named_assignee_hours,
            named_assignee_business_hours, start_elapsed_hours, start_elapsed_business_hours
        from flow.handoff
        where handoff_id in (
            select handoff_id from marts.handoff
            where work_item_key = '{key_of(expected)}' and released_at = '{plain(expected["release"])}'
        )
        """
    )
    assert found[:10] == (
        expected["kind"],
        expected["role"],
        expected["detectors"],
        expected["giver"],
        expected["receiver"],
        plain(expected["release"]),
        plain(expected["routed"]),
        plain(expected["end"]),
        expected["outcome"],
        expected["start_outcome"],
    )
    hours = ["wall_h", "bh", "unowned_wall_h", "unowned_bh", "queue_wall_h", "queue_bh"]
    hours += ["named_assignee_wall_h", "named_assignee_bh", "start_wall_h", "start_bh"]
    for name, value in zip(hours, found[10:], strict=True):
        assert value == (None if expected[name] is None else pytest.approx(expected[name], abs=1e-9)), name


def test_no_handoff_comes_out_that_is_not_in_the_example(home: Home) -> None:
    found = home.sql("select work_item_key, kind, released_at from handoff order by all")
    assert found == sorted((key_of(row), row["kind"], plain(row["release"])) for row in EXPECTED["handoffs"])


def test_the_median_wait_of_a_pair_counts_what_still_waits(home: Home) -> None:
    expected = EXPECTED["km_bh"]["ML->DATA"]
    assert home.sql(
        "select handoff_count, picked_up_count, wait_business_hours_p50, is_median_shown "
        "from handoff_pair where from_team = 'ML' and to_team = 'DATA'"
    ) == [(expected["n"], expected["events"], expected["km_median"], expected["display_median"])]


def test_only_the_detectors_that_are_switched_on_find_handoffs(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    fewer = Home(tmp_path_factory.mktemp("fewer"))
    with serve(golden_world(), AS_OF) as sandbox:
        fewer.run(sandbox, golden_organization(["D1", "D2", "D6"]))
    found = fewer.sql("select work_item_key, kind, released_at from handoff order by all")
    assert found == sorted(
        (key_of(row), row["kind"], plain(row["release"]))
        for row in EXPECTED["handoffs"]
        if row["detectors"][0] in ("D1", "D2", "D6")
    )


def test_what_the_example_calls_no_handoff_is_none(home: Home) -> None:
    for row in EXPECTED["not_handoffs"]:
        key = KEYS.get(row["item"], row["item"])
        assert (
            home.sql(
                f"select * from handoff where work_item_key = '{key}' and released_at = '{plain(row['t'])}'"
            )
            == []
        )


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (
            "TRI-1",
            [
                ("2025-03-04T15:00:00Z", "PROD", "project", "created"),
                ("2025-03-05T20:00:00Z", "UNOWNED", "none", "change"),
                ("2025-03-07T19:00:00Z", "ML", "team", "change"),
            ],
        ),
        (
            "ML-2",
            [
                ("2025-03-24T15:00:00Z", "ML", "assignee", "created"),
                ("2025-03-28T19:00:00Z", "DATA", "team", "change"),
            ],
        ),
        (
            "ML-3",
            [
                ("2025-03-19T14:00:00Z", "ML", "assignee", "created"),
                ("2025-03-24T04:00:00Z", "PROD", "assignee", "relabel"),
            ],
        ),
    ],
)
def test_the_ledger_says_who_had_the_ball(
    home: Home, key: str, expected: list[tuple[str, str, str, str]]
) -> None:
    found = home.warehouse_sql(
        f"""
        select ownership.from_at, owner, rung, cause
        from flow.ownership as ownership
        inner join core.ticket as ticket using (ticket_number)
        where ticket.key = '{key}'
        order by from_at
        """
    )
    assert found == [(plain(at), *rest) for at, *rest in expected]


ROOTS = {"PROD-1": "TRI-1", "ML-1+DATA-1": "ML-1"}


@pytest.mark.parametrize(
    ("ledger", "chain", "expected"),
    [
        (ledger, ROOTS.get(chain, chain), expected)
        for name, ledger in (("ledger", "non_platform"), ("ledger_incl_platform", "all"))
        for chain, expected in EXPECTED[name].items()
    ],
)
def test_the_ball_ledger_of_a_chain(
    home: Home, ledger: str, chain: str, expected: dict[str, list[list[Any]]]
) -> None:
    found = home.sql(
        f"""
        select segment, team_id, hours, business_hours
        from chain_segment inner join chain using (source, root_ticket_id)
        where ledger = '{ledger}' and root_ticket_key = '{chain}' order by segment_number
        """
    )
    assert [(*row[:2], pytest.approx(row[2])) for row in found] == [tuple(row) for row in expected["wall"]]
    assert [(*row[:2], pytest.approx(row[3])) for row in found] == [tuple(row) for row in expected["bh"]]


def test_the_handoff_tax_of_each_chain(home: Home) -> None:
    for chain, expected in EXPECTED["handoff_tax"]["chains"].items():
        [found] = home.sql(
            f"""
            select state, handoff_tax, handoff_tax_business, handoff_tax_with_platform,
                handoff_tax_business_with_platform
            from chain where root_ticket_key = '{ROOTS.get(chain, chain)}'
            """
        )
        names = ("wall", "bh", "wall_incl_platform", "bh_incl_platform")
        assert found[0] == expected["state"]
        assert found[1:] == pytest.approx(tuple(expected[name] for name in names), abs=1e-6), chain


@pytest.mark.parametrize(
    ("name", "states"), [("portfolio", "'done', 'open'"), ("portfolio_finished_only", "'done'")]
)
def test_the_handoff_tax_of_the_portfolio(home: Home, name: str, states: str) -> None:
    expected = EXPECTED["handoff_tax"][name]
    [found] = home.sql(
        f"""
        select sum(wait_hours), sum(lead_hours), sum(wait_hours) / sum(lead_hours),
            sum(wait_all_hours) / sum(lead_hours)
        from chain where state in ({states})
        """
    )
    names = ("wait_h", "elapsed_h", "wall", "wall_incl_platform")
    assert found == pytest.approx(tuple(expected[name] for name in names), abs=1e-6)


def test_the_flow_efficiency_of_chains(home: Home) -> None:
    for chain, expected in EXPECTED["flow_efficiency"].items():
        [found] = home.sql(
            f"""
            select active_hours, flow_efficiency, flow_efficiency_business
            from chain where root_ticket_key = '{ROOTS.get(chain, chain)}'
            """
        )
        assert found == pytest.approx(
            tuple(expected[name] for name in ("active_wall_h", "wall", "bh")), abs=1e-6
        )


def test_intake_is_measured_apart_from_handoffs(home: Home) -> None:
    found = home.warehouse_sql(
        """
        select ticket.key, team_id, intake_hours, intake_business_hours
        from flow.intake inner join core.ticket as ticket using (ticket_number)
        """
    )
    assert found == [
        (KEYS.get(key, key), row["team"], pytest.approx(row["wall_h"]), pytest.approx(row["bh"]))
        for key, row in EXPECTED["intake_latency"].items()
    ]


def test_signals_that_disagree_are_counted(home: Home) -> None:
    found = home.warehouse_sql(
        """
        select ticket.key, team_by_field, team_by_assignee, from_at, business_hours
        from flow.ownership_conflict inner join core.ticket as ticket using (ticket_number)
        """
    )
    assert found == [
        (key, row["team_field"], row["assignee_team"], plain(row["from"]), pytest.approx(row["bh"]))
        for key, row in EXPECTED["ownership_conflicts"]["items"].items()
    ]
    assert home.sql(
        "select found_count, found_share, is_doubtful from data_quality where kind = 'ownership_conflict'"
    ) == [
        (
            len(EXPECTED["ownership_conflicts"]["items"]),
            pytest.approx(EXPECTED["ownership_conflicts"]["rate"]),
            False,  # one in ten is not yet more than that
        )
    ]
    assert home.sql("select ownership_conflict_ratio from publish_info") == [
        (pytest.approx(EXPECTED["ownership_conflicts"]["rate"]),)
    ]


def test_bounces_and_ping_pong_and_what_the_requester_feels(home: Home) -> None:
    bounces = home.sql("select work_item_key, count(*) from handoff where role = 'bounce' group by all")
    assert bounces == list(EXPECTED["bounces"].items())
    found = home.warehouse_sql(
        """
        select ticket.key, list_sort([from_team, to_team]), length, request_to_start_hours,
            request_to_start_business_hours
        from flow.ping_pong inner join core.ticket as ticket using (ticket_number)
        """
    )
    felt = EXPECTED["request_to_real_start"]
    assert found == [
        (key, run["pair"], run["length"], pytest.approx(felt[key]["wall_h"]), pytest.approx(felt[key]["bh"]))
        for key, run in EXPECTED["ping_pong_runs"].items()
    ]


def test_the_stages_of_pull_requests_add_up(home: Home) -> None:
    names = ("coding_h", "draft_h", "pickup_h", "review_h", "merge_h", "total_h", "pickup_bh_reviewer")
    for number, expected in EXPECTED["prs"].items():
        [found] = home.sql(
            f"""
            select coding_hours, draft_hours, pickup_hours, review_hours, merge_hours, total_hours,
                pickup_business_hours, team_id, is_cross_team_review
            from pull_request where pull_request_key like '%#{number}'
            """
        )
        assert found[:7] == pytest.approx(tuple(expected[name] for name in names))
        assert found[7:] == (expected["merged_team"], expected["cross_team_review"])
        coding, _, pickup, review, merge, total = found[:6]
        assert coding + pickup + review + merge == pytest.approx(total)


def test_weeks_have_their_real_length(home: Home) -> None:
    found = home.sql(
        f"select iso_week, starts_at, hours, is_complete_week from week where iso_week >= '{WEEKS[0]}'"
    )
    assert found == [
        (name, plain(week["start"]), week["hours"], not week["partial"])
        for name, week in EXPECTED["weeks"].items()
    ]


def test_velocity_is_credited_to_the_team_that_closed(home: Home) -> None:
    found = home.sql("select team_id, iso_week, completed_count, points from velocity_week order by all")
    expected = [
        (team, week, items, points)
        for team, weeks in EXPECTED["velocity"].items()
        if not team.startswith("_")
        for week, (items, points) in weeks.items()
    ]
    assert [row for row in found if row[1] in WEEKS] == sorted(expected)


def test_velocity_of_the_past_is_what_stood_then(
    home: Home, tmp_path_factory: pytest.TempPathFactory
) -> None:
    then = Home(tmp_path_factory.mktemp("then"))
    with serve(golden_world(), AS_OF) as sandbox:
        then.run(sandbox, golden_organization(), as_of=instant("2025-03-17T04:00:00Z"))
    for team, weeks in EXPECTED["velocity_as_of_2025-03-17T04:00:00Z"].items():
        for week, (items, points) in weeks.items():
            assert then.sql(
                f"""
                select completed_count, points from velocity_week
                where team_id = '{team}' and iso_week = '{week}'
                """
            ) == [(items, points)]


def test_percentiles_of_a_week(home: Home) -> None:
    [found] = home.sql(
        """
        select completed_count, lead_hours_p50, lead_hours_p85, cycle_hours_p50, cycle_hours_p85, is_p85_shown
        from velocity_week where team_id = 'PROD' and iso_week = '2025-W13'
        """
    )
    expected = EXPECTED["velocity_percentiles"]["PROD|2025-W13"]
    names = ("n", "lead_p50", "lead_p85", "cycle_p50", "cycle_p85", "display_p85")
    assert found == pytest.approx(tuple(expected[name] for name in names))


def test_merged_pull_requests_are_the_authors_team_at_the_merge(home: Home) -> None:
    found = home.sql(
        """
        select team_id, iso_week, pull_request_merged_count from velocity_week
        where pull_request_merged_count > 0 order by all
        """
    )
    assert found == [
        (team, week, count)
        for team, weeks in EXPECTED["prs_merged_weekly"].items()
        for week, count in weeks.items()
    ]


FLOWS = {
    "start": "open_start_count",
    "arrivals": "arrival_count",
    "arrivals_internal": "arrival_internal_count",
    "arrivals_external": "arrival_external_count",
    "arrivals_customer": "arrival_customer_count",
    "t_in": "transfer_in_count",
    "t_out": "transfer_out_count",
    "relabel_in": "relabel_in_count",
    "relabel_out": "relabel_out_count",
    "reopened": "reopened_count",
    "completed": "completed_count",
    "cancelled": "cancelled_count",
    "end": "open_end_count",
    "net_flow": "net_flow_count",
    "queue": "queue_count",
    "wip": "wip_count",
    "blocked": "blocked_count",
}


@pytest.mark.parametrize("team", [name for name in EXPECTED["backlog"] if not name.startswith("_")])
def test_the_queue_of_each_team_in_each_week(home: Home, team: str) -> None:
    for week, expected in EXPECTED["backlog"][team].items():
        [found] = home.sql(
            f"""
            select {", ".join(FLOWS.values())} from team_week
            where team_id = '{team}' and iso_week = '{week}'
            """
        )
        assert dict(zip(FLOWS, found, strict=True)) == {name: expected[name] for name in FLOWS}, week


@pytest.mark.parametrize("team", [name for name in EXPECTED["backlog"] if not name.startswith("_")])
def test_the_ages_of_what_each_team_has_open(home: Home, team: str) -> None:
    for week, expected in EXPECTED["backlog"][team].items():
        found = home.warehouse_sql(
            f"""
            select list_sort(list(age_in_team_hours)), list_sort(list(age_total_hours)),
                list_sort(list(idle_hours))
            from flow.open_work where team_id = '{team}' and week_starts_on = '{monday(week)}'
            """
        )
        ages = [values or [] for values in found[0]]
        assert ages == [
            pytest.approx(expected[name]) for name in ("age_in_team_h", "age_total_h", "idle_h")
        ], week


def test_the_ticket_that_was_deleted_before_anybody_looked_is_nowhere(home: Home) -> None:
    deleted = next(item for item in GOLDEN["items"] if "deleted_at" in item)
    assert home.warehouse_sql(f"select * from core.ticket where key = '{deleted['key']}'") == []


def test_the_running_week_starts_where_it_should() -> None:
    assert monday(WEEKS[-1]) + timedelta(days=7) > AS_OF.date()


def test_a_queue_wait_to_the_start_goes_over_all_visits_of_the_team(home: Home) -> None:
    """DATA asks back about DATA-1 after its first touch, and begins when it comes again."""
    waits = home.warehouse_sql(
        """
        select business_hours, is_picked_up from flow.wait
        where population = 'queue_start' and to_team = 'DATA' order by all
        """
    )
    assert waits == [(26.5, True), (40, False), (40, False), (45, True)]
    expected = EXPECTED["data_queue"]["queue_wait_start_bh"]
    assert (len(waits), sum(started for _, started in waits)) == (expected["n"], expected["events"])
    assert home.sql(
        """
        select iso_week, queue_wait_count, queue_wait_started_count, queue_wait_business_hours_p50,
            queue_wait_start_business_hours_p50
        from team_week where team_id = 'DATA' and queue_wait_count > 0 order by all
        """
    ) == [
        ("2025-W10", 1, 1, 3, 26.5),
        ("2025-W11", 2, 1, 45, 45),
        ("2025-W13", 1, 0, None, None),
    ]
