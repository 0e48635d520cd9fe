"""A small home in which Jane Doe and others were landed, by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from connectors.landing.landing import Landing
from connectors.landing.walk import Record
from connectors.places import Places

NIGHT = datetime(2026, 3, 30, 2, tzinfo=UTC)
JANE = "712020:00000000-aaaa-bbbb-cccc-000000000001"
NAMESAKE = "712020:00000000-aaaa-bbbb-cccc-000000000002"
NUMBER = 5000137
FILE = """\
name: Example
teams:
  - id: web
    members: [{person: jane}]
people:
  - {id: jane, accounts: {jira: ["712020:00000000-aaaa-bbbb-cccc-000000000001"], github: [Jane-Doe]}}
sources:
  - {kind: jira, name: jira}
  - {kind: github, name: github}
"""
ORGANIZATION: dict[str, Any] = {
    "teams": [{"id": "web", "members": [{"person": "jane", "from_at": None, "to_at": None}]}],
    "people": [
        {
            "id": "jane",
            "accounts": [{"source": "jira", "account": JANE}, {"source": "github", "account": "Jane-Doe"}],
        }
    ],
}
RECORDS: dict[tuple[str, str], list[tuple[str, dict[str, Any]]]] = {
    ("jira", "jira_user"): [
        (JANE, {"accountId": JANE, "displayName": "Jane Doe", "emailAddress": "Jane@corp.example"}),
        (NAMESAKE, {"accountId": NAMESAKE, "displayName": "Max Moe", "emailAddress": "max@corp.example"}),
    ],
    ("jira", "jira_issue"): [
        ("1", {"id": "1", "fields": {"assignee": {"accountId": JANE}, "labels": ["jane-doe", "jane-doe-x"]}}),
        ("2", {"id": "2", "fields": {"assignee": {"accountId": NAMESAKE}, "labels": ["web"]}}),
        ("3", {"id": "3", "fields": {"sprint": [{"id": 5000137, "name": "Jane Doe's sprint"}]}}),
    ],
    ("jira", "jira_changelog"): [
        ("7", {"items": [{"field": "assignee", "from": JANE, "to": NAMESAKE}]}),
        ("8", {"items": [{"field": "status", "from": "5000137", "to": "3"}]}),
    ],
    ("github", "github_user"): [
        (
            "5000137",
            {"__typename": "User", "databaseId": NUMBER, "login": "jane-doe", "name": "Jane Doe"},
        ),
        ("77", {"__typename": "User", "databaseId": 77, "login": "max", "name": None}),
    ],
    ("github", "github_email"): [
        ("5000137 jane@corp.example", {"databaseId": NUMBER, "email": "jane@corp.example"}),
        (
            "5000137 5000137+jane-doe@users.noreply.github.com",
            {"databaseId": NUMBER, "email": "5000137+jane-doe@users.noreply.github.com"},
        ),
    ],
    ("github", "github_pull_request"): [
        (
            "9",
            {
                "author": {"__typename": "User", "databaseId": NUMBER},
                "reviewer": {"__typename": "Team", "databaseId": NUMBER},
                "headRefName": "jane-doe/TRI-1",
                "fromRepository": {"databaseId": NUMBER},
                "timeline": [
                    {
                        "authorId": NUMBER,
                        "coAuthors": [
                            {"databaseId": NUMBER},
                            {"addressDigest": sha256(b"jane@corp.example").hexdigest()},
                        ],
                        "mentions": [sha256(b"jane-doe").hexdigest(), sha256(b"somebody").hexdigest()],
                    }
                ],
            },
        )
    ],
    ("github", "github_codeowners"): [("9", {"rules": [{"pattern": "*", "owners": ["@Jane-Doe", "@o/t"]}]})],
    ("baton", "organization"): [("organization", ORGANIZATION)],
}


def landed_home(home: Path) -> Places:
    """The home with these records landed, and its organization file beside."""
    places = Places(home / "data")
    land(Landing(places.landing))
    (home / "organization.yaml").write_text(FILE, encoding="utf-8")
    return places


def land(landing: Landing) -> int:
    """Land all records, as the sources show them. Says how many were no news."""
    unchanged = 0
    for (source, stream), records in RECORDS.items():
        with landing.walk(source, stream, "1", NIGHT) as walk:
            counts = walk.land(stream, [Record(id_, payload) for id_, payload in records])
            unchanged += counts.unchanged
            if walk.has_news:
                walk.finish(NIGHT, {})
    return unchanged
