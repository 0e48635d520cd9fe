"""Jira Cloud's requests (REST v3), page by page, with guards against answers that never end."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from connectors.http import Answer, Http, RequestRefused
from connectors.jira.source import JiraSource
from connectors.outcome import BadAnswer

API = "/rest/api/3"
AT_ONCE = 6
CENSUS_PAGE = 5000
BULK_PAGE = 1000
SMALL_BULK_PAGE = 100
HISTORY_PAGE = 10_000
USER_PAGE = 1000
PROJECT_PAGE = 100
COMMENT_PAGE = 100
# Pages in a row that bring nothing new before they count as endless.
EMPTY_PAGES = 10
ISSUE_TRIES = 3

Json = dict[str, Any]

# Sites (by url) that refused a bulk fetch of more than 100 tickets, for the life of this process.
_small_bulk_sites: set[str] = set()


class JiraClient:
    """One site, for many threads. `deadline` is a time.monotonic(), see Http."""

    def __init__(self, source: JiraSource, deadline: float | None = None) -> None:
        if source.url.startswith("http://") and urlsplit(source.url).hostname not in (
            "127.0.0.1",
            "localhost",
        ):
            message = f"{source.url} would carry the API token unencrypted; the url must start with https://"
            raise BadAnswer(source.name, message)
        self.source = source
        self.http = Http(
            source.name,
            source.url,
            user=source.user,
            password=source.token,
            what_to_check=f"check that {source.user} may read this, and that the API token is that account's"
            " and has not expired; a scoped token needs the url https://api.atlassian.com/ex/jira/<cloud id>",
            most_at_once=AT_ONCE,
            deadline=deadline,
        )
        self._lock = threading.Lock()

    def close(self) -> None:
        self.http.close()

    def server_info(self) -> Answer:
        try:
            answer = self.http.get(f"{API}/serverInfo")
        except RequestRefused as error:
            if error.status != 404:
                raise
            # Data Center has no version 3; its own answer says what it is.
            answer = self.http.get("/rest/api/2/serverInfo")
        self._object(answer, "GET /rest/api/3/serverInfo")
        return answer

    def myself(self) -> Json:
        return self._object(self.http.get(f"{API}/myself"), "GET /rest/api/3/myself")

    def fields(self) -> list[Json]:
        return self._list(self.http.get(f"{API}/field").body, "GET /rest/api/3/field")

    def statuses(self) -> list[Json]:
        return self._list(self.http.get(f"{API}/status").body, "GET /rest/api/3/status")

    def projects(self) -> Iterator[list[Json]]:
        """Pages of the projects that the account may browse."""
        return self._numbered_pages(f"{API}/project/search", PROJECT_PAGE, "values", "id")

    def users(self) -> Iterator[list[Json]]:
        """Pages of all users there are or were."""
        return self._numbered_pages(f"{API}/users/search", USER_PAGE, None, "accountId")

    def issue_ids(self, jql: str) -> Iterator[list[str]]:
        """Pages of the ids of the tickets that a query finds; ids only, since such pages are the largest."""
        body: Json = {"jql": jql, "fields": ["id"], "maxResults": CENSUS_PAGE}
        for page in self._token_pages(f"{API}/search/jql", body, "issues", "id"):
            yield [str(issue["id"]) for issue in page]

    def issues(self, ids: Sequence[str], fields: Sequence[str]) -> Iterator[list[Json]]:
        """Pages of tickets, in no order; who is gone or may not be seen is left out."""
        rest = list(ids)
        while rest:
            size = SMALL_BULK_PAGE if "comment" in fields else self._bulk_page()
            page, rest = rest[:size], rest[size:]
            try:
                yield self._bulk(page, fields)
            except RequestRefused as error:
                if error.status not in (400, 413) or len(page) <= SMALL_BULK_PAGE:
                    raise
                with self._lock:
                    _small_bulk_sites.add(self.source.url)
                rest = page + rest

    def histories(self, ids: Sequence[str]) -> Iterator[list[tuple[str, Json]]]:
        """Pages of (ticket id, history entry) of at most 1000 tickets; a ticket's may be on several pages."""
        body: Json = {"issueIdsOrKeys": list(ids), "maxResults": HISTORY_PAGE}
        for page in self._token_pages(f"{API}/changelog/bulkfetch", body, "issueChangeLogs", "issueId"):
            yield [(str(log["issueId"]), entry) for log in page for entry in log.get("changeHistories") or []]

    def comments(self, ids: Sequence[str]) -> Iterator[list[tuple[str, Json]]]:
        """Pages of (ticket id, comment), with what did not fit into the ticket's own answer."""
        for page in self.issues(ids, ["comment"]):
            found: list[tuple[str, Json]] = []
            for issue in page:
                shown = issue["fields"].get("comment") or {}
                embedded = self._list(shown.get("comments") or [], "POST /rest/api/3/issue/bulkfetch")
                if (shown.get("total") or 0) > len(embedded):
                    embedded = self._all_comments(issue["id"]) or embedded
                found += [(str(issue["id"]), comment) for comment in embedded]
            yield found

    def _all_comments(self, issue_id: str) -> list[Json]:
        """A ticket's comments; none if the ticket has gone in between, which the next walk finds out."""
        try:
            pages = self._numbered_pages(f"{API}/issue/{issue_id}/comment", COMMENT_PAGE, "comments", "id")
            return [comment for page in pages for comment in page]
        except RequestRefused as error:
            if error.status != 404:
                raise
            return []

    def _bulk_page(self) -> int:
        return SMALL_BULK_PAGE if self.source.url in _small_bulk_sites else BULK_PAGE

    def _bulk(self, ids: list[str], fields: Sequence[str]) -> list[Json]:
        """Tickets by id. Those the site says it could not fetch now are asked for again, then are an error.

        They must not look like tickets that it leaves out without a word, which are gone.
        """
        found: list[Json] = []
        name = "POST /rest/api/3/issue/bulkfetch"
        asked = ids
        for _ in range(ISSUE_TRIES):
            answer = self.http.post(
                f"{API}/issue/bulkfetch", {"issueIdsOrKeys": asked, "fields": list(fields)}
            )
            body = self._object(answer, name)
            found += self._list(body.get("issues"), name, "id", "fields")
            if not body.get("issueErrors"):
                return found
            have = {str(issue["id"]) for issue in found}
            asked = [issue_id for issue_id in asked if issue_id not in have]
            if not asked:
                return found
        raise BadAnswer(
            self.source.name,
            f"{name}: {len(asked)} tickets could not be fetched, says the site; try again later",
        )

    def _numbered_pages(self, path: str, size: int, key: str | None, identity: str) -> Iterator[list[Json]]:
        """Pages by number of the first row, until one brings nothing new. Sites cut pages as they like."""
        start = 0
        seen: set[str] = set()
        while True:
            answer = self.http.get(path, {"startAt": start, "maxResults": size})
            body: Any = answer.body if key is None else self._object(answer, f"GET {path}")
            page = self._list(body if key is None else body.get(key), f"GET {path}", identity)
            fresh = {row[identity]: row for row in page if row[identity] not in seen}
            if not fresh:
                return
            seen.update(fresh)
            start += len(page)
            yield list(fresh.values())
            if key is not None and (body.get("isLast") is True or body.get("total") == start):
                return

    def _token_pages(self, path: str, body: Json, key: str, identity: str) -> Iterator[list[Json]]:
        """Pages by token. A token that comes twice, or page after page with nothing new, is a BadAnswer."""
        tokens: set[str] = set()
        seen: set[str] = set()
        empty = 0
        while True:
            answer = self._object(self.http.post(path, body), f"POST {path}")
            page = self._list(answer.get(key), f"POST {path}", identity)
            if identity == "id":
                page = [row for row in page if row["id"] not in seen]
                seen.update(row["id"] for row in page)
            empty = 0 if page else empty + 1
            if page:
                yield page
            token = answer.get("nextPageToken")
            if not token or answer.get("isLast") is True:
                return
            if token in tokens or empty >= EMPTY_PAGES:
                what = "a page token came twice" if token in tokens else "pages bring nothing new"
                raise BadAnswer(self.source.name, f"POST {path}: {what}; the list has no end")
            tokens.add(token)
            body = {**body, "nextPageToken": token}

    def _object(self, answer: Answer, name: str) -> Json:
        if not isinstance(answer.body, dict):
            raise BadAnswer(self.source.name, f"{name}: the answer is no JSON object")
        return answer.body

    def _list(self, value: Any, name: str, *keys: str) -> list[Json]:
        """A list of objects that have these keys, as promised; or a BadAnswer."""
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise BadAnswer(
                self.source.name, f"{name}: the answer holds no list of objects where one is promised"
            )
        for key in keys:
            if not all(key in row for row in value):
                raise BadAnswer(self.source.name, f"{name}: the answer holds an object without {key}")
        return value
