from __future__ import annotations

import json
from pathlib import Path

from pipelines.organization.json_schema import FILE, first_line, schema_text
from pipelines.settings import CHECKOUT


def test_the_schema_in_docs_is_that_of_the_model() -> None:
    assert FILE.read_text("utf-8") == schema_text(), (
        "write it anew: baton schema > docs/organization.schema.json"
    )


def test_the_schema_knows_fields_by_the_names_that_stand_in_the_file() -> None:
    schema = json.loads(schema_text())
    stay = schema["$defs"]["Stay"]
    assert set(stay["properties"]) == {"person", "agent", "from", "to"}
    assert schema["required"] == ["name", "timezone", "sources"]
    projects = schema["$defs"]["Owns"]["properties"]["jira_projects"]["items"]
    thing = schema["$defs"][projects["$ref"].rpartition("/")[2]] if "$ref" in projects else projects
    assert {"type": "string", "minLength": 1} in thing["anyOf"]


def test_the_example_names_its_schema() -> None:
    example = CHECKOUT / "organization.example.yaml"
    assert example.read_text("utf-8").splitlines()[0] == first_line(example)


def test_a_file_elsewhere_names_the_schema_where_it_is(tmp_path: Path) -> None:
    assert first_line(tmp_path / "organization.yaml").endswith(f"={FILE}")
