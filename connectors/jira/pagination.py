"""Lists that come page by page, with guards against answers that are no lists and lists that never end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from connectors.errors import BadAnswer
from connectors.jira.source import JiraSource
from connectors.transport.answers import Answer
from connectors.transport.http import Http

# Pages in a row that bring nothing new before they count as endless.
EMPTY_PAGES = 10
# Times that a list is read whose rows are not as many as it says.
LIST_TRIES = 3

Json = dict[str, Any]


class Pages:
    """Requests to one site, for many threads. Whatever is not shaped as promised is a BadAnswer."""

    def __init__(self, source: JiraSource, http: Http) -> None:
        self.source = source
        self.http = http

    def get_object(self, path: str, params: Mapping[str, str | int | Sequence[str]] | None = None) -> Json:
        return self._object(self.http.get(path, params), f"GET {path}")

    def get_list(self, path: str, params: Mapping[str, str | int] | None = None) -> list[Json]:
        return self._list(self.http.get(path, params).body, f"GET {path}")

    def post_object(self, path: str, body: Json) -> Json:
        return self._object(self.http.post(path, body), f"POST {path}")

    def numbered_pages(
        self,
        path: str,
        size: int,
        key: str | None,
        identity: str,
        params: Mapping[str, str | int | Sequence[str]] | None = None,
    ) -> Iterator[list[Json]]:
        """Pages by number of the first row. Sites cut them as they like; rows move while they are read."""
        read_ids: set[str] = set()
        missing = 0
        for _ in range(LIST_TRIES):
            start = 0
            while True:
                answer = self.http.get(path, {**(params or {}), "startAt": start, "maxResults": size})
                body: Any = answer.body if key is None else self._object(answer, f"GET {path}")
                page = self._list(body if key is None else body.get(key), f"GET {path}", identity)
                fresh = {row[identity]: row for row in page if row[identity] not in read_ids}
                total = None if key is None else body.get("total")
                if fresh:
                    read_ids.update(fresh)
                    yield list(fresh.values())
                start += len(page)
                if not page or (total is None and not fresh):
                    break
                if len(read_ids) == total or (
                    total is None and key is not None and body.get("isLast") is True
                ):
                    return
                if total is not None and start >= total:
                    break
            missing = 0 if total is None else total - len(read_ids)
            if missing <= 0:
                return
        raise BadAnswer(self.source.name, f"GET {path}: {missing} of {total} never came: pages skip")

    def token_pages(self, path: str, body: Json, key: str, identity: str) -> Iterator[list[Json]]:
        """Pages by token. A token that comes twice, or page after page with nothing new, is a BadAnswer."""
        tokens: set[str] = set()
        read_ids: set[str] = set()
        empty = 0
        while True:
            answer = self.post_object(path, body)
            page = self._list(answer.get(key), f"POST {path}", identity)
            if identity == "id":
                page = [row for row in page if row["id"] not in read_ids]
                read_ids.update(row["id"] for row in page)
            empty = 0 if page else empty + 1
            token = None if answer.get("isLast") is True else answer.get("nextPageToken")
            if page:
                yield page
            # A page may be large: it goes before the next one comes.
            del answer, page
            if not token:
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
