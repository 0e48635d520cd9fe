"""Sources say which of the things that configuration names they have: Jira of both kinds, and GitHub."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from connectors.errors import CredentialsRefused
from connectors.github.inventory import look_up as look_up_on_github
from connectors.github.source import GitHubSource
from connectors.inventory import Inventory, Thing
from connectors.jira.inventory import look_up as look_up_on_jira
from connectors.jira.source import JiraSource
from connectors.sandbox.server.process import TOKEN, USER
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.tickets import Project
from tests.worlds.github_stub import Reply, github_stub
from tests.worlds.small_world import END, march, small_world


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    world = small_world()
    world.projects = [*world.projects, Project("10002", "OLD", "Old things", archived_at=march(20))]
    with serve(world, END) as sandbox:
        yield sandbox


@pytest.fixture(params=["Cloud", "Data Center"])
def jira(request: pytest.FixtureRequest, sandbox: Sandbox) -> JiraSource:
    if request.param == "Cloud":
        return JiraSource("jira", sandbox.jira_url, USER, TOKEN)
    return JiraSource("jira", sandbox.data_center_url, "reader", TOKEN)


def github(sandbox: Sandbox) -> GitHubSource:
    return GitHubSource("github", sandbox.github_url, TOKEN, organizations=("meridian",))


THERE = {
    Thing("project", "PAY"),
    Thing("project", "data"),
    Thing("project", "10000"),
    Thing("project", "OLD"),
    Thing("component", "Reports", "PAY"),
    Thing("component", "Pipelines", "data"),
    Thing("component", "Checkout"),
    Thing("status", "In Progress"),
    Thing("type of ticket", "Epic"),
    Thing("resolution", "Won't Do"),
    Thing("field", "customfield_10016"),
    Thing("label", "late"),
    Thing("value of the Team field", "Data Engineering"),
    Thing("value of the Team field", "uuid-data"),
}
NOT_THERE = {
    Thing("project", "PAI"),
    Thing("component", "Reprots", "PAY"),
    Thing("component", "Pipelines", "PAY"),
    Thing("component", "Pipelines", "PAI"),
    Thing("component", "Chekout"),
    Thing("component", 'a "quoted\\ one'),
    Thing("status", "in progress"),
    Thing("type of ticket", "Bug"),
    Thing("resolution", "Wont Do"),
    Thing("field", "customfield_9"),
    Thing("label", "lat"),
    Thing("label", 'a "quoted\\ one'),
    Thing("value of the Team field", "Payments"),
}
ELSEWHERE = {Thing("repository", "meridian/pipeline"), Thing("organization", "meridian")}


def test_jira_says_what_it_has_and_what_not(jira: JiraSource) -> None:
    found = look_up_on_jira(jira, THERE | NOT_THERE | ELSEWHERE)
    assert (found.found, found.missing, found.unclear) == (THERE, NOT_THERE, {})
    assert found.names["project", ""] == {"PAY", "DATA", "OLD"}
    assert found.names["component", "PAY"] == {"Checkout", "Reports"}
    assert found.names["value of the Team field", ""] == {"Data Engineering"}


def test_jira_is_asked_for_no_more_than_is_named(sandbox: Sandbox) -> None:
    before = sandbox.requests.copy()
    look_up_on_jira(JiraSource("jira", sandbox.jira_url, USER, TOKEN), {Thing("project", "PAY")})
    asked = {path.rpartition("/rest/api/3/")[2] for _, path in sandbox.requests - before}
    assert asked == {"serverInfo", "myself", "project/search"}


def test_github_says_what_it_has_and_what_not(sandbox: Sandbox) -> None:
    there = {
        Thing("organization", "Meridian"),
        Thing("repository", "meridian/Pipeline"),
        Thing("GitHub team", "meridian/data-engineering"),
        Thing("repository like", "pipe*"),
        Thing("status", "closed"),
        Thing("resolution", "not_planned"),
    }
    not_there = {
        Thing("organization", "meridiam"),
        Thing("repository", "meridian/pipelines"),
        Thing("repository", "other/pipeline"),
        Thing("GitHub team", "meridian/data"),
        Thing("repository like", "pipes*"),
    }
    not_told = {
        Thing("GitHub team", "meridiam/data"),
        Thing("label", "late"),
        Thing("status", "In Progress"),
        Thing("type of ticket", "Bug"),
    }
    found = look_up_on_github(github(sandbox), there | not_there | not_told | {Thing("project", "PAY")})
    assert (found.found, found.missing, set(found.unclear)) == (there, not_there, not_told)
    assert found.names["repository", ""] == {"meridian/pipeline", "meridian/empty"}


def test_what_a_host_forbids_is_not_taken_for_missing() -> None:
    with github_stub() as stub:
        thing = Thing("repository", "meridian/closed")
        stub.fail("/api/v3/repos/meridian/closed", Reply(403, {"message": "Resource protected by SAML"}))
        found = look_up_on_github(stub.source(organizations=(), repositories=("meridian/closed",)), {thing})
    assert (found.missing, "SAML" in found.unclear[thing]) == (set(), True)


def test_what_cannot_be_counted_whole_is_not_taken_for_missing(sandbox: Sandbox) -> None:
    source = JiraSource("jira", sandbox.jira_url, USER, TOKEN)
    thing = Thing("value of the Team field", "Payments")
    sandbox.fail("*/search/jql", "404", 99)
    found = look_up_on_jira(source, {thing})
    sandbox.heal()
    assert (found.missing, list(found.unclear)) == (set(), [thing])
    assert found.unclear[thing].startswith("not all tickets of PAY could be looked at (")


def test_the_team_field_is_the_one_that_the_file_names_and_tickets_those_that_it_asks_for(
    jira: JiraSource,
) -> None:
    of_file, of_vendor = (Thing("value of the Team field", name) for name in ("x", "Data Engineering"))
    named = replace(jira, team_fields=("customfield_10100",))
    assert look_up_on_jira(named, {of_file, of_vendor}).found == {of_file}
    assert look_up_on_jira(replace(jira, jql="labels = late"), {of_vendor}).found == {of_vendor}
    assert look_up_on_jira(replace(jira, jql="labels = lat"), {of_vendor}).missing == {of_vendor}


def test_who_is_refused_is_told_so(jira: JiraSource, sandbox: Sandbox) -> None:
    with pytest.raises(CredentialsRefused):
        look_up_on_jira(replace(jira, token="wrong"), THERE)
    with pytest.raises(CredentialsRefused):
        look_up_on_github(replace(github(sandbox), token="wrong"), {Thing("organization", "meridian")})


def test_things_of_one_kind_and_place_are_compared() -> None:
    found = Inventory()
    wanted = [Thing("component", "a", "X"), Thing("component", "a", "Y"), Thing("label", "a")]
    found.compare(wanted, "component", ["a", "b"], "X")
    assert (found.found, found.missing) == ({Thing("component", "a", "X")}, set())
