"""The GraphQL documents: a query file and the fragments it uses, and the version of what they ask for."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "queries"

# Raised when records.py keeps something else of the same answers: everything is then pulled again.
_SHAPES_VERSION = 4
_ISSUE_SHAPES_VERSION = 1
_VARIANTS = {"reviewer_fields": "reviewer_fields_without_teams"}


@dataclass(frozen=True, slots=True)
class Documents:
    """How one kind of thing is read: the starts of many by node id, and the rest of one's timeline."""

    hydrate: str
    timeline: str


@dataclass(frozen=True, slots=True)
class Queries:
    """The documents of one way to read repositories; `version` is the request version of pull requests and of
    all that is read along, `issue_version` that of issues."""

    pull_request: Documents
    issue: Documents
    version: str
    issue_version: str

    def version_of(self, kind: str) -> str:
        return self.issue_version if kind == "issue" else self.version


def _plain(name: str) -> str:
    """A file without comments and indentation, so that neither changes the version."""
    lines = (FOLDER / f"{name}.graphql").read_text(encoding="utf-8").splitlines()
    return " ".join(" ".join(line.partition("#")[0] for line in lines).split())


def document(name: str, lacks: str = "") -> str:
    """A query with the fragments it uses; of the one that the token `lacks` the right for, the other form."""
    texts, wanted = [], [name]
    for each in wanted:
        file = _VARIANTS[each] if each == lacks else each
        texts.append(_plain(file))
        for used in re.findall(r"\.\.\.(\w+)", texts[-1]):
            fragment = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", used).lower()
            if fragment not in wanted:
                wanted.append(fragment)
    return " ".join(texts)


def _documents(kind: str, lacks: str = "") -> Documents:
    return Documents(document(f"{kind}_hydrate", lacks), document(f"{kind}_timeline", lacks))


def _queries(lacks: str = "") -> Queries:
    pull_request = _documents("pull_request", lacks)
    issue = _documents("issue")
    version = _version("pull-request", str(_SHAPES_VERSION), pull_request.hydrate, pull_request.timeline)
    return Queries(pull_request, issue, version, _version("issue", str(_ISSUE_SHAPES_VERSION), issue.hydrate))


def _version(kind: str, *texts: str) -> str:
    return f"{kind}-{hashlib.blake2b(chr(10).join(texts).encode(), digest_size=5).hexdigest()}"


VIEWER = document("viewer")
TEAMS = document("organization_teams")
BOARDS = document("board_list")
BOARD_ITEMS = document("board_items")
ISSUE_FIELD_LIST = document("issue_field_list")
BOARDS_VERSION = _version("boards", BOARDS, BOARD_ITEMS)
ISSUE_SUMMARIES = document("issue_summaries")
REPOSITORY_SCAN = document("repository_scan")
SCANS = {
    "pullRequests": document("pull_request_scan"),
    "issues": document("issue_scan"),
    "deployments": document("deployment_scan"),
    "releases": document("release_scan"),
}
WITH_TEAMS = _queries()
WITHOUT_TEAMS = _queries("reviewer_fields")
