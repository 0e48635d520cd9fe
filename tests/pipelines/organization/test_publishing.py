"""Where the organization file has publications go besides into files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from assets.published.targets import PostgresTarget, Targets
from pipelines.organization.reading import parse_organization
from pipelines.organization.yaml_document import ProblemsFound
from pipelines.settings import Settings, SettingsError
from pipelines.wiring import targets
from tests.worlds.example import ENVIRONMENT, TEXT

ADDRESS = "postgresql://baton:s3cret@db.example.net:5432/bi"
FIRST = TEXT.count("\n") + 1


def parse(publish: str, variables: Mapping[str, str]) -> Targets:
    return parse_organization(TEXT + publish, "organization.yaml", {**ENVIRONMENT, **variables}).targets


def problems(publish: str, variables: Mapping[str, str]) -> list[str]:
    with pytest.raises(ProblemsFound) as error:
        parse(publish, variables)
    assert "s3cret" not in str(error.value)
    return [str(problem) for problem in error.value.problems]


def test_without_a_word_there_are_files_alone() -> None:
    assert parse("", {}) == Targets()


@pytest.mark.parametrize(
    ("publish", "variable", "schema"),
    [
        ("publish: {postgres: {}}\n", "BATON_POSTGRES", "baton"),
        ("publish:\n  postgres:\n", "BATON_POSTGRES", "baton"),
        ("publish: {postgres: {schema: bi_1, address_env: BI}}\n", "BI", "bi_1"),
    ],
)
def test_the_address_comes_from_the_environment_and_is_not_shown(
    publish: str, variable: str, schema: str
) -> None:
    found = parse(publish, {variable: ADDRESS})
    assert found.postgres == PostgresTarget(schema, variable, ADDRESS)
    assert "s3cret" not in repr(found)


@pytest.mark.parametrize(
    ("publish", "variables", "problem"),
    [
        (
            "{postgres: {address_env: BI}}",
            {},
            "publish.postgres.address_env: the environment variable BI is not set",
        ),
        (
            '{postgres: {address_env: "postgresql://baton:s3cret@db/bi"}}',
            {},
            "publish.postgres.address_env: expected the name of an environment variable, in capitals, such "
            "as JIRA_TOKEN (never the secret itself)",
        ),
        (
            "{postgres: {schema: Baton}}",
            {"BATON_POSTGRES": ADDRESS},
            "publish.postgres.schema: expected a schema of Postgres in small letters, digits and _, such as "
            "baton, found 'Baton'",
        ),
        (
            "{postgres: {schema: pg_baton}}",
            {"BATON_POSTGRES": ADDRESS},
            "publish.postgres.schema: expected a schema of Postgres in small letters, digits and _, such as "
            "baton, found 'pg_baton'",
        ),
        (
            "{postgres: {password: s3cret}}",
            {"BATON_POSTGRES": ADDRESS},
            "publish.postgres.password: unknown field; known here: address_env, schema",
        ),
    ],
)
def test_a_mistake_is_said_with_its_line(publish: str, variables: Mapping[str, str], problem: str) -> None:
    assert problems(f"publish: {publish}\n", variables) == [f"organization.yaml:{FIRST}: {problem}"]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://baton:s3cret@2@db/bi",
        "postgresql://baton:s3cret/2@db/bi",
        "postgresql://baton:s3cret#2@db/bi",
        "postgresql://baton:50%s3cret@db/bi",
        "mysql://baton:s3cret@db/bi",
        "host=db password=s3cret",
    ],
)
def test_an_address_that_would_be_read_otherwise_is_refused_and_not_repeated(address: str) -> None:
    [problem] = problems("publish: {postgres: {}}\n", {"BATON_POSTGRES": address})
    assert "the environment variable BATON_POSTGRES must be an address such as postgresql://user" in problem


def test_a_run_that_contacts_no_source_needs_the_address_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "organization.yaml"
    file.write_text(TEXT + "publish: {postgres: {}}\n", encoding="utf-8")
    settings = Settings(organization=file, is_pulled=False)
    with pytest.raises(SettingsError, match="variable BATON_POSTGRES with its address is not set"):
        targets(settings, {})
    assert targets(settings, {"BATON_POSTGRES": ADDRESS}).postgres is not None
