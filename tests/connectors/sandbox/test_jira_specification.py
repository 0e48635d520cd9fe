from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from connectors.sandbox.server.server import Sandbox, serve
from tests.worlds.paths import SHARED
from tests.worlds.sandbox_client import ask
from tests.worlds.small_world import END, small_world

SPECIFICATION = SHARED / "contracts" / "jira-cloud-platform-v3.prism.json"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve(small_world(), END) as running:
        yield running


def _schema(specification: dict[str, Any], path: str, method: str) -> dict[str, Any]:
    """The schema of a 200 answer, as the live site keeps to it."""
    schemas = json.loads(json.dumps(specification["components"]["schemas"]))
    for schema in schemas.values():
        for name, held in schema.get("properties", {}).items():
            # Any value may be null, which the specification says nowhere.
            schema["properties"][name] = {"anyOf": [held, {"type": "null"}]}
    # Real histories carry milliseconds, and account ids beside the display names of assignees.
    schemas["Changelog"]["properties"]["created"] = {"type": ["string", "integer"]}
    schemas["ChangeDetails"]["additionalProperties"] = True
    answer = specification["paths"][f"/rest/api/3/{path}"][method]["responses"]["200"]
    return {"components": {"schemas": schemas}, **answer["content"]["application/json"]["schema"]}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "serverInfo", None),
        ("get", "myself", None),
        ("get", "field", None),
        ("get", "status", None),
        ("get", "project/search", None),
        ("get", "users/search", None),
        ("post", "search/jql", {"jql": "project = DATA", "fields": ["*all"], "maxResults": 1}),
        ("post", "search/approximate-count", {"jql": "project = DATA"}),
        ("post", "issue/bulkfetch", {"issueIdsOrKeys": ["20001", "20003"], "fields": ["*all"]}),
        ("post", "changelog/bulkfetch", {"issueIdsOrKeys": ["20001"], "maxResults": 2}),
        ("get", "issue/{issueIdOrKey}", None),
        ("get", "issue/{issueIdOrKey}/changelog", None),
        ("get", "issue/{issueIdOrKey}/comment", None),
    ],
)
def test_answers_keep_to_the_vendors_specification(
    sandbox: Sandbox, method: str, path: str, body: Any
) -> None:
    if not SPECIFICATION.exists():
        pytest.skip(f"Jira's specification is not there: {SPECIFICATION}")
    schema = _schema(json.loads(SPECIFICATION.read_text(encoding="utf-8")), path, method)
    answer = ask(sandbox, method.upper(), path.replace("{issueIdOrKey}", "20001"), json=body)
    jsonschema.Draft4Validator(schema).validate(answer)
