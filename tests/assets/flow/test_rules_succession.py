"""A team that was merged or split lives on in its successors: work that comes to them comes back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml

from tests.worlds.night import Home
from tests.worlds.story import Story, handoffs, organization_text, plain, rows, told

story = Story()
ROLES = "from_team, to_team, role, outcome"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """On Monday 16 June ALPHA is merged into BETA, and GAMMA split into gus's GUNS and gil's GOLD."""
    file = yaml.safe_load(organization_text())
    teams = {team["id"]: team for team in file["teams"]}
    teams["ALPHA"] |= {"to": "2025-06-16", "merged_into": "BETA"}
    teams["GAMMA"] |= {"to": "2025-06-16"}
    for name, person in {"GUNS": "gus", "GOLD": "gil"}.items():
        part = {"id": name, "name": name, "from": "2025-06-16", "split_from": "GAMMA"}
        file["teams"].append({**part, "members": [{"person": person}]})
    del file["statuses"]["owners"]["In gamma review"]
    with told(story, tmp_path_factory.mktemp("succession"), "27 16:00", yaml.safe_dump(file)) as home:
        yield home


returned = story.ticket("9 09:00", "ann", "ALP", assignee="ann")
returned.change("10 10:00", "ann", assignee="gus").change("10 11:00", "gus", status="In Progress")
returned.change("18 10:00", "gus", assignee="bob")
before = story.ticket("9 09:00", "ann", "ALP", assignee="ann")
before.change("10 10:00", "ann", assignee="gus").change("10 11:00", "gus", status="In Progress")
before.change("12 10:00", "gus", assignee="bob")


def test_what_the_merged_team_had_comes_back_to_its_heir(home: Home) -> None:
    assert handoffs(home, returned, ROLES) == [
        ("ALPHA", "GAMMA", "first", "picked_up"),
        ("GUNS", "BETA", "return", "open"),
    ]


def test_before_the_merger_the_heir_was_another_team(home: Home) -> None:
    assert [row[2] for row in handoffs(home, before, ROLES)] == ["first", "first"]


bounced = story.ticket("9 09:00", "ann", "ALP", assignee="ann")
bounced.change("13 10:00", "ann", assignee="gil").change("17 10:00", "gil", assignee="bob")
bounced.change("18 10:00", "bob", assignee="gil")
crossed = story.ticket("9 09:00", "ann", "ALP", assignee="ann")
crossed.change("13 10:00", "ann", assignee="gil").change("17 10:00", "gil", assignee="gus")


def test_a_handoff_that_is_sent_back_to_the_heir_is_returned_and_the_way_back_a_bounce(home: Home) -> None:
    assert handoffs(home, bounced, ROLES) == [
        ("ALPHA", "GAMMA", "first", "returned_unpicked"),
        ("GOLD", "BETA", "bounce", "returned_unpicked"),
        ("BETA", "GOLD", "resend", "open"),
    ]
    runs = rows(home, bounced, "ping_pong", "from_team, to_team, length", "released_at")
    assert runs == [("ALPHA", "GAMMA", 3)]


def test_what_one_half_passes_to_the_other_is_a_handoff_between_them(home: Home) -> None:
    """Both come of GAMMA, which had it: so it comes back."""
    assert handoffs(home, crossed, ROLES)[1:] == [("GOLD", "GUNS", "return", "open")]


dissolved = story.ticket("9 09:00", "bob", "BET", assignee="bob")
dissolved.change("13 10:00", "bob", assignee="ann")


def test_a_handoff_to_a_team_that_is_merged_into_the_giver_is_dissolved(home: Home) -> None:
    found = handoffs(home, dissolved, "from_team, to_team, outcome, ended_at")
    assert found == [("BETA", "ALPHA", "dissolved_by_reorg", plain("16 00:00"))]
