"""Which teams look like platforms, and how they serve: ALPHA and BETA ask GAMMA, and ALPHA asks BETA.

The organization file calls BETA a shared platform, and GAMMA not; GAMMA promises to be done in 8 hours.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from math import exp, log
from typing import Any

import pytest
import yaml

from connectors.sandbox.server.server import serve
from tests.worlds.night import Home
from tests.worlds.story import MEMBERS, Story, june, organization_document

story = Story()


def organization() -> str:
    document: dict[str, Any] = organization_document(deepcopy(MEMBERS))
    for team in document["teams"]:
        if team["id"] == "BETA":
            team["platform_shared"] = True
        if team["id"] == "GAMMA":
            team["service_level"] = {"done_business_hours": 8, "share": 0.6}
    return yaml.safe_dump(document, sort_keys=False)


# Of twenty, by who asked: thirteen done after 4 hours, four after 16, one sent back after one, two open.
asked = [story.ticket("2 09:00", "ann" if at < 12 else "bob", "GAM") for at in range(20)]
for ticket in asked[:13]:
    ticket.change("2 10:00", "gus", status="In Progress").done("2 13:00", "gus")
for ticket in asked[13:17]:
    ticket.change("2 10:00", "gus", status="In Progress").done("3 17:00", "gus")
asked[17].comment("2 09:30", "gus").change("2 10:00", "gus", team="BETA")
# GAMMA asks for two things itself, and BETA's work for itself is no request.
for _ in range(2):
    story.ticket("4 09:00", "gil", "ALP")
story.ticket("4 09:00", "bob", "BET")
for _ in range(20):
    story.ticket("4 09:00", "ann", "BET")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("platform"))
    with serve(story.world, june("27 16:00")) as sandbox:
        home.run(sandbox, organization())
    yield home


def row(home: Home, team: str, columns: str) -> tuple[Any, ...]:
    [found] = home.sql(f"select {columns} from platform_service where team_id = '{team}' and period = 'all'")
    return found


def test_a_team_that_all_ask_and_that_asks_few_is_a_candidate(home: Home) -> None:
    """Twelve of ALPHA's and eight of BETA's are as broad as 1.96 equal requesters, of two there are."""
    entropy = -(0.6 * log(0.6) + 0.4 * log(0.4))
    columns = "inbound_count, outbound_count, inbound_share, requester_count, demand_breadth_share"
    assert row(home, "GAMMA", columns) == (20, 2, 20 / 22, 2, pytest.approx(exp(entropy) / 2))
    columns = "largest_requester_team, largest_requester_share, demand_pattern, is_candidate, is_doubtful"
    assert row(home, "GAMMA", columns) == ("ALPHA", 0.6, "platform", True, False)


def test_a_platform_that_one_team_asks_for_everything_is_doubtful(home: Home) -> None:
    columns = "inbound_count, outbound_count, demand_breadth_share, largest_requester_share"
    assert row(home, "BETA", columns) == (20, 8, 0.5, 1)
    columns = "is_platform, demand_pattern, is_candidate, is_doubtful"
    assert row(home, "BETA", columns) == (True, "few teams ask", False, True)


def test_a_few_requests_make_no_pattern(home: Home) -> None:
    assert row(home, "ALPHA", "inbound_count, demand_pattern, is_candidate, is_doubtful") == (
        2,
        "too few requests",
        False,
        None,
    )


def test_what_is_sent_back_and_what_is_open_count_in_how_a_team_serves(home: Home) -> None:
    """After one hour one left; of 19, 13 were done after 4 hours, and 4 after 16: 2/19 are left."""
    columns = "request_count, done_count, bounce_count, bounce_share"
    assert row(home, "GAMMA", columns) == (20, 17, 1, 1 / 20)
    columns = "done_p85_business_hours, done_p85_hours, is_p85_shown"
    assert row(home, "GAMMA", columns) == (16, 32, True)
    columns = "promised_business_hours, promised_share, attainment_share, is_attainment_shown"
    assert row(home, "GAMMA", columns) == (8, 0.6, pytest.approx(13 / 19), True)


def test_a_quarter_has_what_all_of_this_history_has(home: Home) -> None:
    assert home.sql(
        "select team_id, inbound_count, request_count, demand_pattern from platform_service "
        "where period = 'quarter' and period_starts_on = '2025-04-01' order by 1"
    ) == [
        ("ALPHA", 2, 2, "too few requests"),
        ("BETA", 20, 20, "few teams ask"),
        ("GAMMA", 20, 20, "platform"),
    ]
