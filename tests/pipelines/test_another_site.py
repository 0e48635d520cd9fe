"""Another site under a known source's name is refused, before anything of it is landed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import AnotherSite
from connectors.github.source import GitHubSource
from connectors.jira.source import JiraSource
from connectors.landing.landing import Landing
from connectors.progress import silent
from connectors.sandbox.server.process import TOKEN, USER
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.code import Repository
from connectors.sources import ConnectedSource
from pipelines.cli.main import main
from tests.worlds.fake_jira import FakeJira
from tests.worlds.small_world import END, small_world

Json = dict[str, Any]
CLOUD_ID = "99999999-2222-4333-8444-555555555555"
REPOSITORY = "meridian/pipeline"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serve(small_world(), END) as running:
        yield running


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


def jira(sandbox: Sandbox, **changes: Any) -> ConnectedSource:
    return ConnectedSource(replace(JiraSource("jira", sandbox.jira_url, USER, TOKEN), **changes))


def github(sandbox: Sandbox, *organizations: str, **changes: Any) -> ConnectedSource:
    source = GitHubSource("github", sandbox.github_url, TOKEN, organizations=organizations or ("meridian",))
    return ConnectedSource(replace(source, **changes))


def saying(**other: Any) -> Callable[[Json], Json]:
    return lambda answer: {**answer, **other}


def test_a_jira_site_under_the_name_of_another_is_refused(sandbox: Sandbox, landing: Landing) -> None:
    jira(sandbox).require_same_site(landing)
    jira(sandbox).pull(landing, silent, None)
    jira(sandbox).require_same_site(landing)
    sandbox.fail("*/serverInfo", "changed", 9, change=saying(baseUrl="https://rival.atlassian.net"))
    sandbox.fail("*/_edge/tenant_info", "changed", 9, change=saying(cloudId=CLOUD_ID))
    with pytest.raises(
        AnotherSite,
        match=rf"this is the site https://rival\.atlassian\.net with the cloud id {CLOUD_ID}, and",
    ) as told:
        jira(sandbox).require_same_site(landing)
    assert told.value.exit_code == 2


def test_two_companies_whose_files_name_every_source_alike_do_not_share_a_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("U", "ana@example.org")
    monkeypatch.setenv("T", "s3cr3t-token")
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    ends = []
    with FakeJira() as one, FakeJira() as other:
        for company, site in (("One", one), ("Other", other)):
            site.add("10000", 2)
            file = tmp_path / f"{company}.yaml"
            source = f"{{name: jira, kind: jira, url: '{site.url}', user_env: U, token_env: T}}"
            file.write_text(f"name: {company}\ntimezone: UTC\nsources: [{source}]\n")
            capfd.readouterr()
            try:
                main(["run", "--quiet", "--organization", str(file), "--home", str(tmp_path)])
            except SystemExit as end:
                ends.append(end.code)
        lines = capfd.readouterr().err.splitlines()
        assert lines[0].startswith(f"baton: jira: this is the site {other.url}, and what was landed under")
        assert lines[1] == "baton: nothing was published"
    assert ends == [0, 2]
    landing = Landing(tmp_path / "data" / "landing")
    assert len(landing.known("jira", "jira_issue", "10000")) == 2
    assert len(landing.known("baton", "organization", "organization")) == 1


def test_a_jira_site_that_moved_is_the_same_once_the_organization_file_says_so(
    sandbox: Sandbox, landing: Landing
) -> None:
    jira(sandbox).pull(landing, silent, None)
    [before] = landing.known("jira", "jira_site", "site")
    sandbox.fail("*/serverInfo", "changed", 9, change=saying(baseUrl="https://new.example.org/jira/"))
    jira(sandbox, former_urls=(before.upper(),)).require_same_site(landing)


def test_an_organization_with_the_name_and_not_the_id_of_a_known_one_is_refused(
    sandbox: Sandbox, landing: Landing
) -> None:
    github(sandbox).pull(landing, silent, None)
    github(sandbox).require_same_site(landing)
    sandbox.fail("*/orgs/meridian", "changed", 1, change=saying(id=4711))
    with pytest.raises(AnotherSite, match=r"the organization meridian has the id 4711, and what was landed"):
        github(sandbox).require_same_site(landing)


def test_a_company_that_none_of_the_known_organizations_is_of_is_refused(
    sandbox: Sandbox, landing: Landing
) -> None:
    github(sandbox).pull(landing, silent, None)
    with pytest.raises(
        AnotherSite, match=r"none of its organizations \(rival\) was landed under the name 'github'"
    ):
        github(sandbox, "rival").require_same_site(landing)
    github(sandbox, "rival", "meridian").require_same_site(landing)


def test_a_renamed_organization_is_the_same_by_its_id(sandbox: Sandbox, landing: Landing) -> None:
    github(sandbox).pull(landing, silent, None)
    walked = landing.last_walk("github", "organization:meridian") or {}
    with landing.walk("renamed", "organization:north", "1", END) as walk:
        walk.finish(END, {"organization_id": walked["organization_id"]})
    github(sandbox, name="renamed").require_same_site(landing)


def test_another_github_host_is_refused(sandbox: Sandbox, landing: Landing) -> None:
    github(sandbox).pull(landing, silent, None)
    with landing.walk("github", "organization:meridian", "2", END) as walk:
        walk.finish(END, {"host": "github.rival.example"})
    github(sandbox).require_same_site(landing)
    elsewhere = "https://github.acme.example/api/v3"
    with pytest.raises(AnotherSite, match=r"this is the host github\.acme\.example, and what was landed"):
        github(sandbox, url=elsewhere).require_same_site(landing)


def test_a_jira_site_that_moved_is_the_same_by_its_cloud_id(sandbox: Sandbox, landing: Landing) -> None:
    jira(sandbox).pull(landing, silent, None)
    sandbox.fail("*/serverInfo", "changed", 9, change=saying(baseUrl="https://renamed.atlassian.net"))
    jira(sandbox).require_same_site(landing)


def test_a_jira_site_of_another_cloud_id_is_refused_at_the_same_address(
    sandbox: Sandbox, landing: Landing
) -> None:
    jira(sandbox).pull(landing, silent, None)
    sandbox.fail("*/_edge/tenant_info", "changed", 9, change=saying(cloudId=CLOUD_ID))
    with pytest.raises(AnotherSite, match=rf"with the cloud id {CLOUD_ID}, and what was landed under"):
        jira(sandbox).require_same_site(landing)
    [url] = landing.known("jira", "jira_site", "site")
    with pytest.raises(AnotherSite, match="Give it another name"):
        jira(sandbox, former_urls=(url,)).require_same_site(landing)


def test_where_the_cloud_id_is_not_told_the_address_decides_and_it_stays_known(
    sandbox: Sandbox, landing: Landing
) -> None:
    jira(sandbox).pull(landing, silent, None)
    sandbox.fail("*/_edge/tenant_info", "404", 99)
    jira(sandbox).pull(landing, silent, None)
    jira(sandbox).require_same_site(landing)
    assert (landing.last_walk("jira", "site") or {})["cloud_id"]
    sandbox.fail("*/serverInfo", "changed", 9, change=saying(baseUrl="https://rival.atlassian.net"))
    with pytest.raises(AnotherSite, match=r"this is the site https://rival\.atlassian\.net, and what"):
        jira(sandbox).require_same_site(landing)


def test_data_center_tells_no_id_and_its_address_decides(sandbox: Sandbox, landing: Landing) -> None:
    source = ConnectedSource(JiraSource("jira", sandbox.data_center_url, "reader", TOKEN))
    source.pull(landing, silent, None)
    source.require_same_site(landing)
    assert sandbox.requests["GET", "/jira-dc/_edge/tenant_info"] == 0
    sandbox.fail("*/serverInfo", "changed", 9, change=saying(baseUrl="https://jira.rival.example"))
    with pytest.raises(AnotherSite, match=r"this is the site https://jira\.rival\.example, and what"):
        source.require_same_site(landing)


def named(sandbox: Sandbox, *repositories: str) -> ConnectedSource:
    """A source that names repositories one by one."""
    return ConnectedSource(GitHubSource("github", sandbox.github_url, TOKEN, repositories=repositories))


@contextmanager
def elsewhere(id_: int) -> Iterator[Sandbox]:
    """A host with one repository, rival/app."""
    world = small_world()
    world.repositories = [Repository(id_, "rival", "app")]
    world.pull_requests, world.issues, world.deployments, world.releases, world.owners_files = (
        [],
        [],
        [],
        [],
        [],
    )
    with serve(world, END) as running:
        yield running


def test_repositories_of_which_none_was_landed_under_the_name_are_refused(
    sandbox: Sandbox, landing: Landing, tmp_path: Path
) -> None:
    named(sandbox, REPOSITORY).pull(landing, silent, None)
    named(sandbox, REPOSITORY).require_same_site(landing)
    with elsewhere(4711) as rival:
        with pytest.raises(
            AnotherSite, match=r"none of its repositories \(rival/app\) was landed under the name 'github'"
        ) as told:
            named(rival, "rival/app").require_same_site(landing)
        named(rival, "rival/app").require_same_site(Landing(tmp_path / "of another home"))
    assert told.value.exit_code == 2


def test_a_repository_that_was_transferred_or_renamed_is_the_same_by_its_id(
    sandbox: Sandbox, landing: Landing
) -> None:
    named(sandbox, REPOSITORY).pull(landing, silent, None)
    with elsewhere(300) as moved:
        named(moved, "rival/app").require_same_site(landing)


def test_an_owner_whose_name_a_stranger_took_is_refused(sandbox: Sandbox, landing: Landing) -> None:
    named(sandbox, REPOSITORY).pull(landing, silent, None)
    sandbox.fail("*/repos/*", "changed", 9, change=saying(owner={"login": "meridian", "id": 815}))
    with pytest.raises(AnotherSite, match=r"the owner meridian has the id 815, and what was landed"):
        named(sandbox, REPOSITORY).require_same_site(landing)


def test_repositories_of_an_organization_that_was_landed_whole_are_the_same_source(
    sandbox: Sandbox, landing: Landing
) -> None:
    github(sandbox).pull(landing, silent, None)
    named(sandbox, REPOSITORY).require_same_site(landing)


def test_an_organization_of_which_repositories_were_landed_one_by_one_is_the_same_source(
    sandbox: Sandbox, landing: Landing
) -> None:
    named(sandbox, REPOSITORY).pull(landing, silent, None)
    github(sandbox).require_same_site(landing)
