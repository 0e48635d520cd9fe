"""The job on the Jira answers that Apache DevLake's tests recorded: no item of a history is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipelines.configured_sources import ConfiguredSources
from pipelines.organization.reading import parse_organization
from tests.worlds import devlake
from tests.worlds.night import Home

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(not devlake.FOLDER.is_dir(), reason="the recorded Jira is not beside this checkout"),
]
ORGANIZATION = """
name: Merico
timezone: Asia/Shanghai
sources:
  - {name: jira, kind: jira, url: "${JIRA}", user_env: JIRA_USER, token_env: JIRA_TOKEN}
"""


def pulled(made: Home, recorded: devlake.RecordedJira) -> Home:
    with recorded as server:
        environment = {"JIRA": server.url, "JIRA_USER": "reader@example.org", "JIRA_TOKEN": "token"}
        file = parse_organization(ORGANIZATION, "organization.yaml", environment)
        made.run_with(ConfiguredSources(organization=file.organization.as_landed(), configured=file.sources))
    return made


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    yield pulled(Home(tmp_path_factory.mktemp("devlake"), is_dagsters=True), devlake.RecordedJira())


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Another site's tickets, which were recorded for their links."""
    recorded = devlake.RecordedJira("issue_relationships", "DZFNK0168")
    yield pulled(Home(tmp_path_factory.mktemp("linked")), recorded)


def test_every_item_of_every_history_is_there(home: Home) -> None:
    [(histories, items)] = home.warehouse_sql(
        "select count(distinct change_id), count(*) from core.ticket_change"
    )
    assert (histories, items) == (517, 709)


def test_the_items_that_devlake_loses_change_a_field_twice_in_one_history(home: Home) -> None:
    [(distinct,)] = home.warehouse_sql(
        "select count(distinct (payload ->> 'id', item ->> 'field'))"
        " from raw.jira_changelog, unnest(from_json(payload -> 'items', '[\"JSON\"]')) as u (item)"
    )
    assert distinct == len(devlake.snapshot("issue_changelog_items")) == 689


def test_the_lead_time_of_every_ticket_is_devlakes(home: Home) -> None:
    rows = home.warehouse_sql(
        """
        select
            ticket.ticket_id,
            floor(epoch((payload ->> '$.fields.resolutiondate')::timestamptz::timestamp - created_at) / 60)
        from core.ticket as ticket
        inner join raw.jira_issue as issue on issue.id = ticket.ticket_id
        """
    )
    told = {row["issue_id"]: int(row["lead_time_minutes"]) for row in devlake.snapshot("issues")}
    assert len(told) == 30
    assert {ticket: int(minutes) for ticket, minutes in rows} == told


def test_tickets_are_in_the_sprints_that_devlake_found(home: Home) -> None:
    rows = home.warehouse_sql(
        """
        select issue.id, sprint ->> 'id'
        from raw.jira_issue as issue,
            unnest(from_json(payload -> 'fields' -> 'customfield_10020', '["JSON"]')) as u (sprint)
        """
    )
    told = {(row["issue_id"], row["sprint_id"]) for row in devlake.snapshot("sprint_issues")}
    assert len(told) == 28
    assert set(rows) == told
    [(sprints,)] = home.warehouse_sql("select count(*) from raw.jira_sprint")
    assert sprints == len({sprint["id"] for sprint in devlake.raw("sprints")}) - 1


def test_the_links_are_devlakes_one_for_both_of_its_sides(linked: Home) -> None:
    rows = linked.warehouse_sql(
        """
        select link.from_ticket_id, link.to_ticket_id, link.kind, ticket.ticket_id
        from core.ticket_link as link
        inner join core.ticket as ticket on ticket.ticket_id in (link.from_ticket_id, link.to_ticket_id)
        """
    )
    told = []
    for row in devlake.snapshot("issue_relationships"):
        sees, inward, outward = row["issue_id"], row["inward_issue_id"], row["outward_issue_id"]
        ends = (sees, outward) if inward == "0" else (inward, sees)
        told.append((*ends, row["type_name"], sees))
    assert len(told) == 16
    assert sorted(rows) == sorted(told)
    assert linked.warehouse_sql("select count(*) from core.ticket_link") == [(11,)]
