"""When merged work reached production: what a deployment brings there, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest
import yaml

from connectors.sandbox.server.server import serve
from connectors.sandbox.world.code import (
    Deployment,
    PullEvent,
    PullRequest,
    Release,
    Repository,
    commit_oid,
)
from tests.worlds.night import Home
from tests.worlds.reviews import pull, reviews_organization
from tests.worlds.story import Story, june, plain

story = Story()
FIRST, LAST = "12 00:00", "27 16:00"


@dataclass
class Line:
    """One repository with its pull requests and deployments, told in any order."""

    id: int
    pulls: dict[str, PullRequest] = field(default_factory=dict)

    def merged(self, name: str, moment: str, author: str = "ann", base: str = "main") -> PullRequest:
        """Committed an hour before it was opened on the 2nd, and merged."""
        made = pull(story, "2 10:00", author, ("2 09:00", "commit", author), (moment, "merged", author))
        made = replace(made, repository=self.id, base=base)
        story.world.pull_requests[-1] = self.pulls[name] = made
        return made

    def deployed(
        self,
        moment: str,
        commit: str,
        environment: str = "production",
        state: str = "SUCCESS",
        branch: str | None = "main",
        creator: str = "bob",
    ) -> Deployment:
        """`commit` is the name of a pull request, whose merge it is, or any other word."""
        made = self.pulls.get(commit)
        oid = merge(made).merge_commit if made else commit_oid(self.id, commit)
        told = Deployment(story.number(), self.id, june(moment), environment, oid, creator, state, branch)
        story.world.deployments.append(told)
        return told


def merge(made: PullRequest) -> PullEvent:
    return next(event for event in made.events if event.kind == "merged")


def line(name: str) -> Line:
    repository = Repository(300 + story.number(), "story", name)
    story.world.repositories.append(repository)
    return Line(repository.id)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("delivery"))
    organization = yaml.safe_load(reviews_organization())
    file = yaml.safe_dump(organization | {"deployments": {"production_environments": ["prod*", "Live"]}})
    with serve(story.world, june(FIRST)) as sandbox:
        home.run(sandbox, file)
    called_otherwise = [
        replace(each, name="new-name") if each.id == renamed.id else each for each in story.world.repositories
    ]
    with serve(replace(story.world, repositories=called_otherwise), june(LAST)) as sandbox:
        home.run(sandbox, file)
    yield home


def delivery(home: Home, made: PullRequest) -> Any:
    """When it reached production, and whether one can know."""
    [row] = home.sql(
        f"select deployed_at, is_deployment_observed from pull_request where pull_request_id = '{made.id}'"
    )
    return row


def at(moment: str) -> tuple[datetime, bool]:
    return plain(moment), True


WAITS = (None, True)
UNKNOWN = (None, False)


def begun(name: str) -> Line:
    """A repository that is deployed on the 3rd, before what is told of it."""
    made = line(name)
    made.deployed("3 08:00", "the beginning")
    return made


plain_line = begun("plain")
first = plain_line.merged("first", "4 09:00")
second = plain_line.merged("second", "5 09:00")
third = plain_line.merged("third", "9 09:00")
plain_line.deployed("4 12:00", "first")
plain_line.deployed("6 12:00", "a direct push")


def test_the_first_deployment_of_what_came_with_or_after_the_merge_brings_it(home: Home) -> None:
    assert delivery(home, first) == at("4 12:00")
    assert delivery(home, second) == at("6 12:00")


def test_what_no_deployment_brought_yet_waits(home: Home) -> None:
    assert delivery(home, third) == WAITS


def test_the_way_to_production_has_its_hours(home: Home) -> None:
    [row] = home.sql(
        f"select merge_to_production_hours, lead_hours from pull_request where pull_request_id = '{first.id}'"
    )
    assert row == (3.0, 51.0)


not_yet = begun("not-yet")
failed = not_yet.merged("failed", "4 09:00")
for moment, state in (
    ("4 10:00", "FAILURE"),
    ("4 11:00", "ERROR"),
    ("4 12:00", "PENDING"),
    ("4 13:00", "IN_PROGRESS"),
    ("4 14:00", "QUEUED"),
    ("4 15:00", "WAITING"),
    ("4 16:00", "ABANDONED"),
):
    not_yet.deployed(moment, "failed", state=state)
not_yet.deployed("5 10:00", "failed")


def test_only_a_deployment_that_succeeded_brings_anything(home: Home) -> None:
    assert delivery(home, failed) == at("5 10:00")


replaced = begun("replaced")
inactive = replaced.merged("inactive", "4 09:00")
replaced.deployed("4 10:00", "inactive", state="INACTIVE")
destroyed = replaced.merged("destroyed", "5 09:00")
replaced.deployed("5 10:00", "destroyed", state="DESTROYED")
active = replaced.merged("active", "6 09:00")
replaced.deployed("6 10:00", "active", state="ACTIVE")


def test_what_another_deployment_replaced_had_succeeded(home: Home) -> None:
    assert delivery(home, inactive) == at("4 10:00")
    assert delivery(home, destroyed) == at("5 10:00")
    assert delivery(home, active) == at("6 10:00")


rolled_back = begun("rolled-back")
good = rolled_back.merged("good", "4 09:00")
rolled_back.deployed("4 10:00", "good")
bad = rolled_back.merged("bad", "5 09:00")
rolled_back.deployed("5 10:00", "bad")
mended = rolled_back.merged("mended", "5 10:30")
rolled_back.deployed("5 11:00", "good")
rolled_back.deployed("5 12:00", "the beginning")
rolled_back.deployed("6 09:00", "mended")


def test_a_rollback_brings_nothing_that_was_merged_after_its_commit(home: Home) -> None:
    """Neither one to a merge nor one to a commit that only an earlier deployment tells of."""
    assert delivery(home, bad) == at("5 10:00")
    assert delivery(home, mended) == at("6 09:00")


late_build = begun("late-build")
built = late_build.merged("built", "4 09:00")
merged_meanwhile = late_build.merged("meanwhile", "4 09:20")
late_build.deployed("4 09:30", "built")
late_build.deployed("5 09:30", "meanwhile")


def test_a_deployment_of_an_earlier_merge_does_not_bring_what_was_merged_meanwhile(home: Home) -> None:
    assert delivery(home, built) == at("4 09:30")
    assert delivery(home, merged_meanwhile) == at("5 09:30")


elsewhere = begun("elsewhere")
staged = elsewhere.merged("staged", "4 09:00")
elsewhere.deployed("4 10:00", "staged", environment="staging")
elsewhere.deployed("4 11:00", "staged", environment="reproduction")
elsewhere.deployed("5 10:00", "staged", environment="PROD-eu")
lively = elsewhere.merged("lively", "6 09:00")
elsewhere.deployed("6 10:00", "lively", environment="lively")
elsewhere.deployed("6 11:00", "lively", environment="live")


def test_production_is_what_the_organization_file_calls_so(home: Home) -> None:
    """A whole name, or a pattern, in any case of letters."""
    assert delivery(home, staged) == at("5 10:00")
    assert delivery(home, lively) == at("6 11:00")


branches = begun("branches")
on_main = branches.merged("on main", "4 09:00")
on_release = branches.merged("on release", "4 09:00", base="release")
nowhere = branches.merged("nowhere", "4 09:00", base="develop")
branches.deployed("4 08:00", "release 0", branch="release")
branches.deployed("5 09:00", "try", branch="try-this")
branches.deployed("5 10:00", "on release", branch=None)
branches.deployed("6 10:00", "release 2", branch="release")
untold = branches.merged("untold", "7 09:00")
branches.deployed("8 10:00", "untold head", branch=None)


def test_a_deployment_of_another_branch_brings_nothing(home: Home) -> None:
    assert delivery(home, on_release) == at("5 10:00")
    assert delivery(home, on_main) == delivery(home, untold) == at("8 10:00")


def test_what_was_merged_into_a_branch_that_nothing_is_deployed_from_is_unknown(home: Home) -> None:
    assert delivery(home, nowhere) == UNKNOWN


tried = begun("tried")
before_merge = tried.merged("before", "5 09:00")
[commit, _] = before_merge.events
story.world.deployments.append(
    Deployment(
        story.number(),
        tried.id,
        june("4 10:00"),
        "production",
        commit_oid(tried.id, commit.id),
        "bob",
        "ACTIVE",
    )
)
story.world.deployments.append(
    Deployment(
        story.number(),
        tried.id,
        june("6 10:00"),
        "production",
        commit_oid(tried.id, commit.id),
        "bob",
        "ACTIVE",
    )
)
tried.deployed("9 10:00", "before")


def test_a_pull_request_that_was_tried_out_in_production_is_there_once_its_merge_is(home: Home) -> None:
    """Its own commits are of its own branch, before the merge and after."""
    assert delivery(home, before_merge) == at("9 10:00")


never = line("never")
without = never.merged("without", "4 09:00")
never.deployed("5 10:00", "without", environment="staging")


def test_without_deployments_to_production_nothing_is_known(home: Home) -> None:
    assert delivery(home, without) == UNKNOWN
    assert home.sql(f"select count(*) from delivery_week where repository_id = '{never.id}'") == [(0,)]


later = line("later")
years_old = later.merged("old", "3 09:00")
newest = later.merged("newest", "9 09:00")
later.deployed("10 10:00", "newest")
after = later.merged("after", "11 09:00")


def test_what_was_merged_before_the_first_deployment_that_is_told_of_is_unknown(home: Home) -> None:
    """But that whose own merge was deployed."""
    assert delivery(home, years_old) == UNKNOWN
    assert delivery(home, newest) == at("10 10:00")
    assert delivery(home, after) == WAITS


renamed = begun("old-name")
before_rename = renamed.merged("before", "4 09:00")
renamed.deployed("13 10:00", "before")


def test_a_renamed_repository_is_the_same_one(home: Home) -> None:
    assert delivery(home, before_rename) == at("13 10:00")
    names = f"select distinct repository_name from deployment where repository_id = '{renamed.id}'"
    assert home.sql(names) == [("story/new-name",)]


again = begun("again")
twice = again.merged("twice", "4 09:00")
again.deployed("4 10:00", "twice")
again.deployed("5 10:00", "twice")


def test_a_commit_that_is_deployed_again_brings_nothing_new(home: Home) -> None:
    counts = (
        f"select pull_request_count from deployment where repository_id = '{again.id}' order by deployed_at"
    )
    assert home.sql(counts) == [(0,), (1,), (0,)]


weeks = line("weeks")
weeks.deployed("2 08:00", "the beginning")
for hour in range(9, 20):
    weeks.merged(f"{hour}", f"3 {hour:02}:00", author="ann" if hour < 19 else "bob")
weeks.deployed("4 10:00", "13")
weeks.deployed("4 12:00", "18")
weeks.deployed("4 13:00", "18", state="FAILURE")
weeks.merged("next", "10 09:00")


def test_a_week_tells_how_often_and_how_fast_changes_reached_production(home: Home) -> None:
    """Eleven merges at 9, 10, …, 19 on the 3rd; the last, BETA's, waits.

    Five are deployed on the 4th at 10, after 25 to 21 hours, five at 12, after 22 to 18. Of all eleven, 6/11
    wait longer than 21 hours and 4/11 longer than 22; of ALPHA's ten one half waits longer than 21. From the
    first commits it was 49 and 51 hours.
    """
    found = home.sql(
        f"""
        select week_starts_on, team_id, deployment_count, deployment_day_count, pull_request_merged_count,
            pull_request_deployed_count, deploy_hours_p50, lead_hours_p50, is_p50_shown
        from delivery_week
        where repository_id = '{weeks.id}' and week_starts_on < date '2025-06-16'
        order by week_starts_on, team_id
        """
    )
    one, two = datetime(2025, 6, 2).date(), datetime(2025, 6, 9).date()
    assert found == [
        (one, "*", 3, 2, 11, 10, 22.0, 51.0, True),
        (one, "ALPHA", 2, 1, 10, 10, 21.0, 49.0, True),
        (one, "BETA", 0, 0, 1, 0, None, None, False),
        (two, "*", 0, 0, 1, 0, None, None, False),
        (two, "ALPHA", 0, 0, 1, 0, None, None, False),
        (two, "BETA", 0, 0, 0, 0, None, None, False),
    ]


released = line("released")
story.world.releases.append(Release(story.number(), released.id, june("5 10:00"), "v1", "c" * 40, "ann"))
story.world.releases.append(Release(story.number(), released.id, june("28 10:00"), "v2", "d" * 40, "ann"))


def test_a_release_is_told_with_its_tag_and_team(home: Home) -> None:
    columns = "tag, commit, repository_name, released_at, team_id, is_prerelease"
    assert home.sql(f"select {columns} from release") == [
        ("v1", "c" * 40, "story/released", plain("5 10:00"), "ALPHA", False)
    ]


def test_a_deployment_is_told_with_its_team_and_what_became_of_it(home: Home) -> None:
    columns = (
        "environment, is_production, state, is_successful, branch, deployed_at, team_id, pull_request_count"
    )
    assert home.sql(f"select {columns} from deployment where repository_id = '{never.id}'") == [
        ("staging", False, "success", True, "main", plain("5 10:00"), "BETA", None)
    ]
