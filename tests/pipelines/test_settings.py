from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.settings import SettingsError, read_settings


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    settings = read_settings({}, tmp_path)
    assert (settings.home, settings.organization, settings.as_of) == (tmp_path, None, None)
    assert (settings.pull_minutes, settings.lock_wait_seconds) == (90, 7200)
    assert (settings.sandbox_tickets, settings.sandbox_seed) == (6000, 7)


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


@pytest.mark.parametrize("name", ["BATON_AS_OF", "BATON_PULL_MINUTES", "BATON_SANDBOX_TICKETS"])
@pytest.mark.parametrize("text", ["soon", "-1", "nan"])
def test_a_value_that_cannot_be_used_is_named(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} must be .* not '{text}'"):
        read_settings({name: text}, tmp_path)
