"""Jira Data Center's requests (REST v2): searches by number of the first row, with whole histories."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from connectors.errors import BadAnswer, OddValue, RequestRefused
from connectors.jira.client import BELONGINGS, JiraClient, Json, Part
from connectors.jira.pagination import LIST_TRIES
from connectors.jira.records import CALENDAR, instant

API = "/rest/api/2"
SEARCH = f"{API}/search"
# Rows of a search that a site lets one reach are 10,000: what has more is cut into windows of time.
WINDOW = 9_000
CENSUS_PAGE = 1000
HISTORY_PAGE = 100
USER_PAGE = 1000
MINUTE = 60_000
LAST = int(CALENDAR[1].timestamp() * 1000)


class DataCenterClient(JiraClient):
    api = API

    def projects(self) -> Iterator[list[Json]]:
        yield self.get_list(f"{API}/project", {"includeArchived": "true", "expand": "projectKeys"})

    def users(self) -> Iterator[list[Json]]:
        # A point is in every address, and matches everybody.
        everybody = {"username": ".", "includeInactive": "true"}
        return self.numbered_pages(f"{API}/user/search", USER_PAGE, None, "key", everybody)

    def wrong_with(self, jql: str) -> str | None:
        try:
            self.post_object(SEARCH, {"jql": jql, "maxResults": 1, "fields": ["id"]})
        except RequestRefused as error:
            if error.status != 400:
                raise
            return error.message
        return None

    def issue_ids(self, where: str, *, is_counted: bool = False) -> Iterator[list[str]]:
        for window in self._windows(where):
            for page in self._window(window):
                yield [str(issue["id"]) for issue in page]

    def found(self, ids: Sequence[str], fields: Sequence[str]) -> Iterator[list[Json]]:
        for batch in _batches(ids):
            yield from self._searched(batch, {"fields": list(fields)})

    def fetch_whole(
        self, ids: Sequence[str], fields: Sequence[str], is_wanted: Callable[[Json], bool]
    ) -> Iterator[Part]:
        asked = {"fields": [*fields, *BELONGINGS], "expand": ["changelog"]}
        for batch in _batches(ids):
            for page in self._searched(batch, asked):
                yield "issues", page
                wanted = [issue for issue in page if is_wanted(issue)]
                yield (
                    "histories",
                    [
                        (str(issue["id"]), entry)
                        for issue in wanted
                        for entry in (issue.get("changelog") or {}).get("histories") or []
                    ],
                )
                yield "cut", [part for issue in wanted for part in _cut(issue)]
                yield from self._belongings(wanted)

    def _searched(self, ids: Sequence[str], asked: Json) -> Iterator[list[Json]]:
        """Tickets by id. An answer that is too heavy for the site is asked for in halves.

        A query that is not validated may name tickets that there are none of.
        """
        where = f"id in ({', '.join(ids)}) ORDER BY id ASC"
        try:
            pages = list(self._paged({"jql": where, "validateQuery": False, **asked}, HISTORY_PAGE))
        except RequestRefused as error:
            if error.status < 500 or len(ids) == 1:
                raise
            half = len(ids) // 2
            yield from self._searched(ids[:half], asked)
            yield from self._searched(ids[half:], asked)
            return
        yield from pages

    def _windows(self, where: str) -> Iterator[str]:
        """Conditions that together find what `where` does, and each no more than a site lets one reach."""
        total, oldest = self._first(where, "ASC")
        if total <= WINDOW:
            yield where
            return
        newest = self._first(where, "DESC")[1]
        # A ticket may say that it was created at a time that there is not: before or after all others.
        first = 0 if oldest is None else oldest // MINUTE * MINUTE
        last = LAST if newest is None else newest // MINUTE * MINUTE + MINUTE
        if oldest is None:
            yield f"{where} AND created < {first}"
        if newest is None:
            yield f"{where} AND created >= {last}"
        yield from self._split(where, first, last)

    def _split(self, where: str, since: int, until: int) -> Iterator[str]:
        window = f"{where} AND created >= {since} AND created < {until}"
        if self._first(window, "ASC")[0] <= WINDOW:
            yield window
            return
        if until - since <= MINUTE:
            raise BadAnswer(
                self.source.name,
                f"POST {SEARCH}: more than {WINDOW} tickets were created in one minute, which is more than"
                " the site lets one read",
            )
        middle = (since + until) // 2 // MINUTE * MINUTE
        yield from self._split(where, since, middle)
        yield from self._split(where, middle, until)

    def _first(self, where: str, direction: str) -> tuple[int, int | None]:
        """How many tickets there are, and when the first of them was created (milliseconds), if it tells."""
        jql = f"{where} ORDER BY created {direction}, id ASC"
        body = {"jql": jql, "maxResults": 1, "fields": ["created"]}
        answer = self.post_object(SEARCH, body)
        issues = self._list(answer.get("issues"), f"POST {SEARCH}", "fields")
        total = int(answer.get("total") or 0)
        try:
            created = instant(issues[0]["fields"].get("created")) if issues else None
        except OddValue:
            created = None
        return total, None if created is None else int(created.timestamp() * 1000)

    def _window(self, where: str) -> Iterator[list[Json]]:
        return self._paged({"jql": f"{where} ORDER BY id ASC", "fields": ["id"]}, CENSUS_PAGE)

    def _paged(self, body: Json, size: int) -> Iterator[list[Json]]:
        """Pages of a search, by what came back: sites cut pages without a word, and rows move meanwhile.

        What is fewer than the site counts is read again from the start.
        """
        read_ids: set[str] = set()
        total = 0
        for _ in range(LIST_TRIES):
            start = 0
            while True:
                answer = self.post_object(SEARCH, {**body, "startAt": start, "maxResults": size})
                page = self._list(answer.get("issues"), f"POST {SEARCH}", "id")
                total = int(answer.get("total") or 0)
                fresh = [issue for issue in page if issue["id"] not in read_ids]
                read_ids.update(issue["id"] for issue in fresh)
                if fresh:
                    yield fresh
                start += len(page)
                if not page or start >= total:
                    break
            if len(read_ids) >= total:
                return
        raise BadAnswer(
            self.source.name, f"POST {SEARCH}: {len(read_ids)} of {total} tickets came: pages repeat or skip"
        )


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), HISTORY_PAGE):
        yield ids[start : start + HISTORY_PAGE]


def _cut(issue: Json) -> Iterator[tuple[str, str, str]]:
    """What a site keeps back of a ticket's history, if its own count tells."""
    changelog = issue.get("changelog") or {}
    history_count, total = len(changelog.get("histories") or []), changelog.get("total") or 0
    if history_count < total:
        yield "jira_changelog", f"{issue['id']}/...", f"{history_count} of {total} histories came"
