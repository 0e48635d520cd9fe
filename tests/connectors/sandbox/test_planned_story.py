"""What the planned organization tells: who is slow, who is fast and by how much, and what is forgotten."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from math import exp, log
from statistics import fmean, median

import pytest

from connectors.sandbox.plan import plan
from connectors.sandbox.planner.facts import POINTS
from connectors.sandbox.planner.hours import DEFAULT_CLOCK, STARTS_AT
from tests.worlds.planted import planned


def test_the_data_queue_grows_and_the_integrated_team_is_fast() -> None:
    found = planned(7, 1500)
    waits: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for row in found.truth.episodes:
        if row.touched_at is not None:
            late = row.arrived_at > STARTS_AT + timedelta(days=365)
            waits[row.team, late].append((row.touched_at - row.arrived_at).total_seconds() / 3600)
    assert median(waits["data", True]) > 1.5 * median(waits["data", False])
    assert median(waits["ai", True]) < 0.6 * min(
        median(waits[team, True]) for team in ("ml", "data", "backend")
    )
    requested = Counter(row.from_team for row in found.truth.handoffs if row.to_team == "platform")
    assert len(requested) > 5


def test_most_reviews_are_prompt_and_some_wait_for_weeks() -> None:
    """As in open-source repositories, of which one pull request in a hundred waits fifty times the median."""
    waits = sorted(
        (row.touched_at - row.released_at).total_seconds() / 3600
        for row in planned(7, 6000).truth.at(DEFAULT_CLOCK).handoffs
        if row.kind == "review" and row.touched_at is not None
    )
    assert waits[len(waits) * 99 // 100] > 50 * median(waits)


def test_the_integrated_team_merges_and_deploys_without_asking_others() -> None:
    found = planned(7, 6000)
    asked: dict[str, list[bool]] = defaultdict(list)
    for row in found.truth.at(DEFAULT_CLOCK).merges:
        if row.team is not None:
            asked[row.team].append(row.asked_others)
    shares = {team: sum(answers) / len(answers) for team, answers in asked.items()}
    assert shares.pop("ai") < 0.1 < 0.2 < min(shares.values())
    teams = {row.work_item: row.team for row in found.truth.merges}
    ways: dict[str | None, list[float]] = defaultdict(list)
    for arrival in found.truth.deliveries:
        if arrival.deployed_at is not None:
            way = arrival.deployed_at - arrival.merged_at
            ways[teams[arrival.work_item]].append(way.total_seconds())
    assert median(ways.pop("ai")) < min(median(found) for found in ways.values())


@pytest.mark.parametrize("seed", [7, 8])
def test_few_of_the_open_handoffs_are_forgotten(seed: int) -> None:
    """Else what nobody ever looks at again holds most of the time that anything waits."""
    truth = planned(seed, 6000).truth.at(DEFAULT_CLOCK)
    ages = [
        DEFAULT_CLOCK - row.released_at
        for row in (*truth.handoffs, *truth.requests)
        if row.outcome == "open" and row.work_item not in truth.gone_at
    ]
    old = [age for age in ages if age > timedelta(days=90)]
    assert len(ages) > 40
    assert 0 < len(old) < 0.2 * len(ages)


@pytest.mark.parametrize("seed", [7, 8])
def test_specialists_take_about_twice_as_long_for_features_of_one_size(seed: int) -> None:
    """And more than that if sizes are not looked at: larger ones pass through more teams."""
    truth = planned(seed, 6000).truth.at(DEFAULT_CLOCK)
    leads: dict[tuple[str, float], list[float]] = defaultdict(list)
    for row in truth.features:
        if row.completed_at is not None:
            leads[row.kind, row.points].append((row.completed_at - row.created_at).total_seconds())
    total = weights = 0.0
    for points in POINTS:
        one, several = leads["integrated", points], leads["chain", points]
        weight = len(one) * len(several) / (len(one) + len(several))
        total += weight * log(median(several) / median(one))
        weights += weight
    [effect] = [row for row in truth.effects if row.what == "chain"]
    assert 0.85 * effect.factor < exp(total / weights) < 1.15 * effect.factor
    every = {
        kind: median(lead for (found, _), those in leads.items() if found == kind for lead in those)
        for kind in ("integrated", "chain")
    }
    assert every["chain"] / every["integrated"] > 1.25 * effect.factor


def test_estimates_grow_with_the_number_of_teams() -> None:
    found = planned(7, 6000)
    sizes: dict[str, list[float]] = defaultdict(list)
    for ticket in found.world.tickets:
        points = ticket.initial.get("points")
        if isinstance(points, float):
            sizes[found.stories[f"ticket:{ticket.id}"]].append(points)
    means = [fmean(sizes[story]) for story in ("integrated", "by_team_field", "chain")]
    assert means[0] < 0.9 * means[1] < 0.8 * means[2]
    assert {*POINTS} <= {*sizes["integrated"]} & {*sizes["chain"]}


@pytest.mark.parametrize("seed", [7, 8])
def test_the_merged_teams_pass_nothing_to_each_other_any_more(seed: int) -> None:
    truth = planned(seed, 6000).truth.at(DEFAULT_CLOCK)
    [effect] = [row for row in truth.effects if row.what == "merger"]
    between = [row for row in truth.handoffs if {row.from_team, row.to_team} == {*effect.teams}]
    assert len(between) > 20
    assert max(row.released_at for row in between) < effect.since_at


def test_without_the_planted_effect_the_merged_teams_take_as_much_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same tickets of the same company, of those that the two teams begin after it and do alone."""
    with_effect = planned(7, 3000)
    monkeypatch.setattr("connectors.sandbox.planner.ticket_state.MERGER_FACTOR", 1.0)
    without = plan(7, 3000)
    [effect] = [row for row in with_effect.truth.effects if row.what == "merger"]
    leads: list[dict[str, float]] = []
    for found in (with_effect, without):
        created = {f"ticket:{ticket.id}": ticket.created_at for ticket in found.world.tickets}
        leads.append(
            {
                row.work_item: (row.completed_at - created[row.work_item]).total_seconds()
                for row in found.truth.completions
                if row.team in effect.teams
                and created[row.work_item] >= effect.since_at
                and found.stories[row.work_item] == "plain"
            }
        )
    ratios = [leads[0][item] / leads[1][item] for item in leads[0].keys() & leads[1].keys()]
    assert len(ratios) > 50
    assert 0.8 * effect.factor < median(ratios) < 1.2 * effect.factor
