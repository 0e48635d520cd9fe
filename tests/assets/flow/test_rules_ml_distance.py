"""How far a team of machine learning is from users, in a small world: BETA learns, GAMMA owns what users see.

Customers report to ALPHA. On Monday 16 June mov goes from ALPHA to BETA; a week later BETA becomes DELTA.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import yaml

from connectors.sandbox.server.server import serve
from connectors.sandbox.world.code import Deployment, PullRequest, commit_oid
from tests.worlds.night import Home
from tests.worlds.reviews import pull
from tests.worlds.story import CUSTOMER, MEMBERS, Story, Telling, june, organization_document

story = Story()


def organization() -> str:
    document: dict[str, Any] = organization_document(deepcopy(MEMBERS))
    beta = next(team for team in document["teams"] if team["id"] == "BETA")
    gamma = next(team for team in document["teams"] if team["id"] == "GAMMA")
    beta |= {"kind": "ml", "to": "2025-06-23", "merged_into": "DELTA"}
    beta["owns"]["jira_labels"] = ["learned"]
    gamma["owns"]["github_repositories"] = ["story/app"]
    document["teams"].append({"id": "DELTA", "name": "DELTA", "kind": "ml", "from": "2025-06-23"})
    document["product_surface"] = {"github_repositories": ["story/app"]}
    # Labels mark, and own nothing.
    document["ownership"] = {"ladder": ["status", "team", "assignee", "component", "project"]}
    document["handoffs"]["tau_business_hours"] = 16
    return yaml.safe_dump(document, sort_keys=False)


def report(**fields: Any) -> Telling:
    return story.ticket("2 10:00", CUSTOMER, "ALP", **fields)


MARK: Any = ["learned"]
never = report(labels=MARK).done("3 10:00", "ann")
answered = report(labels=MARK).comment("2 14:00", "bob")
waiting = report(labels=MARK)
unmarked = report()
passed_on = report()
fixed = story.ticket("4 10:00", "ann", "BET").change("5 10:00", "bob", status="In Progress")
passed_on.blocked_by("4 10:00", fixed)


def merged(moment: str, author: str, ticket: Telling) -> PullRequest:
    made = pull(story, "2 11:00", author, (moment, "merged", author))
    story.world.pull_requests[-1].title = f"{ticket.key} done"
    return made


def deployed(moment: str, commit: str) -> None:
    story.world.deployments.append(
        Deployment(story.number(), 300, june(moment), "production", commit, "bob", "SUCCESS", "main")
    )


def shipped(moment: str, made: PullRequest) -> None:
    [merge] = [event for event in made.events if event.kind == "merged"]
    deployed(moment, merge.merge_commit)


deployed("2 08:00", commit_oid(300, "the beginning"))
own = story.ticket("3 09:00", "bob", "BET").done("9 12:00", "bob")
shipped("10 10:00", merged("9 11:00", "bob", own))
before_joining = story.ticket("3 09:00", "bob", "BET").done("11 12:00", "bob")
merged("11 11:00", "mov", before_joining)
for_another = story.ticket("3 09:00", "bob", "BET").done("12 12:00", "bob")
story.ticket("3 09:00", "ann", "ALP").blocked_by("3 10:00", for_another)
shipped("13 10:00", merged("12 11:00", "bob", for_another))

pull(story, "4 09:00", "bob", ("4 10:00", "review_requested", "bob", "gus"), ("4 12:00", "review", "gus"))
pull(story, "4 09:00", "bob", ("4 10:00", "review_requested", "bob", "ann"), ("4 12:00", "review", "ann"))
pull(story, "5 09:00", "mov", ("5 10:00", "review_requested", "mov", "gus"), ("5 12:00", "review", "gus"))
pull(story, "17 09:00", "mov", ("17 10:00", "review_requested", "mov", "gus"))
pull(story, "4 09:00", "gus", ("4 10:00", "review_requested", "gus", "bob"), ("4 12:00", "review", "bob"))
pull(story, "4 09:00", "gil", ("4 10:00", "review_requested", "gil", "gus"), ("4 12:00", "review", "gus"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("distance"))
    with serve(story.world, june("27 16:00")) as sandbox:
        home.run(sandbox, organization())
    yield home


def row(home: Home, columns: str, team: str = "BETA") -> tuple[Any, ...]:
    [found] = home.sql(f"select {columns} from ml_distance where team_id = '{team}' and period = 'all'")
    return found


def test_reports_are_those_that_reached_the_team_or_are_marked_for_it(home: Home) -> None:
    """One closed untouched, one answered, one waiting, one passed on by a blocker; and one of no concern."""
    columns = "user_item_count, touched_count, over_untouched_count, waiting_count"
    assert row(home, columns) == (4, 2, 1, 1)


def test_the_median_counts_what_waits_and_what_nobody_touched(home: Home) -> None:
    """Touched after 4 and 24 business hours, over after 8, one waits: S is 3/4, and 3/8 from 24 (72) on."""
    assert row(home, "user_to_touch_business_hours_p50, user_to_touch_hours_p50") == (24, 72)
    assert row(home, "is_user_to_touch_shown, user_to_touch_hours_p50_low") == (False, None)


def test_never_reached_is_an_end_beside_the_touch(home: Home) -> None:
    """Within 16 business hours one of four was touched, and one of three others was over: 3/4 times 1/3."""
    assert row(home, "never_reached_share, tau_business_hours") == (pytest.approx(1 / 4), 16)


def test_the_way_is_counted_over_both_tickets(home: Home) -> None:
    """ALPHA, then BETA: by a comment on ALPHA's ticket, or on the ticket that blocks it."""
    assert row(home, "hops_p50, triage_queues_p50, direct_contact_share") == (2, 0, 1 / 4)


def test_a_team_that_takes_over_inherits_what_nobody_touched(home: Home) -> None:
    assert row(home, "user_item_count, waiting_count, over_untouched_count, item_count", "DELTA") == (
        1,
        1,
        0,
        1,
    )


def test_what_a_team_ships_itself_is_its_own_change_with_no_handoff_after(home: Home) -> None:
    """Of three, one was merged by somebody who joined later, and one was delivered to another team first."""
    assert row(home, "completed_count, self_ship_share, shipped_count, ship_hops_p50") == (
        3,
        pytest.approx(1 / 3),
        2,
        0.5,
    )


def test_reviews_count_by_the_team_of_the_moment(home: Home) -> None:
    """BETA asked three times, once by mov after joining: GAMMA reviewed one. Of GAMMA's two, BETA did one."""
    columns = "pull_request_count, review_adjacency_share, surface_pull_request_count, reverse_review_share"
    assert row(home, columns) == (3, pytest.approx(1 / 3), 2, 1 / 2)


def test_the_index_is_made_of_what_stands_beside_it(home: Home) -> None:
    customers, ships, hops, index = row(
        home, "customer_origin_share, self_ship_share, hops_p50, isolation_index"
    )
    assert index == pytest.approx(1 - (customers / 0.5 * ships / hops) ** (1 / 3))


def test_no_name_of_a_customer_leaves_the_warehouse(home: Home) -> None:
    for table, columns in home.sql(
        "select table_name, string_agg(column_name, ', ') from information_schema.columns "
        "where table_name = 'ml_distance' group by all"
    ):
        assert not any(word in columns for word in ("account", "reporter", "person", "key")), table
