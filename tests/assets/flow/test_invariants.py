"""What holds of every history: over generated worlds, each derived by the whole job."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from connectors.sandbox.server.server import serve
from tests.worlds.doubted import wrongly_graded
from tests.worlds.generated import random_rush, random_story
from tests.worlds.night import Home
from tests.worlds.reviews import reviews_organization
from tests.worlds.story import MEMBERS, Story, june, organization_text

TICKETS = 60
AS_OF = "27 16:00"

pytestmark = pytest.mark.heavy

few = settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
seeds = st.integers(1, 10**6)


def night(story: Story, directory: str, organization: str = "", as_of: str = AS_OF) -> Home:
    home = Home(Path(directory))
    with serve(story.world, june(AS_OF)) as sandbox:
        home.run(sandbox, organization or organization_text(), as_of=june(as_of))
    return home


@few
@given(seed=seeds)
def test_at_each_instant_a_ticket_has_one_owner(seed: int) -> None:
    with tempfile.TemporaryDirectory() as directory:
        home = night(random_story(seed, TICKETS), directory)
        for table, key, lasts in (
            (
                "flow.owned_state inner join core.ticket using (ticket_number)",
                "owner",
                "'infinity'::timestamp",
            ),
            ("flow.ownership inner join core.ticket using (ticket_number)", "owner", "'infinity'::timestamp"),
            ("marts.ownership", "team_id", "null"),
        ):
            broken = home.warehouse_sql(
                f"""
                with step as (
                    select source, ticket_id, from_at, to_at, {key} as owner,
                        lead(from_at, 1, {lasts}) over steps as next_at,
                        lag(from_at) over steps is null as is_first
                    from {table}
                    window steps as (partition by source, ticket_id order by from_at)
                )
                select step.*
                from step inner join core.ticket as ticket using (source, ticket_id)
                where to_at is distinct from next_at or to_at <= from_at or owner is null
                    or (is_first and from_at <> created_at)
                """
            )
            assert broken == [], table
        [(tickets, with_owner)] = home.warehouse_sql(
            "select (select count(*) from core.ticket), count(distinct ticket_number) from flow.ownership"
        )
        assert tickets == with_owner == TICKETS


@few
@given(seed=seeds)
def test_handoffs_have_one_outcome_and_ledgers_sum_to_the_lead_time(seed: int) -> None:
    with tempfile.TemporaryDirectory() as directory:
        home = night(random_story(seed, TICKETS), directory)
        assert home.warehouse_sql("select count(*) > 10 from flow.handoff") == [(True,)]
        wrong = home.warehouse_sql(
            """
            select * from flow.handoff
            where outcome not in (
                    'picked_up', 'returned_unpicked', 'forwarded', 'cancelled', 'closed_by_automation',
                    'dissolved_by_reorg', 'open'
                )
                or (outcome = 'picked_up') <> (touched_at is not null)
                or (outcome = 'open') <> (ended_at is null)
                or (start_outcome = 'started') <> (started_at is not null)
                or (outcome = 'open' and start_outcome <> 'open')
                or ended_at < coalesce(routed_at, released_at)
            """
        )
        assert wrong == []
        assert (
            home.warehouse_sql("select handoff_id from flow.handoff group by all having count(*) > 1") == []
        )
        sums = home.warehouse_sql(
            """
            select chain.root_number, ledger
            from flow.chain as chain
            inner join flow.chain_segment as segment using (root_number)
            group by all
            having sum(epoch_us(segment.to_at) - epoch_us(segment.from_at))
                <> any_value(epoch_us(chain.ended_at) - epoch_us(chain.created_at))
            """
        )
        assert sums == []


@few
@given(seed=seeds)
def test_what_happens_within_a_second_breaks_no_key(seed: int) -> None:
    """A night in a test fails where a work item is set aside; the product's checks hold, too."""
    with tempfile.TemporaryDirectory() as directory:
        home = night(random_rush(seed, TICKETS), directory, reviews_organization())
        assert home.sql("select count(*) > 10 from handoff where kind = 'review'") == [(True,)]
        assert home.sql("select count(*) > 10 from handoff where kind <> 'review'") == [(True,)]
        assert wrongly_graded(home) == []


