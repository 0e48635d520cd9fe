"""GitHub Apps: who they are by their signature, where they are installed, and tokens that run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt

from connectors.sandbox.github.host import Host, Node, zulu

Sent = tuple[int, dict[str, str], Any]
REFUSED: Sent = (401, {}, {"message": "A JSON web token could not be decoded", "status": "401"})
FIRST_INSTALLATION = 70_001
TOKEN_LASTS = timedelta(hours=1)


@dataclass
class _Token:
    owner: str
    left: int


class Apps:
    """An app that is installed in organizations, and the tokens of its installations.

    The clock stands still between nights, so a token runs out by use: after as many requests as it is good
    for. `refused` counts the requests with one that had run out.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._id = ""
        self._public_key = ""
        self._installations: dict[int, Node] = {}
        self._requests_per_token = 0
        self._tokens: dict[str, _Token] = {}
        self.refused = 0

    def install(self, id_: str, public_key: str, owners: list[str], requests_per_token: int) -> None:
        self._id, self._public_key, self._requests_per_token = id_, public_key, requests_per_token
        nodes = [self._host.organizations[owner.lower()] for owner in owners]
        self._installations = dict(enumerate(nodes, FIRST_INSTALLATION))

    def reader(self, token: str) -> str | None:
        """The organization that a token reads; None for one that is not known, or has run out."""
        known = self._tokens.get(token)
        if known is None:
            return None
        if known.left <= 0:
            self.refused += 1
            return None
        known.left -= 1
        return known.owner

    def app(self, signed: str) -> Sent:
        if not self._is_signed(signed):
            return REFUSED
        return 200, {}, {"id": int(self._id), "slug": "baton", "name": "Baton"}

    def installations(self, signed: str) -> Sent:
        if not self._is_signed(signed):
            return REFUSED
        installations = [
            {"id": id_, "account": {"login": node["login"], "id": node["databaseId"], "type": "Organization"}}
            for id_, node in self._installations.items()
        ]
        return 200, {}, installations

    def access_token(self, signed: str, installation: int, clock: datetime) -> Sent:
        if not self._is_signed(signed):
            return REFUSED
        if installation not in self._installations:
            return 404, {}, {"message": "Not Found", "status": "404"}
        token = f"ghs_{installation}_{len(self._tokens)}"
        self._tokens[token] = _Token(self._installations[installation]["login"], self._requests_per_token)
        return 201, {}, {"token": token, "expires_at": zulu(clock + TOKEN_LASTS)}

    def _is_signed(self, signed: str) -> bool:
        try:
            return str(jwt.decode(signed, self._public_key, algorithms=["RS256"])["iss"]) == self._id
        except (jwt.PyJWTError, ValueError):
            return False
