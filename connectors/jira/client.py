"""What is asked of Jira Cloud and Data Center alike, and what both must be able to answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

from connectors.http import RequestRefused
from connectors.jira.pages import Pages
from connectors.outcome import CredentialsRefused

AGILE = "/rest/agile/1.0"
AT_ONCE = 6
AGILE_PAGE = 50
COMMENT_PAGE = 100
WORKLOG_PAGE = 1000

Json = dict[str, Any]
# Pairs are of a ticket's id and what belongs to it.
Kind = Literal["issues", "histories", "comments", "worklogs", "cut"]
Part = tuple[Kind, list[Any]]
# Why a ticket that was known is not there any more, as far as the site tells.
Reason = Literal["missing", "archived", "not visible", "project archived", "project gone", "unknown"]


class JiraClient(Pages, ABC):
    """One site, for many threads."""

    api: str

    def close(self) -> None:
        self.http.close()

    def fields(self) -> list[Json]:
        return self.get_list(f"{self.api}/field")

    def statuses(self) -> list[Json]:
        return self.get_list(f"{self.api}/status")

    def issue_types(self) -> list[Json]:
        return self.get_list(f"{self.api}/issuetype")

    @abstractmethod
    def projects(self) -> Iterator[list[Json]]:
        """Pages of the projects that may be browsed, and of those `archived` and `deleted` if it is told."""

    @abstractmethod
    def users(self) -> Iterator[list[Json]]:
        """Pages of all users there are or were."""

    @abstractmethod
    def wrong_with(self, jql: str) -> str | None:
        """What the site says is wrong with a query, if anything."""

    @abstractmethod
    def issue_ids(self, where: str) -> Iterator[list[str]]:
        """Pages of the ids of the tickets that a condition holds for."""

    @abstractmethod
    def found(self, ids: Sequence[str], fields: Sequence[str]) -> Iterator[list[Json]]:
        """Pages of tickets by id, in no order; who is gone or may not be seen is left out."""

    @abstractmethod
    def whole(
        self, ids: Sequence[str], fields: Sequence[str], is_wanted: Callable[[Json], bool]
    ) -> Iterator[Part]:
        """Tickets by id, with the histories, comments and worklogs of those that are wanted.

        A ticket comes before what belongs to it: a history that is older than its ticket would explain
        another state. A part `cut` says what the site keeps back of a ticket.
        """

    def boards(self) -> Iterator[list[Json]]:
        return self.numbered_pages(f"{AGILE}/board", AGILE_PAGE, "values", "id")

    def board_configuration(self, board_id: str) -> Json:
        return self.get_object(f"{AGILE}/board/{board_id}/configuration")

    def sprints(self, board_id: str) -> Iterator[list[Json]]:
        return self.numbered_pages(f"{AGILE}/board/{board_id}/sprint", AGILE_PAGE, "values", "id")

    def lookup(self, issue_id: str) -> Reason | None:
        """Why a ticket is found by no search; None if it is there all the same."""
        try:
            answer = self.get_object(f"{self.api}/issue/{issue_id}", {"fields": "project,archiveddate"})
        except CredentialsRefused:
            return "not visible"
        except RequestRefused as error:
            if error.status != 404:
                raise
            return "missing"
        return "archived" if (answer.get("fields") or {}).get("archiveddate") else None

    def _belonging(self, issue: Json, field: str) -> list[tuple[str, Json]]:
        """The comments or worklogs of a ticket, with those that did not fit into its own answer."""
        issue_id = str(issue["id"])
        key = f"{field}s"
        shown = issue["fields"].get(field) or {}
        rows = self._list(shown.get(key) or [], f"the {field}s of a ticket")
        if (shown.get("total") or 0) > len(rows):
            size = COMMENT_PAGE if field == "comment" else WORKLOG_PAGE
            try:
                pages = self.numbered_pages(f"{self.api}/issue/{issue_id}/{field}", size, key, "id")
                rows = [row for page in pages for row in page] or rows
            except RequestRefused as error:
                # The ticket has gone in between, which the next walk finds out.
                if error.status != 404:
                    raise
        return [(issue_id, row) for row in rows]
