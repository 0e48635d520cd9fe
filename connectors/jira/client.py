"""What is asked of Jira Cloud and Data Center alike, and what both must be able to answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from connectors.errors import BadAnswer, CredentialsRefused, Forbidden, RequestRefused
from connectors.jira.pagination import Pages
from connectors.jira.records import ACCOUNT_IDS

AGILE = "/rest/agile/1.0"
AT_ONCE = 6
AGILE_PAGE = 50
COMMENT_PAGE = 100
WORKLOG_PAGE = 1000

Json = dict[str, Any]
# Pairs are of a ticket's id and what belongs to it; `read whole` are ids of tickets alone, and `cut` are
# skipped records: the stream, the id and what is kept back.
Kind = Literal["issues", "histories", "comments", "worklogs", "read whole", "cut"]
Part = tuple[Kind, list[Any]]
# Fields of many values, of which a bulk fetch shows no more than a page of tickets at once.
BELONGINGS: dict[str, Kind] = {"comment": "comments", "worklog": "worklogs"}
# Why something that was known is not there any more, as far as the site tells.
Reason = Literal["missing", "archived", "not visible", "project archived", "project gone", "unknown"]


class JiraClient(Pages, ABC):
    """One site, for many threads."""

    api: str

    def close(self) -> None:
        self.http.close()

    def require_account(self) -> None:
        """Raises CredentialsRefused where the site does not know any more who asks. Before absence counts.

        Credentials that lapse in mid-run are no error to a site: it shows what everybody may see, or nothing.
        """
        who = self.get_object(f"{self.api}/myself")
        if not any(map(who.get, ACCOUNT_IDS)):
            raise CredentialsRefused(
                self.source.name,
                f"the site takes {self.source.account} for nobody in particular now: what it does not show is"
                " not gone; check that the token is still good",
            )

    def fields(self) -> list[Json]:
        return self.get_list(f"{self.api}/field")

    def statuses(self) -> list[Json]:
        return self.get_list(f"{self.api}/status")

    def issue_types(self) -> list[Json]:
        return self.get_list(f"{self.api}/issuetype")

    def resolutions(self) -> list[Json]:
        return self.get_list(f"{self.api}/resolution")

    def components(self, project_id: str) -> list[Json]:
        return self.get_list(f"{self.api}/project/{project_id}/components")

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
    def issue_ids(self, where: str, *, is_counted: bool = False) -> Iterator[list[str]]:
        """Pages of the ids of the tickets that a condition holds for; `is_counted` where none may be missed.

        Raises BadAnswer where the site lists none and counts some.
        """

    @abstractmethod
    def found(self, ids: Sequence[str], fields: Sequence[str]) -> Iterator[list[Json]]:
        """Pages of tickets by id, in no order; who is gone or may not be seen is left out."""

    @abstractmethod
    def fetch_whole(
        self, ids: Sequence[str], fields: Sequence[str], is_wanted: Callable[[Json], bool]
    ) -> Iterator[Part]:
        """Tickets by id, with the histories, comments and worklogs of those that are wanted.

        A ticket comes before what belongs to it: a history that is older than its ticket would explain
        another state. A part `cut` says what the site keeps back of a ticket, or that it keeps it back,
        and `read whole` of which tickets all comments and worklogs have come.
        """

    def boards(self) -> Iterator[list[Json]]:
        return self.numbered_pages(f"{AGILE}/board", AGILE_PAGE, "values", "id")

    def board_configuration(self, board_id: str) -> Json:
        return self.get_object(f"{AGILE}/board/{board_id}/configuration")

    def sprints(self, board_id: str) -> Iterator[list[Json]]:
        return self.numbered_pages(f"{AGILE}/board/{board_id}/sprint", AGILE_PAGE, "values", "id")

    def deleted_worklogs(self, since: datetime) -> Iterator[list[str]]:
        """Pages of the ids of worklogs that were deleted since an instant; the last minute's come later."""
        start = int(since.timestamp() * 1000)
        while True:
            answer = self.get_object(f"{self.api}/worklog/deleted", {"since": start})
            yield [
                str(row["worklogId"])
                for row in self._list(answer.get("values"), "the deleted worklogs", "worklogId")
            ]
            until = answer.get("until")
            if answer.get("lastPage") is not False or not isinstance(until, int) or until <= start:
                return
            start = until

    def ticket_reason(self, issue_id: str) -> Reason | None:
        """Why a ticket is found by no search; None if it is there all the same."""
        found = self._look_up(f"{self.api}/issue/{issue_id}", {"fields": "project,archiveddate"})
        if isinstance(found, dict):
            return "archived" if (found.get("fields") or {}).get("archiveddate") else None
        return found

    def agile_reason(self, kind: Literal["board", "sprint"], id_: str) -> Reason | None:
        """Why a board or sprint is not listed; None if it is there all the same."""
        found = self._look_up(f"{AGILE}/{kind}/{id_}")
        return None if isinstance(found, dict) else found

    def _look_up(self, path: str, params: Mapping[str, str] | None = None) -> Json | Reason:
        try:
            return self.get_object(path, params)
        except Forbidden:
            return "not visible"
        except RequestRefused as error:
            if error.status != 404:
                raise
            return "missing"

    def _belongings(self, issues: Sequence[Json]) -> Iterator[Part]:
        """The comments and worklogs of tickets, with those that did not fit into their own answers."""
        read_whole = {str(issue["id"]) for issue in issues}
        for field, kind in BELONGINGS.items():
            pairs: list[tuple[str, Json]] = []
            cut: list[tuple[str, str, str]] = []
            for issue in issues:
                issue_id = str(issue["id"])
                rows, is_whole, problem = self._belonging(issue, field)
                pairs += [(issue_id, row) for row in rows]
                if not is_whole:
                    read_whole.discard(issue_id)
                if problem is not None:
                    cut.append((f"jira_{field}", f"{issue_id}/...", problem))
            yield kind, pairs
            yield "cut", cut
        yield "read whole", list(read_whole)

    def _belonging(self, issue: Json, field: str) -> tuple[list[Json], bool, str | None]:
        """The comments or worklogs of a ticket, whether they are all, and what is wrong if they are not.

        A ticket may not show them, or go meanwhile, which is nothing wrong. What the site cannot give of one
        ticket, since its own count and its rows differ or an answer fails, costs no other ticket anything.
        """
        key = f"{field}s"
        page = (issue.get("fields") or {}).get(field) or {}
        rows: dict[str, Json] = {}
        try:
            rows = _by_id(self._list(page.get(key) or [], f"the {field}s of a ticket", "id"))
            total = page.get("total")
            if not isinstance(total, int) or total <= len(rows):
                return list(rows.values()), isinstance(total, int), None
            size = COMMENT_PAGE if field == "comment" else WORKLOG_PAGE
            for listed in self.numbered_pages(f"{self.api}/issue/{issue['id']}/{field}", size, key, "id"):
                rows |= _by_id(listed)
        except (BadAnswer, Forbidden) as error:
            if isinstance(error, RequestRefused) and error.status == 404:
                return list(rows.values()), False, None
            return list(rows.values()), False, f"{len(rows)} {key} came, and then: {error.message}"
        return list(rows.values()), True, None


def _by_id(rows: Iterable[Json]) -> dict[str, Json]:
    return {str(row["id"]): row for row in rows}
