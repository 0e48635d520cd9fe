"""The planned organization: the same every time, rich at any size, in order, with a truth to cut in time."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml

from connectors.sandbox.plan import REVIEWS, STORIES, plan, summarize
from connectors.sandbox.planner.agents import AGENTS
from connectors.sandbox.planner.hours import DEFAULT_CLOCK, ENDS_AT, REORG, STARTS_AT
from connectors.sandbox.planner.people import BOTS, CUSTOMERS
from connectors.sandbox.world.truth import PlantedHandoff, Truth
from tests.worlds.planted import planned

SEEDS = range(1, 11)


def identity(handoff: PlantedHandoff) -> tuple[str, str, datetime, str | None, datetime | None]:
    return (
        handoff.work_item,
        handoff.from_team,
        handoff.released_at,
        handoff.to_team,
        handoff.routed_at,
    )


def test_the_same_seed_gives_the_same_plan_and_another_seed_another() -> None:
    again = plan(7, 300)
    assert again == planned()
    assert again.world != planned(8).world


@pytest.mark.parametrize("seed", SEEDS)
def test_every_story_is_told_before_the_default_clock(seed: int) -> None:
    found = planned(seed)
    names = {story.__name__ for story in (*STORIES, *REVIEWS)} | {"begun_in_bulk"}
    there = {f"ticket:{ticket.id}" for ticket in found.world.tickets if ticket.created_at < DEFAULT_CLOCK}
    there |= {f"pull_request:{p.id}" for p in found.world.pull_requests if p.created_at < DEFAULT_CLOCK}
    assert {found.stories[item] for item in there} == names
    assert all(found.counts[name] > 0 for name in names | {"label_in_bulk"})


@pytest.mark.parametrize("seed", SEEDS)
def test_small_plans_have_every_kind_of_handoff_outcome_and_arrival(seed: int) -> None:
    truth = planned(seed).truth
    assert {(row.detector, row.kind) for row in truth.handoffs} == {
        ("D1", "transfer"),
        ("D2", "transfer_via_triage"),
        ("D6", "review"),
    }
    assert {row.role for row in truth.handoffs} == {"first", "return", "bounce", "resend", "review_again"}
    assert {row.outcome for row in truth.handoffs} == {
        "picked_up",
        "returned_unpicked",
        "forwarded",
        "cancelled",
        "closed_by_automation",
        "dissolved_by_reorg",
        "open",
        "detour",
    }
    assert {row.arrived_by for row in truth.episodes} == {"created", "reopen", "status", "transfer"}
    assert any(row.undone_at for row in truth.completions)
    outcomes = {(row.is_committed, row.outcome) for row in truth.sprint_items}
    assert outcomes >= {(True, "completed"), (True, "removed"), (False, "completed"), (False, "unfinished")}
    assert any(row.to_team is None for row in truth.handoffs)
    assert truth.gone_at


@pytest.mark.parametrize("seed", SEEDS)
def test_events_are_in_order_and_no_two_share_a_second(seed: int) -> None:
    world = planned(seed).world
    change_ids, comment_ids, event_ids = [], [], []
    for ticket in world.tickets:
        assert [change.id for change in ticket.changes] == sorted(change.id for change in ticket.changes)
        times = [ticket.created_at, *[change.at for change in ticket.changes]]
        assert times == sorted(times)
        times += [comment.at for comment in ticket.comments] + [link.at for link in ticket.links]
        assert len(times) == len(set(times)), ticket.id
        assert all(STARTS_AT < at <= ENDS_AT and at.microsecond == 0 for at in times)
        assert ticket.deleted_at is None or ticket.deleted_at > max(times)
        change_ids += [change.id for change in ticket.changes]
        comment_ids += [comment.id for comment in ticket.comments]
    for pull in world.pull_requests:
        assert [event.id for event in pull.events] == sorted(event.id for event in pull.events)
        assert [event.at for event in pull.events] == sorted(event.at for event in pull.events)
        assert all(event.kind == "commit" for event in pull.events if event.at <= pull.created_at)
        shared = Counter(event.at for event in pull.events)
        for at in [at for at, count in shared.items() if count > 1]:
            assert {event.kind for event in pull.events if event.at == at} == {"review_requested"}
        event_ids += [event.id for event in pull.events]
    for ids in (change_ids, comment_ids, event_ids):
        assert len(ids) == len(set(ids))


def test_tickets_are_numbered_as_they_were_created_and_every_key_is_given_once() -> None:
    world = planned().world
    assert [ticket.id for ticket in world.tickets] == list(range(10001, 10001 + len(world.tickets)))
    assert [t.created_at for t in world.tickets] == sorted(t.created_at for t in world.tickets)
    keys = [ticket.initial["key"] for ticket in world.tickets]
    for ticket in world.tickets:
        for change in ticket.changes:
            fields = dict(change.fields)
            assert ("project" in fields) == ("key" in fields)
            if "key" in fields:
                assert str(fields["key"]).split("-")[0] == fields["project"]
                keys.append(fields["key"])
    assert len(keys) == len(set(keys))


def test_everything_that_events_name_is_declared() -> None:
    world = planned().world
    people = {person.key for person in world.people}
    statuses = {status.name for status in world.statuses}
    teams = {team.key for team in world.teams}
    sprints = {str(sprint.id) for sprint in world.sprints}
    for ticket in world.tickets:
        assert ticket.reporter in people
        for fields in (ticket.initial, *[dict(change.fields) for change in ticket.changes]):
            assert fields.get("status", "Done") in statuses
            assert fields.get("assignee") is None or fields["assignee"] in people
            assert fields.get("team") is None or fields["team"] in teams
            assert fields.get("sprint") is None or fields["sprint"] in sprints
        assert {change.actor for change in ticket.changes} <= people | {None}


@pytest.mark.parametrize("seed", SEEDS)
def test_one_author_edits_25_tickets_in_a_minute(seed: int) -> None:
    edits: dict[tuple[str | None, datetime], set[int]] = defaultdict(set)
    for ticket in planned(seed).world.tickets:
        for change in ticket.changes:
            edits[change.actor, change.at.replace(second=0)].add(ticket.id)
    bulks = [minute for minute, tickets in edits.items() if len(tickets) >= 25]
    assert len(bulks) >= 3


def test_a_later_cut_never_loses_a_released_handoff() -> None:
    truth = planned().truth
    last = truth.at(ENDS_AT)
    assert {identity(row) for row in last.handoffs} == {
        identity(row) for row in truth.handoffs if row.outcome != "detour"
    }
    before: dict[tuple[str, str, datetime], int] = Counter()
    day = STARTS_AT
    while day <= ENDS_AT:
        cut = truth.at(day)
        kept = Counter((r.work_item, r.from_team, r.released_at) for r in cut.handoffs)
        detours = {
            (r.work_item, r.from_team, r.released_at)
            for r in truth.handoffs
            if r.outcome == "detour" and r.settled_at is not None and r.settled_at <= day
        }
        assert all(kept[key] >= count for key, count in before.items() if key not in detours)
        for row in cut.handoffs:
            times = (row.released_at, row.routed_at, row.touched_at, row.started_at, row.ended_at)
            assert all(at is None or at <= day for at in times)
            assert (row.outcome == "picked_up") == (row.touched_at is not None)
        before = kept
        day += timedelta(days=9, hours=5)


def test_cutting_twice_is_cutting_once() -> None:
    truth = planned().truth
    middle = STARTS_AT + timedelta(days=300)
    assert truth.at(DEFAULT_CLOCK).at(middle).episodes == truth.at(middle).episodes
    known = {identity(row)[:3] for row in truth.at(DEFAULT_CLOCK).handoffs}
    cut = [row for row in truth.at(middle).handoffs if identity(row)[:3] in known]
    assert list(truth.at(DEFAULT_CLOCK).at(middle).handoffs) == cut


def test_nothing_is_a_matter_of_reading_at_six_in_the_morning() -> None:
    """But a commit that is not pushed yet."""
    truth = planned().truth
    for days in range(1, 660):
        at = STARTS_AT + timedelta(days=days, hours=1)
        assert all(row.to_at - row.from_at > timedelta(minutes=15) for row in truth.at(at).unsettled)


def test_the_truth_is_read_as_it_was_written(tmp_path: Path) -> None:
    planned().truth.write(tmp_path / "truth.json")
    assert Truth.read(tmp_path / "truth.json") == planned().truth


def test_the_organization_file_names_everybody() -> None:
    file = yaml.safe_load(planned().organization)
    assert len(file["people"]) == 70
    assert [team["id"] for team in file["teams"]] == [team.key for team in planned().world.teams]
    assert [source["url"] for source in file["sources"]] == [
        "${BATON_SANDBOX_JIRA}",
        "${BATON_SANDBOX_GITHUB}",
    ]
    people = {person.key: person for person in planned().world.people}
    software = {*BOTS, *(agent.key for agent in AGENTS)}
    assert {person["id"] for person in file["people"]} == people.keys() - {*software, *CUSTOMERS}
    assert {person.timezone for person in people.values()} == {c["timezone"] for c in file["calendars"]}
    reorg = datetime.fromtimestamp(REORG).date()
    moved = [m for team in file["teams"] for m in team["members"] if m.get("from") == reorg]
    assert len(moved) == 8


def test_bots_customers_ghosts_and_leavers_are_there() -> None:
    world = planned().world
    kinds = Counter(person.kind for person in world.people)
    assert kinds == {"human": 72, "app": 6, "customer": 12}
    assert any(person.left_at and person.left_at < DEFAULT_CLOCK for person in world.people)
    assert any(person.left_at and person.left_at > DEFAULT_CLOCK for person in world.people)
    assert any(change.actor is None for ticket in world.tickets for change in ticket.changes)
    assert any(pull.author is None for pull in world.pull_requests)
    assert any(
        event.kind == "review" and event.actor is None for p in world.pull_requests for event in p.events
    )


def test_people_work_in_the_week() -> None:
    times = [change.at for ticket in planned(7, 1500).world.tickets for change in ticket.changes]
    weekend = sum(at.isoweekday() > 5 for at in times)
    assert 0 < weekend < 0.03 * len(times)


def test_the_default_plan_has_about_six_thousand_tickets_by_the_default_clock() -> None:
    world = planned(7, 6000).world
    assert 5700 < sum(ticket.created_at <= DEFAULT_CLOCK for ticket in world.tickets) < 6300
    assert 2600 < sum(pull.created_at <= DEFAULT_CLOCK for pull in world.pull_requests) < 3400


def test_the_summary_says_how_long_each_pair_waits() -> None:
    assert "ml → data" in summarize(planned(), DEFAULT_CLOCK)
