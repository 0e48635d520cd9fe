"""Whom a commit names beside the account that GitHub matched it with: ids and digests, never an address."""

from __future__ import annotations

import hashlib
import re
from typing import Any

# What git calls trailers: lines at the end of a message, in any case of letters.
_TRAILER = re.compile(r"^co-authored-by:[^<\n]*<([^<>\s]+@[^<>\s]+)>[ \t]*$", re.IGNORECASE | re.MULTILINE)
# An address that GitHub makes up for an account begins with its id.
_MADE_UP = re.compile(r"^([0-9]+)\+[^@]+@users\.noreply\.")


def named_in(commit: dict[str, Any]) -> dict[str, Any]:
    """What to keep of a commit's message and its author's address: nothing where they name nobody."""
    author = commit["author"] or {}
    found: dict[str, Any] = {}
    if not author.get("user") and (made_up := _MADE_UP.match((author.get("email") or "").lower())):
        # GitHub matches commits with users alone; an app's are known by the address that it made up.
        found["authorId"] = int(made_up[1])
    addresses = [each.lower() for each in _TRAILER.findall(commit.get("message") or "")]
    if co_authors := [_whose(address) for address in dict.fromkeys(addresses)]:
        found["coAuthors"] = co_authors
    return found


def _whose(address: str) -> dict[str, Any]:
    if made_up := _MADE_UP.match(address):
        return {"databaseId": int(made_up[1])}
    return {"addressDigest": hashlib.sha256(address.encode()).hexdigest()}
