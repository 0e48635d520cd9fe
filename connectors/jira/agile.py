"""A site's boards and their sprints, where it has Jira Software."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from connectors.http import RequestRefused
from connectors.jira.client import AT_ONCE, JiraClient

Json = dict[str, Any]
# Answers of a board that is not there any more, or has nothing of the kind.
NOTHING = (400, 404)


@dataclass(frozen=True, slots=True)
class Board:
    """A board as listed, how it is configured (None: not to be read), and the sprints that it shows."""

    listed: Json
    configuration: Json | None
    sprints: list[Json]

    @property
    def estimate(self) -> str | None:
        """The id of the field that the board estimates in."""
        estimation = (self.configuration or {}).get("estimation") or {}
        return (estimation.get("field") or {}).get("fieldId")


def boards(client: JiraClient) -> list[Board]:
    """The boards of projects that are wanted, and those that say nothing of a project."""
    try:
        listed = [board for page in client.boards() for board in page]
    except RequestRefused as error:
        if error.status != 404:
            raise
        return []
    with ThreadPoolExecutor(AT_ONCE) as workers:
        return list(workers.map(lambda board: _board(client, board), _wanted(client, listed)))


def _wanted(client: JiraClient, listed: list[Json]) -> Iterator[Json]:
    for board in listed:
        location = board.get("location") or {}
        if "projectKey" not in location or client.source.wants(
            str(location.get("projectId")), str(location["projectKey"]).upper()
        ):
            yield board


def _board(client: JiraClient, board: Json) -> Board:
    board_id = str(board["id"])
    configuration, sprints = None, []
    try:
        configuration = client.board_configuration(board_id)
        if board.get("type") != "kanban":
            sprints = [sprint for page in client.sprints(board_id) for sprint in page]
    except RequestRefused as error:
        if error.status not in NOTHING:
            raise
    return Board(board, configuration, sprints)
