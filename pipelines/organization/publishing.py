"""Where, besides in files, every publication goes: the organization file's `publish`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from assets.published.lake.address import is_data, wrong_with_catalog
from assets.published.postgres.address import wrong_with
from assets.published.targets import LakeTarget, PostgresTarget, StoreAccess, Targets
from pipelines.organization.fields import Variable
from pipelines.organization.messages import expected
from pipelines.organization.model_base import Part
from pipelines.organization.yaml_document import Document, Place

# What stands for every variable where nothing is contacted.
NOT_NEEDED = "not needed"


def _schema(value: str) -> str:
    if not re.fullmatch(r"(?!pg_)[a-z_][a-z0-9_]{0,62}", value) or value == "information_schema":
        raise expected(f"a schema of Postgres in small letters, digits and _, such as baton, found {value!r}")
    return value


def _lake_schema(value: str) -> str:
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", value) or value in ("main", "information_schema"):
        raise expected(f"a schema in small letters, digits and _, such as baton, found {value!r}")
    return value


def _data(value: str) -> str:
    if not is_data(value):
        raise expected(
            f"s3://bucket/prefix or an absolute directory, such as /srv/lake/data, found {value!r}"
        )
    return value


class PostgresSchema(Part):
    """A schema of a Postgres server that has every published table, the same generation of all of them."""

    schema_name: Annotated[str, AfterValidator(_schema)] = Field(
        default="baton", alias="schema", description="Made if it is not there; nothing else should be in it."
    )
    address_env: Variable = Field(
        default="BATON_POSTGRES",
        description="Variable with the address: postgresql://user:password@host:5432/database.",
    )

    def target(self, found: Document, environment: Mapping[str, str]) -> PostgresTarget:
        """What is wrong with the address is reported."""
        place = Place(("publish", "postgres", "address_env"))
        address = _address(found, place, self.address_env, environment, wrong_with)
        return PostgresTarget(self.schema_name, self.address_env, address)


class LakeSchema(Part):
    """A schema of a DuckLake that has every published table; each publication is one snapshot of them."""

    schema_name: Annotated[str, AfterValidator(_lake_schema)] = Field(
        default="baton", alias="schema", description="Made if it is not there; nothing else should be in it."
    )
    data: Annotated[str, AfterValidator(_data)] = Field(
        description="Where the lake's files go: s3://bucket/prefix, or an absolute directory. The store's "
        "endpoint, region and credentials come from AWS_… in the environment."
    )
    catalog_env: Variable = Field(
        default="BATON_LAKE",
        description="Variable with the catalog: postgresql://user:password@host:5432/database, or a file of "
        "this machine, sqlite:/srv/lake/catalog.sqlite.",
    )

    def target(self, found: Document, environment: Mapping[str, str]) -> LakeTarget:
        """What is wrong with the catalog's address is reported."""
        place = Place(("publish", "lake", "catalog_env"))
        catalog = _address(found, place, self.catalog_env, environment, wrong_with_catalog)
        return LakeTarget(self.schema_name, self.data, self.catalog_env, catalog, _access(environment))


def _access(environment: Mapping[str, str]) -> StoreAccess:
    """By the names that every tool of such stores has for it."""

    def given(*names: str) -> str:
        values = (environment.get(name) or "" for name in names)
        return next((value for value in values if value and value != NOT_NEEDED), "")

    return StoreAccess(
        region=given("AWS_REGION", "AWS_DEFAULT_REGION"),
        endpoint=given("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"),
        key_id=given("AWS_ACCESS_KEY_ID"),
        secret=given("AWS_SECRET_ACCESS_KEY"),
        token=given("AWS_SESSION_TOKEN"),
    )


def _address(
    found: Document,
    place: Place,
    variable: str,
    environment: Mapping[str, str],
    wrong_with: Callable[[str], str | None],
) -> str:
    """Of the variable, with its password; what is wrong with it is reported."""
    address = environment.get(variable) or ""
    if not address:
        found.report(place, f"the environment variable {variable} is not set")
    elif address != NOT_NEEDED and (right := wrong_with(address)):
        found.report(place, f"the environment variable {variable} must be {right}")
    return address


def _defaults(value: Any) -> Any:
    """`postgres:` with nothing behind it means all that is usual."""
    return {} if value is None else value


class Publish(Part):
    """Besides the files in data/published."""

    postgres: Annotated[PostgresSchema | None, BeforeValidator(_defaults)] = None
    lake: LakeSchema | None = None

    def targets(self, found: Document, environment: Mapping[str, str]) -> Targets:
        """With the addresses that stand in the environment; what is wrong with them is reported."""
        postgres = None if self.postgres is None else self.postgres.target(found, environment)
        return Targets(postgres, None if self.lake is None else self.lake.target(found, environment))
