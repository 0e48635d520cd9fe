"""Agents in the planned organization: how much they do, for whom, and what the servers tell of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
import yaml
from graphql import build_schema, parse, validate

from connectors.sandbox.plan import Plan, plan
from connectors.sandbox.planner.agent_evidence import KINDS
from connectors.sandbox.planner.agents import AGENTS, RENAMED_AT, SINCE
from connectors.sandbox.planner.build_world import instant
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.process import TOKEN
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.code import PullRequest
from connectors.sandbox.world.tickets import Ticket
from tests.worlds.github_contract import contract
from tests.worlds.planted import planned

SEEDS = range(1, 11)
KEYS = {agent.key for agent in AGENTS}
FIRST = instant(SINCE)
PULLS = """
query Pulls($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number
        author { __typename login ... on Bot { databaseId } ... on User { databaseId } }
        assignees(first: 10) { nodes { login } }
        timelineItems(first: 100, itemTypes: [PULL_REQUEST_COMMIT, ASSIGNED_EVENT]) {
          nodes {
            ... on PullRequestCommit {
              commit { message authors(first: 10) { totalCount nodes { name email user { login } } } }
            }
            ... on AssignedEvent { actor { login } assignee { __typename ... on Bot { login } } }
          }
        }
      }
    }
  }
}
"""


def since(found: Plan, until: datetime) -> list[PullRequest]:
    return [pull for pull in found.world.pull_requests if FIRST <= pull.created_at <= until]


@pytest.mark.parametrize("seed", SEEDS)
def test_agents_open_three_in_ten_pull_requests_of_the_last_half_year(seed: int) -> None:
    found = planned(seed)
    for until in (DEFAULT_CLOCK, datetime.max.replace(tzinfo=DEFAULT_CLOCK.tzinfo)):
        pulls = since(found, until)
        opened = [pull for pull in pulls if pull.author in KEYS]
        assert 0.25 < len(opened) / len(pulls) < 0.35
        assert {f"pull_request:{pull.id}" for pull in opened} == {
            row.work_item for row in found.truth.agent_pulls if row.opened_at <= until
        }
    assert not any(pull.author in KEYS for pull in found.world.pull_requests if pull.created_at < FIRST)


def test_every_kind_of_evidence_is_planted_before_the_default_clock() -> None:
    rows = [row for seed in SEEDS for row in planned(seed).truth.at(DEFAULT_CLOCK).agent_pulls]
    assert {row.evidence for row in rows} == KINDS.keys()
    assert {row.rung for row in rows} == {1, 2, 3, 4, None}
    assert all((row.rung is None) == (row.principal is None) for row in rows)
    for seed in SEEDS:
        truth = planned(seed).truth.at(DEFAULT_CLOCK)
        assert truth.agent_work and truth.agent_reviews


def without_actors(pull: PullRequest) -> tuple[Any, ...]:
    """A pull request but for who did what, for what tells of an agent, and for its events' numbers."""
    told = {"assigned", "comment", "review", "commit", "review_requested"}
    events = [(event.at, event.kind, event.reviewer_team) for event in pull.events if event.kind not in told]
    return replace(pull, author=None, events=[]), events


def plain_ticket(ticket: Ticket) -> tuple[Any, ...]:
    changes = [
        (change.at, tuple(pair for pair in change.fields if pair[0] != "assignee"))
        for change in ticket.changes
    ]
    return ticket.id, ticket.initial, [change for change in changes if change[1]], len(ticket.comments)


def test_what_agents_do_nobody_else_does_otherwise() -> None:
    """But for what waited in vain, since software closed it, and for reviews that are nobody's handoff."""
    found, before = planned(), plan(7, 300, has_agents=False)
    assert [*map(without_actors, found.world.pull_requests)] == [
        *map(without_actors, before.world.pull_requests)
    ]
    assert [*map(plain_ticket, found.world.tickets)] == [*map(plain_ticket, before.world.tickets)]
    assert found.truth.episodes == before.truth.episodes
    assert found.truth.completions == before.truth.completions
    unknown = {row.work_item for row in found.truth.agent_pulls if row.rung is None}
    kept = [row for row in before.truth.handoffs if row.work_item not in unknown]
    assert len(kept) < len(before.truth.handoffs)
    changed = Counter(
        (row.outcome, now.outcome) for row, now in zip(kept, found.truth.handoffs, strict=True) if row != now
    )
    assert changed.keys() == {("cancelled", "closed_by_automation")}
    merged = {row.work_item: row for row in before.truth.merges}
    for row in found.truth.merges:
        if row.work_item in unknown:
            assert (row.team, row.asked_others) == (None, False)
        else:
            assert row == merged[row.work_item]


