"""A site's boards and their sprints, where it has Jira Software."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from connectors.errors import BadAnswer, RequestRefused
from connectors.jira.client import AT_ONCE, JiraClient

Json = dict[str, Any]
# Answers of a board that is not there any more, or has nothing of the kind.
NOTHING = (400, 404)


@dataclass(frozen=True, slots=True)
class Board:
    """A board as listed, how it is configured and the sprints that it shows; None: not to be read.

    `problem` says why, where a board should have been.
    """

    listed: Json
    configuration: Json | None
    sprints: list[Json] | None
    problem: str | None = None

    @property
    def estimate(self) -> str | None:
        """The id of the field that the board estimates in."""
        estimation = (self.configuration or {}).get("estimation") or {}
        return (estimation.get("field") or {}).get("fieldId")


@dataclass(frozen=True, slots=True)
class Boards:
    """The ids of all boards that a site lists; those of projects that are wanted, or that say of none."""

    listed: frozenset[str]
    wanted: list[Board]

    @property
    def sprints(self) -> dict[str, Json]:
        """By id; several boards may show one."""
        return {str(sprint.get("id")): sprint for board in self.wanted for sprint in board.sprints or ()}

    @property
    def read_whole(self) -> frozenset[str]:
        """Ids of the boards that showed all their sprints."""
        return frozenset(str(board.listed["id"]) for board in self.wanted if board.sprints is not None)


def boards(client: JiraClient, projects: Iterable[Json]) -> Boards | None:
    """`projects` are the site's. None where a site has no boards at all, as one without Jira Software."""
    try:
        listed = [board for page in client.boards() for board in page]
    except RequestRefused as error:
        if error.status != 404:
            raise
        return None
    with ThreadPoolExecutor(AT_ONCE) as workers:
        wanted = list(workers.map(lambda board: _board(client, board), _wanted(client, listed, projects)))
    return Boards(frozenset(str(board["id"]) for board in listed), wanted)


def _wanted(client: JiraClient, listed: list[Json], projects: Iterable[Json]) -> Iterator[Json]:
    known = {str(project["id"]): project for project in projects}
    for board in listed:
        location = board.get("location") or {}
        named = {"id": location.get("projectId"), "key": location.get("projectKey")}
        if "projectKey" not in location or client.source.wants(known.get(str(named["id"]), named)):
            yield board


def _board(client: JiraClient, board: Json) -> Board:
    board_id = str(board["id"])
    configuration: Json | None = None
    sprints: list[Json] | None = None
    problem = None
    try:
        configuration = client.board_configuration(board_id)
        if board.get("type") != "kanban":
            sprints = [sprint for page in client.sprints(board_id) for sprint in page]
    except BadAnswer as error:
        if not isinstance(error, RequestRefused) or error.status not in NOTHING:
            problem = error.message
    return Board(board, configuration, sprints, problem)
