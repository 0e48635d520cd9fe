"""What a newer Baton wrote is refused by name by every command that reads it, and `baton status` says it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.formats import LANDING, ORGANIZATION, PUBLISHED
from connectors.places import Places
from pipelines.cli.main import main
from pipelines.cli.standing import lines, status_of
from pipelines.organization.reading import parse_organization
from pipelines.organization.yaml_document import ProblemsFound
from pipelines.settings import Settings
from pipelines.wiring import NothingNeeded
from tests.worlds.empty_publication import publish_empty
from tests.worlds.example import TEXT
from tests.worlds.paths import CHECKOUT

NOW = datetime(2025, 6, 30, 18, 30, tzinfo=UTC)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return publish_empty(tmp_path)


def say_format(places: Places, version: int) -> None:
    info = json.loads(places.publish_info.read_text("utf-8"))
    places.publish_info.write_text(json.dumps({**info, "schema_version": version}), encoding="utf-8")


@pytest.mark.parametrize(
    "command",
    [
        ["sql", "select 1"],
        ["report"],
        ["path"],
        ["doctor"],
        ["explain", "PAY-1"],
        ["digest"],
        ["contract"],
        ["publish", "--rollback"],
    ],
    ids=lambda command: command[0],
)
def test_a_publication_of_a_newer_baton_is_refused(
    tmp_path: Path, places: Places, capfd: pytest.CaptureFixture[str], command: list[str]
) -> None:
    say_format(places, PUBLISHED + 1)
    with pytest.raises(SystemExit) as end:
        main([*command, "--home", str(tmp_path)])
    assert end.value.code == 2
    printed = capfd.readouterr()
    assert printed.out == ""
    assert (
        f"{places.current.resolve()} has format {PUBLISHED + 1}, and {PUBLISHED} is the newest that this "
        "Baton knows: update the checkout to the version that wrote it, and `make setup`, or publish anew"
        in printed.err.replace("\n", " ")
    )


def test_an_older_publication_is_read(
    tmp_path: Path, places: Places, capfd: pytest.CaptureFixture[str]
) -> None:
    say_format(places, 0)
    with pytest.raises(SystemExit) as end:
        main(["path", "--home", str(tmp_path)])
    assert end.value.code == 0
    assert capfd.readouterr().out.strip() == str(places.current.resolve())


def test_what_is_published_says_the_format_that_commands_know() -> None:
    query = (CHECKOUT / "assets/marts/publish_info.sql").read_text("utf-8")
    assert f"    {PUBLISHED} as schema_version,\n" in query


def test_status_says_the_formats_and_which_is_newer(tmp_path: Path, places: Places) -> None:
    organization = tmp_path / "organization.yaml"
    organization.write_text(TEXT, encoding="utf-8")
    settings = Settings(home=tmp_path, organization=organization)
    say_format(places, PUBLISHED + 1)
    places.landing.mkdir()
    (places.landing / "landing.json").write_text('{"format": 7}', encoding="utf-8")
    assert dict(lines(status_of(settings, NOW)))["formats"] == (
        f"landing 7 (this Baton knows {LANDING}), published {PUBLISHED + 1} (this Baton knows {PUBLISHED}), "
        f"organization file {ORGANIZATION}"
    )


def problems(text: str) -> list[str]:
    with pytest.raises(ProblemsFound) as found:
        parse_organization(text, "organization.yaml", NothingNeeded({}))
    return str(found.value).splitlines()


def test_an_organization_file_may_say_its_format() -> None:
    silent = parse_organization(TEXT, "organization.yaml", NothingNeeded({}))
    told = parse_organization(f"version: {ORGANIZATION}\n{TEXT}", "organization.yaml", NothingNeeded({}))
    assert silent == told
    assert silent.organization.as_landed() == told.organization.as_landed()


def test_of_a_newer_organization_file_that_alone_is_said() -> None:
    found = problems(f"version: {ORGANIZATION + 1}\nnews: of what nobody knows yet\n{TEXT}")
    assert len(found) == 1
    assert found[0].startswith("organization.yaml:1: version")
    assert f"the file has format {ORGANIZATION + 1}, and {ORGANIZATION} is the newest" in found[0]


@pytest.mark.parametrize("version", ["0", "-1", "first", "1.5"])
def test_a_version_that_is_none_is_a_problem_of_its_line(version: str) -> None:
    [found] = problems(f"version: {version}\n{TEXT}")
    assert found.startswith("organization.yaml:1: version") and "number" in found
