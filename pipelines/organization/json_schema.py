"""The JSON Schema of the organization file, by which editors complete and check it."""

from __future__ import annotations

import json
from pathlib import Path

from pipelines.organization.model import Organization
from pipelines.settings import CHECKOUT

FILE = CHECKOUT / "docs" / "organization.schema.json"
FIRST_LINE = "# yaml-language-server: $schema="


def schema_text() -> str:
    schema = Organization.model_json_schema(by_alias=True)
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2) + "\n"


def first_line(organization_file: Path) -> str:
    """What an organization file begins with, so that editors find the schema."""
    beside = organization_file.absolute().parent == CHECKOUT
    return FIRST_LINE + ("docs/organization.schema.json" if beside else str(FILE))