def test_an_agent_reviews_before_the_team_that_was_asked() -> None:
    pulls = {f"pull_request:{pull.id}": pull for pull in planned().world.pull_requests}
    touched = {(row.work_item, row.released_at): row.touched_at for row in planned().truth.handoffs}
    for row in planned().truth.agent_reviews:
        at = touched[row.work_item, row.released_at]
        assert at is None or row.reviewed_at < at
        [review] = [event for event in pulls[row.work_item].events if event.at == row.reviewed_at]
        assert review.kind == "review" and review.actor in KEYS


def test_a_person_of_the_team_assigns_an_agent_which_does_the_rest() -> None:
    tickets = {f"ticket:{ticket.id}": ticket for ticket in planned().world.tickets}
    for row in planned().truth.agent_work:
        changes = {change.at: change for change in tickets[row.work_item].changes}
        agent = dict(changes[row.assigned_at].fields)["assignee"]
        assert agent in KEYS and changes[row.assigned_at].actor not in KEYS
        assert changes[row.touched_at].actor == agent == changes[row.closed_at].actor


def test_the_organization_file_names_the_agents_that_nobody_else_knows() -> None:
    people = {person.key: person for person in planned().world.people}
    named = yaml.safe_load(planned().organization)["agents"]
    assert named["github"] == [str(people["builder"].github_id), "meridian-pair"]
    assert named["jira"] == [people[key].account_id for key in ("claude", "devin", "pair")]


def graphql(sandbox: Sandbox, **variables: Any) -> dict[str, Any]:
    url = sandbox.github_url.removesuffix("/v3") + "/graphql"
    answer = httpx.post(
        url, json={"query": PULLS, "variables": variables}, headers={"Authorization": f"Bearer {TOKEN}"}
    ).json()
    assert "errors" not in answer
    data: dict[str, Any] = answer["data"]
    return data


def pulls(sandbox: Sandbox) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for repository in planned().world.repositories:
        after = None
        while True:
            data = graphql(sandbox, owner=repository.owner, name=repository.name, after=after)
            page = data["repository"]["pullRequests"]
            found += page["nodes"]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
    return found


def test_the_query_of_authors_and_assignees_is_valid_by_githubs_own_schema() -> None:
    assert validate(build_schema(contract("schema.graphql"), assume_valid=True), parse(PULLS)) == []


def test_github_tells_who_opened_wrote_and_was_assigned() -> None:
    people = {person.name: person for person in planned().world.people}
    with serve(planned().world, DEFAULT_CLOCK) as sandbox:
        found = pulls(sandbox)
    opened = [pull for pull in found if pull["author"] and pull["author"]["databaseId"] in ids()]
    assert len(opened) == len(planned().truth.at(DEFAULT_CLOCK).agent_pulls)
    assert {pull["author"]["__typename"] for pull in opened} == {"Bot", "User"}
    assert not any("[bot]" in pull["author"]["login"] for pull in opened)
    commits = [
        item["commit"] for pull in opened for item in pull["timelineItems"]["nodes"] if "commit" in item
    ]
    several = [commit for commit in commits if commit["authors"]["totalCount"] == 2]
    for commit in several:
        _, other = commit["authors"]["nodes"]
        assert f"Co-authored-by: {other['name']} <{other['email']}>" in commit["message"]
        assert other["name"] not in people or other["user"]["login"] == people[other["name"]].login
    first = [commit["authors"]["nodes"][0] for commit in commits]
    bots = [one for one in first if one["name"].endswith("[bot]")]
    assert several and bots and all(one["user"] is None and one["name"] in one["email"] for one in bots)
    events = [item for pull in opened for item in pull["timelineItems"]["nodes"] if "assignee" in item]
    assert {"Bot", "User"} == {event["assignee"]["__typename"] for event in events}
    assert any(pull["assignees"]["nodes"] for pull in opened)


def test_an_agent_that_is_renamed_is_the_same_account() -> None:
    [builder] = [person for person in planned().world.people if person.key == "builder"]
    with serve(planned().world, RENAMED_AT - timedelta(days=1)) as sandbox:
        before = {pull["number"]: pull["author"] for pull in pulls(sandbox) if is_of(pull, builder.github_id)}
        sandbox.move_to(DEFAULT_CLOCK)
        after = [pull["author"] for pull in pulls(sandbox) if is_of(pull, builder.github_id)]
        [login] = {author["login"] for author in after}
        url = f"{sandbox.github_url}/users/{login}[bot]"
        shown = httpx.get(url, headers={"Authorization": f"Bearer {TOKEN}"}).json()
    assert {author["login"] for author in before.values()} == {"meridian-builder"}
    assert len(after) >= len(before) > 0 and login == "meridian-maker"
    assert (shown["id"], shown["login"], shown["type"]) == (builder.github_id, f"{login}[bot]", "Bot")


def ids() -> set[int | None]:
    return {person.github_id for person in planned().world.people if person.key in KEYS}


def is_of(pull: dict[str, Any], account: int | None) -> bool:
    return pull["author"] is not None and pull["author"]["databaseId"] == account
