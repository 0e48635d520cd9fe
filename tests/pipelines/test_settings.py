from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.organization.yaml_document import ProblemsFound
from pipelines.settings import SettingsError, read_settings
from pipelines.wiring import sources
from tests.worlds.example import TEXT


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    settings = read_settings({}, tmp_path)
    assert (settings.home, settings.organization, settings.as_of) == (tmp_path, None, None)
    assert (settings.pull_minutes, settings.lock_wait_seconds) == (90, 7200)
    assert settings.kept_runs == 60
    assert settings.places.kept_snapshots == 7
    assert (settings.sandbox_tickets, settings.sandbox_seed) == (6000, 7)


def test_the_sandbox_plans_in_jira_unless_told_otherwise(tmp_path: Path) -> None:
    assert read_settings({}, tmp_path).sandbox_planner == "jira"
    assert read_settings({"BATON_SANDBOX": "GitHub"}, tmp_path).sandbox_planner == "github"
    with pytest.raises(SettingsError, match="BATON_SANDBOX must be jira or github, not 'gitlab'"):
        read_settings({"BATON_SANDBOX": "gitlab"}, tmp_path)


def test_the_file_in_the_checkout_is_the_organization(tmp_path: Path) -> None:
    (tmp_path / "organization.yaml").touch()
    assert read_settings({}, tmp_path).organization == tmp_path / "organization.yaml"


def test_a_named_organization_file_must_be_there(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere.yaml"
    with pytest.raises(SettingsError, match=str(missing)):
        read_settings({"BATON_ORGANIZATION": str(missing)}, tmp_path)


def test_an_instant_without_an_offset_is_utc(tmp_path: Path) -> None:
    for text in ("2025-06-30T12:00:00", "2025-06-30T12:00:00Z", "2025-06-30T14:00:00+02:00"):
        assert read_settings({"BATON_AS_OF": text}, tmp_path).as_of == datetime(2025, 6, 30, 12, tzinfo=UTC)


def test_a_run_pulls_unless_told_otherwise_or_asked_what_was_known(tmp_path: Path) -> None:
    assert read_settings({}, tmp_path).is_pulled
    assert not read_settings({"BATON_NO_PULL": "1"}, tmp_path).is_pulled
    looking_back = read_settings({"BATON_KNOWN_AT": "2025-06-30T12:00:00Z"}, tmp_path)
    assert (looking_back.known_at, looking_back.is_pulled) == (datetime(2025, 6, 30, 12, tzinfo=UTC), False)


def test_a_run_without_a_pull_needs_no_credentials(tmp_path: Path) -> None:
    path = tmp_path / "organization.yaml"
    path.write_text(TEXT)
    settings = read_settings({"BATON_ORGANIZATION": str(path), "BATON_NO_PULL": "1"}, tmp_path)
    assert not sources(settings, environment={}).is_pulled
    with pytest.raises(ProblemsFound, match="JIRA_TOKEN is not set"):
        sources(replace(settings, is_pulled=True), environment={})


@pytest.mark.parametrize(
    "name", ["BATON_AS_OF", "BATON_KNOWN_AT", "BATON_PULL_MINUTES", "BATON_SANDBOX_TICKETS"]
)
@pytest.mark.parametrize("text", ["soon", "-1", "nan"])
def test_a_value_that_cannot_be_used_is_named(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} must be .* not '{text}'"):
        read_settings({name: text}, tmp_path)
