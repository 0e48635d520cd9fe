"""Where, besides in files, every publication goes: the organization file's `publish`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from assets.published.postgres.address import wrong_with
from assets.published.targets import PostgresTarget, Targets
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


class PostgresSchema(Part):
    """A schema of a Postgres server that has every published table, the same generation of all of them."""

    schema_name: Annotated[str, AfterValidator(_schema)] = Field(
        default="baton", alias="schema", description="Made if it is not there; nothing else should be in it."
    )
    address_env: Variable = Field(
        default="BATON_POSTGRES",
        description="Variable with the address: postgresql://user:password@host:5432/database.",
    )


def _defaults(value: Any) -> Any:
    """`postgres:` with nothing behind it means all that is usual."""
    return {} if value is None else value


class Publish(Part):
    """Besides the files in data/published."""

    postgres: Annotated[PostgresSchema | None, BeforeValidator(_defaults)] = None

    def targets(self, found: Document, environment: Mapping[str, str]) -> Targets:
        """With the addresses that stand in the environment; what is wrong with them is reported."""
        if self.postgres is None:
            return Targets()
        variable, place = self.postgres.address_env, Place(("publish", "postgres", "address_env"))
        address = environment.get(variable) or ""
        if not address:
            found.report(place, f"the environment variable {variable} is not set")
        elif address != NOT_NEEDED and (right := wrong_with(address)):
            found.report(place, f"the environment variable {variable} must be {right}")
        return Targets(PostgresTarget(self.postgres.schema_name, variable, address))
