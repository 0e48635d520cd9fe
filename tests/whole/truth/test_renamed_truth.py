"""Names are attributes: where everything got another one, work and waits stay whose they were."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from tests.worlds.night import Home
from tests.worlds.planted import TICKETS, assert_truth_is_found, compared
from tests.worlds.renamed import renamed_everything


@pytest.mark.parametrize("seed", [61, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in (62, 63))])
def test_a_world_of_renamed_everything_keeps_its_owners_and_strangers_are_strangers(
    seed: int, tmp_path: Path
) -> None:
    planned = plan(seed, TICKETS)
    organization = compared(planned.organization)
    before = DEFAULT_CLOCK - timedelta(days=3)
    home = Home(tmp_path, is_dagsters=True)
    with serve(planned.world, before) as sandbox:
        home.run(sandbox, organization)
    after = renamed_everything(planned, before + timedelta(hours=2))
    with serve(after.world, DEFAULT_CLOCK) as sandbox:
        home.run(sandbox, organization)
    assert_truth_is_found(home, planned.truth, DEFAULT_CLOCK)
    outdated = dict(home.sql("select subject, found_count from data_quality where kind = 'name_outdated'"))
    file = yaml.safe_load(organization)
    words = file["statuses"]
    assert outdated["status"] == len({word for kind in words.values() for word in kind})
    owned = [team["owns"] for team in file["teams"]]
    projects = {key for owns in owned for key in owns["jira_projects"]}
    around = {one["project"] for owns in owned for one in owns.get("jira_components", ())}
    facing = set(file["user_facing"]["jira_projects"])
    assert outdated["project"] == len(projects | around | facing)
    assert outdated["source_team"] == len({slug for owns in owned for slug in owns["github_teams"]})
    # Accounts are seen again where something happened; so are, at some seeds, components and team values.
    assert outdated["account"]
    taken = dict(home.sql("select subject, found_count from data_quality where kind = 'name_taken'"))
    assert taken["account"] and taken["source_team"] == outdated["source_team"]
