"""Jira Cloud's requests (REST v3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from connectors.errors import BadAnswer, RequestRefused
from connectors.jira.client import BELONGINGS, JiraClient, Json, Part

API = "/rest/api/3"
CENSUS_PAGE = 5000
# Tickets whose histories one request may ask for, and tickets that one may ask for with their comments.
HISTORIES_OF = 1000
TICKET_PAGE = 100
HISTORY_PAGE = 10_000
USER_PAGE = 1000
PROJECT_PAGE = 100
ISSUE_TRIES = 3
CENSUS_TRIES = 3


class CloudClient(JiraClient):
    api = API

    def projects(self) -> Iterator[list[Json]]:
        path, states = f"{API}/project/search", ["live", "archived", "deleted"]
        try:
            pages = self.numbered_pages(
                path, PROJECT_PAGE, "values", "id", {"status": states, "expand": "projectKeys"}
            )
            yield from list(pages)
        except RequestRefused:
            # Which states there are is an experimental part of the interface.
            yield from self.numbered_pages(path, PROJECT_PAGE, "values", "id", {"expand": "projectKeys"})

    def users(self) -> Iterator[list[Json]]:
        return self.numbered_pages(f"{API}/users/search", USER_PAGE, None, "accountId")

    def wrong_with(self, jql: str) -> str | None:
        answer = self.post_object(f"{API}/jql/parse", {"queries": [jql]})
        parsed = self._list(answer.get("queries"), f"POST {API}/jql/parse")
        errors = [str(error) for query in parsed for error in query.get("errors") or []]
        return " ".join(errors) or None

    def issue_ids(self, where: str, *, is_counted: bool = False) -> Iterator[list[str]]:
        """Ids only, since such pages are the largest.

        When they are several they are counted too, roughly: of fewer than there are, all are read again.
        """
        body: Json = {"jql": f"{where} ORDER BY id ASC", "fields": ["id"], "maxResults": CENSUS_PAGE}
        read_ids: set[str] = set()
        for _ in range(CENSUS_TRIES):
            number = 0
            for page in self.token_pages(f"{API}/search/jql", body, "issues", "id"):
                number += 1
                fresh = [issue_id for issue in page if (issue_id := str(issue["id"])) not in read_ids]
                read_ids.update(fresh)
                yield fresh
            if number < 2 and not is_counted:
                return
            if (count := self._count(where)) <= len(read_ids):
                return
        if not read_ids:
            path = f"POST {API}/search/jql"
            raise BadAnswer(self.source.name, f"{path}: lists none of about {count} tickets; try again later")

    def found(self, ids: Sequence[str], fields: Sequence[str]) -> Iterator[list[Json]]:
        for page, withheld in self._bulks(ids, fields):
            if withheld:
                raise BadAnswer(self.source.name, f"{_withheld(withheld)}; try again later")
            yield page

    def _bulks(self, ids: Sequence[str], fields: Sequence[str]) -> Iterator[tuple[list[Json], list[str]]]:
        """Pages of tickets by id, each with the ids of those that the site could not fetch."""
        for start in range(0, len(ids), TICKET_PAGE):
            yield self._bulk(ids[start : start + TICKET_PAGE], fields)

    def fetch_whole(
        self, ids: Sequence[str], fields: Sequence[str], is_wanted: Callable[[Json], bool]
    ) -> Iterator[Part]:
        present = []
        for page, withheld in self._bulks(ids, [*fields, *BELONGINGS]):
            wanted = [issue for issue in page if is_wanted(issue)]
            present += [str(issue["id"]) for issue in wanted]
            yield "issues", page
            yield "cut", [("jira_issue", id_, _withheld([id_])) for id_ in withheld]
            yield from self._belongings(wanted)
            del page, wanted
        if present:
            yield from self._histories(present)

    def _histories(self, ids: Sequence[str]) -> Iterator[Part]:
        """Histories of at most 1000 tickets, oldest first; a ticket's may be on several pages."""
        path = f"{API}/changelog/bulkfetch"
        body: Json = {"issueIdsOrKeys": list(ids), "maxResults": HISTORY_PAGE}
        read_ids: set[str] = set()
        for page in self.token_pages(path, body, "issueChangeLogs", "issueId"):
            pairs = [
                (str(log["issueId"]), entry) for log in page for entry in log.get("changeHistories") or []
            ]
            fresh = [pair for pair in pairs if str(pair[1].get("id")) not in read_ids]
            if pairs and not fresh:
                raise BadAnswer(
                    self.source.name, f"POST {path}: pages bring nothing new; the list has no end"
                )
            read_ids.update(str(entry.get("id")) for _, entry in fresh)
            yield "histories", fresh
            del page, pairs, fresh

    def _count(self, where: str) -> int:
        """How many tickets there are, roughly: for telling a census that missed a page, not for more."""
        try:
            count = self.post_object(f"{API}/search/approximate-count", {"jql": where}).get("count")
        except RequestRefused:
            return 0
        return count if isinstance(count, int) else 0

    def _bulk(self, ids: Sequence[str], fields: Sequence[str]) -> tuple[list[Json], list[str]]:
        """Tickets by id, and those that the site says it could not fetch, however often it was asked.

        They must not look like tickets that it leaves out without a word, which are gone.
        """
        found: list[Json] = []
        path = f"{API}/issue/bulkfetch"
        asked = ids
        for _ in range(ISSUE_TRIES):
            body = self.post_object(path, {"issueIdsOrKeys": asked, "fields": list(fields)})
            page = self._list(body.get("issues"), f"POST {path}", "id")
            # One ticket without fields is skipped; when all are, it is another interface.
            found += page if any("fields" in issue for issue in page) else self._list(page, path, "fields")
            if not body.get("issueErrors"):
                return found, []
            have = {str(issue["id"]) for issue in found}
            asked = [issue_id for issue_id in asked if issue_id not in have]
            if not asked:
                return found, []
        return found, list(asked)


def _withheld(ids: list[str]) -> str:
    were = "ticket" if len(ids) == 1 else "tickets"
    return f"POST {API}/issue/bulkfetch: {len(ids)} {were} could not be fetched, says the site"
