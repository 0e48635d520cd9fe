"""Which fields an owner's plans may be made of: those of its project boards, and those of its issues."""

from __future__ import annotations

from typing import Any

from connectors.errors import NotVisible
from connectors.github.client import Client
from connectors.github.documents import BOARDS, ISSUE_FIELD_LIST
from connectors.github.features import ISSUE_FIELDS
from connectors.github.pagination import nodes

Field = dict[str, Any]


def board_fields(client: Client, login: str) -> list[Field]:
    """Those of all boards, as BOARDS asks for them. Raises NotVisible."""
    boards = nodes(client, BOARDS, ("repositoryOwner", "projectsV2"), {"login": login}, login)
    return [one for board in boards for one in board["fields"]["nodes"] if one and one.get("dataType")]


def issue_fields(client: Client, login: str) -> list[Field]:
    """Those that issues have, each with `id`, `name` and `dataType`; none where the host knows of none.

    Raises NotVisible.
    """
    path = ("repositoryOwner", "issueFields")
    try:
        return [
            one
            for one in nodes(client, ISSUE_FIELD_LIST, path, {"login": login}, login)
            if one.get("dataType")
        ]
    except NotVisible:
        if ISSUE_FIELDS in client.features.lacking:
            return []
        raise