COUNTS = """
    select work_item_key, kind, role, released_at, routed_at, touched_at, started_at, ended_at, outcome
    from handoff order by all
"""


def renamed(members: dict[str, list[dict[str, Any]]], text: str) -> str:
    """The organization with other ids of people in it."""
    for person in {stay["person"] for stays in members.values() for stay in stays}:
        text = text.replace(f"person: {person}\n", f"person: z-{person}\n")
        text = text.replace(f"id: {person}\n", f"id: z-{person}\n")
    return text


@few
@given(seed=seeds)
def test_what_people_are_called_changes_no_handoff(seed: int) -> None:
    story = random_story(seed, TICKETS)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        before = night(story, one).sql(COUNTS)
        after = night(story, other, renamed(MEMBERS, organization_text())).sql(COUNTS)
        assert before == after


@few
@given(seed=seeds, day=st.integers(3, 26))
def test_moving_a_whole_team_to_a_new_one_changes_no_handoff_count(seed: int, day: int) -> None:
    """Ownership by assignee alone. Only roles may differ: a team that is new has not had the ball before."""
    story = random_story(seed, TICKETS, by_assignee_only=True)
    counts = COUNTS.replace(" role,", "")
    moved = copy.deepcopy(MEMBERS)
    date = f"2025-06-{day:02}"
    successors = []
    for stay in moved["GAMMA"]:
        stay["to"] = date
        successors.append({"person": stay["person"], "from": date})
    moved["DELTA"] = successors
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        before = night(story, one).sql(counts)
        after = night(story, other, organization_text(moved)).sql(counts)
        assert before == after


@few
@given(seed=seeds)
def test_a_look_back_shows_what_a_look_then_showed(seed: int) -> None:
    """As of the 14th: on a landing of the 27th, and on one of the 14th."""
    story = random_story(seed, TICKETS)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        back = night(story, one, as_of="14 12:00")
        then = Home(Path(other))
        with serve(story.world, june("14 12:00")) as sandbox:
            then.run(sandbox, organization_text())
        ledger = (
            "select ticket_id, from_at, to_at, team_id, rung, is_closed, verdict from ownership order by all"
        )
        assert back.sql(ledger) == then.sql(ledger)
        assert back.sql(COUNTS) == then.sql(COUNTS)


FORECASTS = """
    select team_id, window_weeks, history_weeks, items, item_count, p50_weeks, p85_weeks, p95_weeks,
        unknown_because, completed_per_week, net_flow_per_week, is_growing,
        clear_by_completions_weeks, clear_by_exits_weeks, clear_with_arrivals_weeks
    from forecast where week_starts_on = date '2025-06-23' - {weeks_before} * 7 order by all
"""


@few
@given(seed=seeds)
def test_a_weeks_forecast_is_what_a_look_at_its_end_forecast_and_its_net_flow_is_that_of_the_queue(
    seed: int,
) -> None:
    story = random_story(seed, TICKETS)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        now = night(story, one)
        then = night(story, other, as_of="23 00:00")
        assert now.sql(FORECASTS.format(weeks_before=1)) == then.sql(FORECASTS.format(weeks_before=0)) != []
        # GAMMA stays the same team: its flow is the difference of what it had open.
        wrong = now.sql(
            """
            select forecast.week_starts_on
            from forecast
            inner join (
                select week_starts_on, avg(net_flow_count) over weeks as net_flow
                from team_week where team_id = 'GAMMA' and is_complete_week
                window weeks as (order by week_starts_on rows between 3 preceding and current row)
            ) as queue using (week_starts_on)
            where team_id = 'GAMMA' and window_weeks = 4 and abs(net_flow - net_flow_per_week) > 1e-9
            """
        )
        assert wrong == []


@few
@given(seed=seeds)
def test_recomputing_is_the_same_to_the_byte(seed: int) -> None:
    """All published Parquet but the two tables that name the run and its pulls."""
    story = random_story(seed, TICKETS)
    with tempfile.TemporaryDirectory() as directory:
        home = night(story, directory)
        files = sorted(home.published.parent.glob("*.parquet"))
        first = {path.name: path.read_bytes() for path in files}
        published = night(story, directory).published.parent
        for name, content in first.items():
            if name not in ("publish_info.parquet", "scope.parquet"):
                again = (published / name).read_bytes()
                assert again == content, name
