"""One world, served as Jira Cloud and as Data Center, is the same tickets with the same history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from connectors.sandbox.jira.data_center import READER
from connectors.sandbox.server.process import TOKEN, USER
from connectors.sandbox.server.server import serve
from pipelines.configured_sources import ConfiguredSources
from pipelines.organization.reading import parse_organization
from tests.worlds.night import Home
from tests.worlds.small_world import END, small_world

ORGANIZATION = """\
name: Meridian
timezone: UTC
sources: [{name: jira, kind: jira, url: "%s", user_env: WHO, token_env: TOKEN}]
"""


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Home]]:
    with serve(small_world(), END) as sandbox:
        places = ((sandbox.jira_url, USER), (sandbox.data_center_url, READER))
        yield tuple(  # type: ignore[misc]
            home(tmp_path_factory.mktemp("flavour"), url, user) for url, user in places
        )


def home(directory: Path, url: str, user: str) -> Home:
    home = Home(directory)
    file = parse_organization(ORGANIZATION % url, "organization.yaml", {"WHO": user, "TOKEN": TOKEN})
    home.run_with(ConfiguredSources(file.organization.as_landed(), file.sources))
    return home


@pytest.mark.parametrize(
    "query",
    [
        "select * exclude (url, assignee, reporter) from core.ticket",
        "select * exclude (account_id, assignee, holder, reporter) from core.ticket_state",
        "select * from core.ticket_value where field not in ('assignee', 'reporter')",
        "select * from core.ticket_tag",
        "select * from core.ticket_key",
        "select * exclude (account_id) from core.ticket_link",
        "select * from core.sprint",
        "select * from core.project_key",
        "select field_id, role from core.field_role where role <> 'epic_link'",
        "select * from core.broken_chain",
        "select source, comment_id, ticket_id, happened_at from core.ticket_comment",
    ],
)
def test_both_flavours_give_the_same(homes: tuple[Home, Home], query: str) -> None:
    cloud, data_center = (sorted(map(str, home.warehouse_sql(query))) for home in homes)
    assert data_center == cloud


def test_people_are_other_accounts_but_the_same_ones(homes: tuple[Home, Home]) -> None:
    """Data Center has keys where Cloud has account ids: one to one, in every state."""
    query = "select ticket_id, step, assignee, reporter from core.ticket_state order by all"
    cloud, data_center = (home.warehouse_sql(query) for home in homes)
    pairs = {
        pair
        for here, there in zip(cloud, data_center, strict=True)
        for pair in zip(here[2:], there[2:], strict=True)
    }
    assert len(pairs) == len({here for here, _ in pairs}) == len({there for _, there in pairs}) > 2


@pytest.mark.parametrize("account", ["JIRAUSER10101", "ben", "Ben"])
def test_people_of_data_center_are_named_by_their_key_or_their_login(
    homes: tuple[Home, Home], account: str
) -> None:
    _, data_center = homes
    people = [{"id": "b", "accounts": {"jira": [account]}}]
    file = {**yaml.safe_load(ORGANIZATION % "https://jira.example"), "people": people}
    data_center.run_again(yaml.safe_dump(file))
    query = "select account_id, person_id, is_seen from core.account where person_id = 'b'"
    assert data_center.warehouse_sql(query) == [("JIRAUSER10101", "b", True)]


def test_the_doctors_tables_name_the_flavour(homes: tuple[Home, Home]) -> None:
    assert [home.sql("select flavour from source") for home in homes] == [[("Cloud",)], [("Data Center",)]]
