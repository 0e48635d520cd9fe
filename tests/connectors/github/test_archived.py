"""An archived pull request is in no list, and not gone: whoever may triage gets it by its id."""

from __future__ import annotations

from dataclasses import replace

from connectors.github.pull import pull
from connectors.github.source import GitHubSource
from connectors.outcome import SourceOutcome
from connectors.progress import silent
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.code import PullEvent, PullRequest
from connectors.sandbox.world.world import World
from tests.worlds.github_home import QUICK, Home, scope
from tests.worlds.github_world import WORLD, day

ARCHIVED, OTHER, NEXT = "9010", "9011", "9012"


def world(is_shown: bool) -> World:
    """Two pull requests, of which one is archived, which closes it; another comes after that."""
    closed = [PullEvent(1, day(3), "closed", "ana")]
    pulls = [
        PullRequest(
            9010, 301, 10, "ben", day(1), "Odd", "odd", events=closed, archived_at=day(3),
            is_shown_archived=is_shown,
        ),
        PullRequest(9011, 301, 11, "ben", day(1), "Plain", "plain"),
        PullRequest(9012, 301, 12, "ben", day(4), "Later", "later"),
    ]  # fmt: skip
    return replace(WORLD, pull_requests=pulls, issues=[], project_boards=[], deployments=[], releases=[])


def pulled(sandbox: Sandbox, home: Home) -> SourceOutcome:
    source = GitHubSource("gh", sandbox.github_url, "sandbox-token", organizations=("meridian",))
    outcome = pull(source, home.landing, silent, None, QUICK)
    assert outcome.is_complete
    return outcome


def test_it_is_read_by_its_id_and_stays_as_what_it_is(home: Home) -> None:
    with serve(world(is_shown=True), day(2)) as sandbox:
        pulled(sandbox, home)
        assert home.payloads("github_pull_request")[ARCHIVED]["state"] == "OPEN"
        sandbox.move_to(day(3, 12))
        outcome = pulled(sandbox, home)
        landed = home.payloads("github_pull_request")
        assert {id_: payload["state"] for id_, payload in landed.items()} == {
            ARCHIVED: "CLOSED",
            OTHER: "OPEN",
        }
        assert landed[ARCHIVED]["timelineItems"]["nodes"][-1]["__typename"] == "ClosedEvent"
        assert scope(outcome, "meridian/flow").message is None


def test_later_nights_do_not_look_for_it_again(home: Home) -> None:
    with serve(world(is_shown=True), day(2)) as sandbox:
        requests = []
        for at in (day(2), day(3, 12), day(3, 13), day(3, 14), day(5)):
            sandbox.move_to(at)
            requests.append(pulled(sandbox, home).requests)
        assert requests[2] == requests[3] < requests[1]
        assert home.payloads("github_pull_request").keys() == {ARCHIVED, OTHER, NEXT}


def test_one_that_the_token_does_not_get_is_gone_as_nobody_can_tell_it_from_one_that_is(home: Home) -> None:
    with serve(world(is_shown=False), day(2)) as sandbox:
        pulled(sandbox, home)
        sandbox.move_to(day(3, 12))
        pulled(sandbox, home)
        landed = home.payloads("github_pull_request")
        assert landed[ARCHIVED] is None and landed[OTHER] is not None
        sandbox.move_to(day(5))
        pulled(sandbox, home)
        assert {id_ for id_, payload in home.payloads("github_pull_request").items() if payload} == {
            OTHER,
            NEXT,
        }


def test_one_that_is_archived_no_more_is_read_like_any_other(home: Home) -> None:
    with serve(world(is_shown=False), day(2)) as sandbox:
        pulled(sandbox, home)
        sandbox.move_to(day(3, 12))
        pulled(sandbox, home)
    back = world(is_shown=True)
    back.pull_requests[0].archived_at = None
    with serve(back, day(5)) as sandbox:
        pulled(sandbox, home)
    assert all(home.payloads("github_pull_request").values())
