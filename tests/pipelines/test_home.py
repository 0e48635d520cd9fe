from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.sandbox.server.process import EmbeddedSandbox
from pipelines.configured_sources import ConfiguredSources
from pipelines.home import claim, sandbox_clock
from pipelines.settings import Settings, SettingsError

FIRST = datetime(2025, 6, 30, tzinfo=UTC)
REAL = ConfiguredSources(
    organization={"name": "Meridian", "sources": [{"name": "jira", "kind": "jira"}]}, configured=()
)
SANDBOX = replace(REAL, sandbox=EmbeddedSandbox(7, 300, FIRST))


def named(name: str, source: str) -> ConfiguredSources:
    return replace(REAL, organization={"name": name, "sources": [{"name": source, "kind": "jira"}]})


def at(clock: datetime) -> ConfiguredSources:
    return replace(SANDBOX, sandbox=EmbeddedSandbox(7, 300, clock))


@pytest.fixture
def used(tmp_path: Path) -> Settings:
    """A home in which something has been landed."""
    settings = Settings(home=tmp_path)
    (settings.places.landing / "jira").mkdir(parents=True)
    return settings


def publish(settings: Settings, as_of: datetime) -> None:
    settings.places.current.mkdir(parents=True, exist_ok=True)
    settings.places.publish_info.write_text(json.dumps({"as_of": as_of.isoformat()}))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (REAL, SANDBOX),
        (SANDBOX, REAL),
        (REAL, named("Other", "tracker")),
        (SANDBOX, replace(SANDBOX, sandbox=EmbeddedSandbox(8, 300, FIRST))),
        (SANDBOX, replace(SANDBOX, sandbox=EmbeddedSandbox(7, 300, FIRST, "github"))),
    ],
)
def test_a_home_is_one_organizations(
    used: Settings, before: ConfiguredSources, after: ConfiguredSources
) -> None:
    claim(used, before)
    with pytest.raises(SettingsError, match=r"move that directory away, or .* --home"):
        claim(used, after)


@pytest.mark.parametrize("after", [named("Meridian Inc", "jira"), named("Meridian", "tracker")])
def test_a_new_name_for_the_organization_or_its_sources_is_no_other_organization(
    used: Settings, after: ConfiguredSources
) -> None:
    claim(used, REAL)
    claim(used, after)


def test_a_home_in_which_nothing_was_landed_is_anybodys(tmp_path: Path) -> None:
    claim(Settings(home=tmp_path), SANDBOX)
    claim(Settings(home=tmp_path), REAL)


def test_the_sandboxs_clock_moves_a_day_past_what_is_published(used: Settings) -> None:
    assert sandbox_clock(used, FIRST) == FIRST
    publish(used, FIRST)
    assert sandbox_clock(used, FIRST) == datetime(2025, 7, 1, tzinfo=UTC)


def test_a_run_that_published_nothing_is_repeated_at_its_own_instant(used: Settings) -> None:
    claim(used, SANDBOX)
    publish(used, FIRST)
    second = sandbox_clock(used, FIRST)
    claim(used, at(second))
    assert sandbox_clock(used, FIRST) == second


def test_the_sandboxs_clock_does_not_go_back_when_a_run_looked_back(used: Settings) -> None:
    claim(used, at(datetime(2025, 7, 9, tzinfo=UTC)))
    publish(used, FIRST)
    assert sandbox_clock(used, FIRST) == datetime(2025, 7, 9, tzinfo=UTC)


def test_a_damaged_marker_is_named(used: Settings) -> None:
    (used.places.data / "organization.json").write_text("{")
    with pytest.raises(SettingsError, match=r"organization\.json is damaged"):
        claim(used, REAL)
