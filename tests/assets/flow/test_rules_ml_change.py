"""When users report about what a team of machine learning merged, in a small world: BETA learns.

Customers report to ALPHA, and users in the issues of the repository. On Monday 16 June mov
goes from ALPHA to BETA.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import yaml

from connectors.sandbox.server.server import serve
from connectors.sandbox.world.code import Issue, IssueEvent, PullRequest
from tests.worlds.night import Home
from tests.worlds.reviews import pull
from tests.worlds.story import CUSTOMER, MEMBERS, Story, Telling, june, organization_document

story = Story()


def organization(**github: Any) -> str:
    document: dict[str, Any] = organization_document(deepcopy(MEMBERS))
    beta = next(team for team in document["teams"] if team["id"] == "BETA")
    beta["kind"] = "ml"
    document["user_facing"] = {"github_repositories": ["story/app"]}
    document["sources"][1] |= github
    return yaml.safe_dump(document, sort_keys=False)


def merged(moment: str, author: str, ticket: Telling | None = None) -> PullRequest:
    made = pull(story, "2 11:00", author, (moment, "merged", author))
    made.title = f"{ticket.key} done" if ticket else "Done"
    return made


def work() -> Telling:
    return story.ticket("2 10:00", "ann", "BET")


def report(moment: str) -> Telling:
    return story.ticket(moment, CUSTOMER, "ALP")


def issue(moment: str, number: int, mentioned_at: str, pull_request: PullRequest) -> str:
    mention = IssueEvent(story.number(), june(mentioned_at), "mentioned", "bob", str(pull_request.id))
    story.world.issues.append(Issue(number, 300, number, "gus", june(moment), "It is slow", [mention]))
    return f"story/app#{number}"


caused = work()
at_once = merged("9 11:00", "bob", caused)
first = report("10 11:00").caused_by("10 11:00", caused)
report("10 12:00").caused_by("10 12:00", caused)

blocked = work()
linked_later = merged("9 11:00", "bob", blocked)
waits = report("10 11:00").blocked_by("11 11:00", blocked)

blocker = work()
other_way = merged("9 11:00", "bob", blocker)
hindrance = report("10 12:00")
blocker.blocked_by("10 12:00", hindrance)

mentioned = merged("12 09:00", "bob")
slow = issue("12 10:00", 9001, "13 10:00", mentioned)

asked = work()
asked_before = merged("9 11:00", "bob", asked)
report("3 10:00").blocked_by("3 11:00", asked)

followed = work()
colleagues = merged("9 11:00", "bob", followed)
story.ticket("10 10:00", "gus", "GAM").caused_by("10 10:00", followed)

unlinked = merged("9 11:00", "bob", work())
report("10 10:00")

two_links_away = work()
merged("9 11:00", "bob", two_links_away)
between = story.ticket("10 10:00", "gus", "GAM").caused_by("10 10:00", two_links_away)
report("10 11:00").caused_by("10 11:00", between)

others = work()
of_another_team = [merged("9 11:00", who, others) for who in ("gus", "mov")]
report("10 11:00").caused_by("10 11:00", others)
after_joining = merged("17 11:00", "mov", others)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("changes"))
    with serve(story.world, june("27 16:00")) as sandbox:
        home.run(sandbox, organization())
    yield home


def reported(home: Home, made: PullRequest) -> list[tuple[Any, ...]]:
    """Hours from the merge to the report, and which it is."""
    return home.sql(
        "select epoch(user_reported_at - merged_at) / 3600, user_report_key from pull_request "
        f"where pull_request_id = '{made.id}'"
    )


def test_the_first_report_that_is_linked_with_the_changes_ticket_is_about_it(home: Home) -> None:
    assert reported(home, at_once) == [(24, first.key)]


def test_a_link_that_was_made_later_counts_from_then_on(home: Home) -> None:
    assert reported(home, linked_later) == [(48, waits.key)]


def test_links_count_either_way_round(home: Home) -> None:
    """The change's ticket waits for the report."""
    assert reported(home, other_way) == [(25, hindrance.key)]


def test_a_report_that_mentions_the_pull_request_is_about_it(home: Home) -> None:
    assert reported(home, mentioned) == [(25, slow)]


@pytest.mark.parametrize("made", [asked_before, colleagues, unlinked, *of_another_team, after_joining])
def test_nothing_else_is_a_users_report_about_the_teams_change(home: Home, made: PullRequest) -> None:
    """What a user asked for, a colleague's ticket, no link; a change of others, or after the report."""
    assert reported(home, made) == [(None, None)]


def test_a_change_about_which_nobody_reported_waits_until_as_of(home: Home) -> None:
    """After 24, 25, 25 and 48 hours of nine: S is 5/9 then, so that the median is not reached."""
    assert row(home) == (9, 4, None, False)


def row(home: Home, condition: str = "period = 'all'") -> tuple[Any, ...]:
    [found] = home.sql(
        "select pull_request_merged_count, pull_request_reported_count, merge_to_report_hours_p50, "
        f"is_merge_to_report_shown from ml_distance where team_id = 'BETA' and {condition}"
    )
    return found


def test_what_was_merged_before_the_histories_are_complete_is_left_out(home: Home) -> None:
    """Two are left, and the report on one came after 25 hours: half, and too few to show it."""
    home.run_again(organization(history_from="2025-06-10"))
    assert row(home) == (2, 1, 25, False)
    assert row(home, "period = 'quarter'") == (2, 1, 25, False)
