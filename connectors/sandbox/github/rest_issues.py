"""Issues in GitHub's REST API: those of a repository, and one by its number, wherever it went."""

from __future__ import annotations

from connectors.sandbox.github.host import Host, Node
from connectors.sandbox.github.issues import Issues
from connectors.sandbox.github.rest_shapes import issue_json
from connectors.sandbox.world.code import Repository


class NotFound(Exception):
    """What is asked for does not exist: GitHub's 404."""


class Moved(Exception):
    """What is asked for is elsewhere by now, at `path`: GitHub's 301."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def listed_issues(issues: Issues, repository: Repository, base: str, state: str) -> list[Node]:
    """A repository's issues in a state, or in any: `all`."""
    url = f"{base}/{_path(repository)}"
    found = []
    for issue in issues.present(repository.id):
        node = issues.render(issue)
        if state in ("all", node["state"].lower()):
            found.append(issue_json(base, url, node, issues.comments(issue)))
    return found


def numbered_issue(host: Host, issues: Issues, repository: Repository, base: str, number: int) -> Node:
    issue = issues.numbered(repository.id, number)
    if issue is None:
        raise NotFound
    place = host.repositories[issue.repository]
    if (place, issue.number) != (repository, number):
        raise Moved(f"{_path(place)}/{issue.number}")
    return issue_json(base, f"{base}/{_path(place)}", issues.render(issue), issues.comments(issue))


def _path(repository: Repository) -> str:
    return f"repos/{repository.owner}/{repository.name}/issues"
