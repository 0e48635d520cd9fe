"""What a team brings to production by itself: merges, deployments and completions without another team.

June 2025: the week of the 2nd is 2025-W23. mov goes from ALPHA to BETA on Monday the 16th.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.sandbox.server.server import serve
from connectors.sandbox.world.code import Deployment, PullRequest, commit_oid
from tests.worlds.night import Home
from tests.worlds.reviews import Told, pull, reviews_organization
from tests.worlds.story import BOT, WITHOUT_TEAM, Story, june

story = Story()


def merged(moment: str, author: str, *before: Told, by: str | None = None) -> PullRequest:
    day = moment.split()[0]
    return pull(story, f"{day} 08:00", author, *before, (moment, "merged", by or author))


def deployed(moment: str, commit: str) -> None:
    story.world.deployments.append(
        Deployment(story.number(), 300, june(moment), "production", commit, "bob", "SUCCESS", "main")
    )


def brought(moment: str, made: PullRequest) -> None:
    [merge] = [event for event in made.events if event.kind == "merged"]
    deployed(moment, merge.merge_commit)


deployed("2 06:00", commit_oid(300, "the beginning"))
alone = merged("2 10:00", "ann")
by_a_colleague = merged("2 10:01", "ann", ("2 09:00", "review", "abe"))
commented = merged("2 10:02", "ann", ("2 09:00", "review", "bob", "COMMENTED"))
by_a_bot = merged("2 10:03", "ann", ("2 09:00", "review", BOT))
by_one_who_leaves_later = merged("2 10:04", "ann", ("2 09:00", "review", "mov"))
approved_late = pull(story, "2 08:00", "ann", ("2 10:05", "merged", "ann"), ("2 11:00", "review", "bob"))
brought("2 12:00", approved_late)
by_another_team = merged("3 10:00", "ann", ("3 09:00", "review", "abe"), ("3 09:30", "review", "bob"))
by_who_has_no_team = merged("3 10:01", "ann", ("3 09:00", "review", WITHOUT_TEAM))
merged_by_another = merged("3 10:02", "ann", by="bob")
brought("3 12:00", merged_by_another)
brought("4 12:00", merged("4 10:00", "ann"))
merged("5 10:00", "ann")
brought("5 12:00", merged("5 10:01", "bob"))
by_one_who_left = merged("17 10:00", "ann", ("17 09:00", "review", "mov"))

story.ticket("2 10:00", "ann", "ALP").done("5 10:00", "ann")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("independence"))
    with serve(story.world, june("27 16:00")) as sandbox:
        home.run(sandbox, reviews_organization())
    yield home


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (alone, True),
        (by_a_colleague, True),
        (commented, True),
        (by_a_bot, True),
        (by_one_who_leaves_later, True),
        (approved_late, True),
        (by_another_team, False),
        (merged_by_another, False),
        (by_one_who_left, False),
        (by_who_has_no_team, None),
    ],
    ids=[
        "by nobody",
        "by a colleague",
        "only commented on",
        "by a bot",
        "by somebody who leaves later",
        "after the merge",
        "by another team, too",
        "merged by another team",
        "by somebody who left",
        "by somebody without a team",
    ],
)
def test_a_merge_is_independent_where_no_other_team_approved_it(
    home: Home, made: PullRequest, expected: bool | None
) -> None:
    assert home.warehouse_sql(
        f"select is_independent from flow.merge_approval where pull_request_id = '{made.id}'"
    ) == [(expected,)]


def week(home: Home, team: str, columns: str, monday: str = "2025-06-02") -> tuple[Any, ...]:
    [row] = home.sql(
        f"select {columns} from independence_week where team_id = '{team}' and week_starts_on = '{monday}'"
    )
    return row


def test_what_is_not_known_is_in_no_share(home: Home) -> None:
    """ALPHA merged eleven: eight by itself, two with another team, and of one that is not known."""
    columns = (
        "pull_request_merged_count, independent_merge_count, unknown_merge_count, independent_merge_share"
    )
    assert week(home, "ALPHA", columns) == (11, 8, 1, 8 / 10)


def test_a_deployment_is_a_teams_own_where_it_brings_that_teams_independent_work_alone(home: Home) -> None:
    """Four brought ALPHA's work: on the 3rd some that another team approved, on the 5th BETA's, too."""
    columns = (
        "deployment_count, own_deployment_count, pull_request_deployed_count, independent_deployed_count"
    )
    assert week(home, "ALPHA", columns) == (4, 2, 11, 8)
    assert week(home, "BETA", columns) == (1, 0, 1, 1)
    # The first one brought nothing that was merged.
    assert week(home, "*", columns) == (5, 2, 12, 9)


def test_a_week_without_anything_has_its_row(home: Home) -> None:
    columns = "pull_request_merged_count, independent_merge_share, deployment_count, self_ship_share"
    assert week(home, "GAMMA", columns, "2025-06-09") == (0, None, 0, None)


def test_what_was_completed_without_a_pull_request_is_not_shipped(home: Home) -> None:
    assert week(home, "ALPHA", "completed_count, self_ship_count, self_ship_share") == (1, 0, 0)
