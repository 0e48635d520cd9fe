"""Where the organization file has publications go besides into files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from assets.published.targets import LakeTarget, PostgresTarget, StoreAccess, Targets
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


@pytest.mark.parametrize(
    ("variables", "access"),
    [
        ({}, StoreAccess()),
        (
            {
                "AWS_ACCESS_KEY_ID": "AKIA",
                "AWS_SECRET_ACCESS_KEY": "st0re-s3cret",
                "AWS_SESSION_TOKEN": "t0ken-s3cret",
                "AWS_DEFAULT_REGION": "eu-central-1",
                "AWS_ENDPOINT_URL": "https://store.example.net",
            },
            StoreAccess("eu-central-1", "https://store.example.net", "AKIA", "st0re-s3cret", "t0ken-s3cret"),
        ),
        (
            {"AWS_REGION": "eu-north-1", "AWS_ENDPOINT_URL_S3": "https://s3.example.net"},
            StoreAccess("eu-north-1", "https://s3.example.net"),
        ),
    ],
)
def test_a_lakes_store_is_reached_by_the_environment_and_no_secret_is_shown(
    variables: Mapping[str, str], access: StoreAccess
) -> None:
    found = parse("publish: {lake: {data: s3://metrics/baton}}\n", {"BATON_LAKE": ADDRESS, **variables})
    assert found.lake == LakeTarget("baton", "s3://metrics/baton", "BATON_LAKE", ADDRESS, access)
    assert "s3cret" not in repr(found)


@pytest.mark.parametrize("catalog", ["sqlite:/srv/lake/catalog.sqlite", "duckdb:/srv/lake/catalog.ducklake"])
def test_a_lakes_catalog_may_be_a_file(catalog: str) -> None:
    text = "publish: {lake: {data: /srv/lake/data, schema: bi, catalog_env: CATALOG}}\n"
    assert parse(text, {"CATALOG": catalog}).lake == LakeTarget("bi", "/srv/lake/data", "CATALOG", catalog)


@pytest.mark.parametrize(
    ("lake", "catalog", "problem"),
    [
        ("{schema: bi}", ADDRESS, "publish.lake.data: is missing"),
        (
            "{data: lake}",
            ADDRESS,
            "publish.lake.data: expected s3://bucket/prefix or an absolute directory, such as "
            "/srv/lake/data, found 'lake'",
        ),
        (
            "{data: /srv/lake, schema: main}",
            ADDRESS,
            "publish.lake.schema: expected a schema in small letters, digits and _, such as baton, "
            "found 'main'",
        ),
        (
            "{data: /srv/lake}",
            "",
            "publish.lake.catalog_env: the environment variable BATON_LAKE is not set",
        ),
        (
            "{data: /srv/lake}",
            "mysql://baton:s3cret@db/bi",
            "publish.lake.catalog_env: the environment variable BATON_LAKE must be an address such as "
            "postgresql://user:password@host:5432/database, or a file such as "
            "sqlite:/srv/lake/catalog.sqlite",
        ),
    ],
)
def test_a_mistake_about_a_lake_is_said_with_its_line(lake: str, catalog: str, problem: str) -> None:
    found = problems(f"publish: {{lake: {lake}}}\n", {"BATON_LAKE": catalog})
    assert found == [f"organization.yaml:{FIRST}: {problem}"]


def test_a_run_that_contacts_no_source_needs_the_address_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "organization.yaml"
    file.write_text(TEXT + "publish: {postgres: {}}\n", encoding="utf-8")
    settings = Settings(organization=file, is_pulled=False)
    with pytest.raises(SettingsError, match="variable BATON_POSTGRES with its address is not set"):
        targets(settings, {})
    assert targets(settings, {"BATON_POSTGRES": ADDRESS}).postgres is not None
    file.write_text(TEXT + "publish: {lake: {data: /srv/lake}}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="variable BATON_LAKE with its catalog is not set"):
        targets(settings, {})
    assert targets(settings, {"BATON_LAKE": ADDRESS}).lake is not None
