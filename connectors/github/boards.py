"""Project boards: their fields, and where issues stand on them, looked at anew when a board has changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from connectors.errors import NotVisible
from connectors.github.answers import as_promised
from connectors.github.context import OVERLAP, PullContext
from connectors.github.documents import BOARD_ITEMS, BOARDS, BOARDS_VERSION
from connectors.github.features import ARCHIVED_ITEMS
from connectors.github.notes import ARCHIVED_UNSEEN
from connectors.github.pagination import nodes
from connectors.landing.walk import Record, Walk

# By owner: since when changes are to be read, when all boards were and how, and the boards that there were.
Looks = dict[str, dict[str, Any]]
STREAM = "github_board"
ITEMS = "github_board_item"
# What a plan is made of; other fields hold words or people, or say what issues say of themselves.
_KINDS = ("ITERATION", "NUMBER", "SINGLE_SELECT")
# Whether every change of an item moves its board's updatedAt is not documented: all are read this often.
REFRESH = timedelta(days=7)


def land_boards(
    context: PullContext, walk: Walk, login: str, before: Looks, notes: list[str], lost: list[str]
) -> Looks:
    """Land the items of an owner's boards that changed since the look `before`; the looks to go on from.

    Boards that may not be read are noted, among what is `lost` if they could be, and are read whole once they
    may be.
    """
    now, last = context.client.clock, before.get(login)
    is_due = last is None or now - datetime.fromisoformat(last["whole"]) >= REFRESH
    if last is None or is_due or last.get("version") != BOARDS_VERSION:
        since, whole_at = None, now.isoformat()
    else:
        since, whole_at = datetime.fromisoformat(last["changes"]), last["whole"]
    known = context.landing.known(context.source.name, ITEMS, walk.scope)
    boards = set(last["boards"]) if last else set()
    try:
        with as_promised(context.source.name, f"the project boards of {login}"):
            listed = nodes(context.client, BOARDS, ("repositoryOwner", "projectsV2"), {"login": login}, login)
            there: set[str] = set()
            for board in takewhile(lambda one: since is None or _changed_at(one) >= since, listed):
                there.add(str(board["fullDatabaseId"]))
                walk.land(STREAM, [Record(str(board["fullDatabaseId"]), _fields(board))])
                _land_items(context, walk, login, board, known)
    except NotVisible as error:
        said = f"its project boards are {error.message} (scope read:project, Projects: read)"
        (lost if known else notes).append(said)
        return {}
    if ARCHIVED_ITEMS in context.client.features.lacking:
        notes.append(ARCHIVED_UNSEEN)
    if since is None:
        deleted = boards - there
        walk.land(STREAM, [Record(id_, None) for id_ in sorted(deleted)])
        walk.land(ITEMS, [Record(id_, None) for id_ in sorted(known) if id_.split()[0] in deleted])
        boards = there
    changes = (now - OVERLAP).isoformat()
    look = {"changes": changes, "whole": whole_at, "boards": sorted(boards | there)}
    return {login: {**look, "version": BOARDS_VERSION}}


def _land_items(context: PullContext, walk: Walk, login: str, board: dict[str, Any], known: set[str]) -> None:
    """An item's id begins with its board's, so that those known of a board can be told."""
    mark = f"{board['fullDatabaseId']} "
    there: set[str] = set()

    def records() -> Iterator[Record]:
        for item in nodes(context.client, BOARD_ITEMS, ("node", "items"), {"id": board["id"]}, login):
            issue = (item["content"] or {}).get("fullDatabaseId")
            if issue is not None:
                there.add(f"{mark}{item['fullDatabaseId']}")
                ids = {"boardId": str(board["fullDatabaseId"]), "issueId": str(issue)}
                state = {"status": item["status"] or None, "isArchived": item["isArchived"]}
                # Of a field of another kind nothing is told.
                values = [each for each in item["fieldValues"]["nodes"] if each and "field" in each]
                yield Record(f"{mark}{item['fullDatabaseId']}", {**ids, **state, "fieldValues": values})

    walk.land(ITEMS, records())
    gone = {id_ for id_ in known if id_.startswith(mark)} - there
    walk.land(ITEMS, [Record(id_, None) for id_ in sorted(gone)])


def _fields(board: dict[str, Any]) -> dict[str, Any]:
    """A board, with those of its fields that plans are made of."""
    fields = [each for each in board["fields"]["nodes"] if each and each.get("dataType") in _KINDS]
    state = {name: board[name] for name in ("number", "title", "closed")}
    return {"boardId": str(board["fullDatabaseId"]), **state, "fields": fields}


def _changed_at(board: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(board["updatedAt"])
