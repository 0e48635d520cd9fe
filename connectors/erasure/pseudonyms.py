"""Puts pseudonyms for whoever was erased: in records that come, and in what was landed before, by one rule.

A pseudonym stands for one identifier, wherever it is found, so that what belonged together still does. People
stand in payloads as Jira's account ids, as GitHub's numbers beside a type, and with names in the streams of
users; in other texts a whole word, a whole name or an address counts, and nothing shorter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from connectors.erasure.identifiers import address_of, plain_name
from connectors.erasure.ledger import Erasure, Ledger
from connectors.landing.walk import Record

Found = tuple[Erasure, str]
# Words of a vendor or of Baton, and addresses of things: nobody is meant there.
NOBODY = {
    "__typename",
    "state",
    "in",
    "field",
    "fieldId",
    "fieldtype",
    "url",
    "nameWithOwner",
    "combinedSlug",
}
PERSONS = ("User", "Bot", "Mannequin", "EnterpriseUserAccount")
BRANCHES = ("headRefName", "baseRefName", "ref")
# Beside these a bare id of GitHub's is a person's.
PEOPLE = {"members", "assignees", "coAuthors"}
PROFILE = {"login", "displayName", "emailAddress", "email", "name"}
WORD = re.compile(r"[^\s/,;\"'()<>\[\]{}|=\\&`]+")
EDGE = ".:!?@+*#"
# Texts come again and again; so many are remembered.
MOST_TEXTS = 100_000
LONG_TEXT = 1_000


class Pseudonyms:
    """The rule, by a ledger. What names nobody who was erased comes back as it is."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._tokens = dict(ledger.tokens())
        self._words = max((erasure.words for erasure in ledger.erasures), default=1)
        self._texts: dict[tuple[str, bool], str] = {}
        self._found: dict[tuple[str, str, str], Found | None] = {}

    def renamed(self, source: str, stream: str, record: Record) -> Record:
        """A record as it is landed."""
        id_, payload = self.landed(source, stream, record.id, record.payload)
        is_same = (id_, payload) == (record.id, record.payload)
        return record if is_same else replace(record, id=id_, payload=payload)

    def landed(
        self, source: str, stream: str, id_: str, payload: dict[str, Any] | None
    ) -> tuple[str, dict[str, Any] | None]:
        """Id and payload of a record, both renamed."""
        renamed_payload = None if payload is None else self._thing(payload, source, ())
        if stream in ("jira_user", "github_user"):
            found = self.account(source, id_)
            return (found[1] if found else id_), renamed_payload
        if stream == "github_email" and (found := self.account(source, id_.partition(" ")[0])):
            erasure, number = found
            return f"{number} {self._email(erasure, id_.partition(' ')[2]).lower()}", renamed_payload
        return id_, renamed_payload

    def account(self, source: str, account: str) -> Found | None:
        return self._find("account", source, account)

    def person(self, id_: str) -> Found | None:
        """Somebody by the organization file's id."""
        return self._find("person", "", id_)

    def login(self, source: str, login: str) -> Found | None:
        return self._find("login", source, login.lower())

    def email(self, email: str) -> Found | None:
        return self._find("email", "", email.strip().lower())

    def name(self, name: str) -> Found | None:
        return self._find("phrase", "", plain_name(name))

    def text(self, text: str, is_branch: bool = False) -> str:
        """A text with a pseudonym for each whole word or name of somebody who was erased."""
        key = (text, is_branch)
        known = self._texts.get(key)
        if known is None:
            known = self._replaced(text, is_branch)
            if len(text) < LONG_TEXT:
                if len(self._texts) >= MOST_TEXTS:
                    self._texts.clear()
                self._texts[key] = known
        return known

    def _find(self, kind: str, source: str, token: str) -> Found | None:
        key = (kind, source, token)
        try:
            return self._found[key]
        except KeyError:
            pass
        found = self._tokens.get(self._ledger.hashed(*key))
        # Several threads land: what one of them forgets here, another looks up once more.
        if len(self._found) >= MOST_TEXTS:
            self._found.clear()
        self._found[key] = found
        return found

    def _thing(self, thing: Any, source: str, path: tuple[str, ...]) -> Any:
        if isinstance(thing, str):
            is_branch = bool(path) and (path[-1] in BRANCHES or path[-2:-1] == ("ref",))
            return self.text(thing, is_branch)
        if isinstance(thing, list):
            return [self._thing(each, source, path) for each in thing]
        if not isinstance(thing, dict):
            return thing
        special = self._somebody(thing, source, path)
        return {
            name: special[name]
            if name in special
            else value
            if name in NOBODY
            else self._thing(value, source, (*path, name))
            for name, value in thing.items()
        }

    def _somebody(self, thing: dict[str, Any], source: str, path: tuple[str, ...]) -> dict[str, Any]:
        """What of an object is told otherwise, or must stay, because the object is a person."""
        if isinstance(thing.get("accountId"), str):
            found = self.account(source, thing["accountId"])
            return self._profile(thing, source, found, {"accountId": found and found[1]})
        if isinstance(thing.get("databaseId"), int) and _is_person(thing, path):
            found = self.account(source, str(thing["databaseId"]))
            return self._profile(thing, source, found, {"databaseId": found and int(found[1])})
        if {"account", "source"} <= thing.keys():
            of, account = str(thing["source"]), str(thing["account"])
            entry = self.account(of, account) or self.login(of, account)
            return {"account": entry[1]} if entry else {"account": account}
        if {"from", "to", "field"} <= thing.keys():
            ends = {name: thing[name] for name in ("from", "to") if isinstance(thing[name], str)}
            accounts = {name: self.account(source, end) for name, end in ends.items() if not end.isdigit()}
            return {name: found[1] for name, found in accounts.items() if found}
        if isinstance(thing.get("authorId"), int):
            found = self.account(source, str(thing["authorId"]))
            return {"authorId": int(found[1])} if found else {}
        people = {}
        if isinstance(thing.get("person"), str):
            people["person"] = thing["person"]
        if "accounts" in thing and isinstance(thing.get("id"), str):
            people["id"] = thing["id"]
        return {name: found[1] if (found := self.person(id_)) else id_ for name, id_ in people.items()}

    def _profile(
        self, thing: dict[str, Any], source: str, found: Found | None, ids: dict[str, Any]
    ) -> dict[str, Any]:
        """The account under its pseudonym; one that was not erased keeps its profile, whatever it says."""
        kept = {name: thing[name] for name in PROFILE & thing.keys()}
        if found is None:
            return kept
        erasure = found[0]
        is_github = "databaseId" in thing
        for name, value in kept.items():
            if name in ("email", "emailAddress"):
                kept[name] = self._email(erasure, value) if value else value
            elif name == "login" or (name == "name" and not is_github):
                known = self.login(source, value) if value else None
                kept[name] = (known[1] if known else erasure.pseudonym) if value else value
            else:
                # Shown or not, from one look to the next: it is the same all the time.
                kept[name] = erasure.pseudonym
        return {**kept, **ids}

    def _email(self, erasure: Erasure, email: str) -> str:
        known = self.email(email)
        return known[1] if known else address_of(erasure.pseudonym, email)

    def _replaced(self, text: str, is_branch: bool) -> str:
        found = [*self._names(text), *self._single(text, is_branch)]
        result, at = [], 0
        for start, end, pseudonym in sorted(found, key=lambda one: (one[0], -one[1])):
            if start >= at:
                result += [text[at:start], pseudonym]
                at = end
        return "".join([*result, text[at:]]) if found else text

    def _single(self, text: str, is_branch: bool) -> Iterator[tuple[int, int, str]]:
        for match in WORD.finditer(text):
            word = match[0].strip(EDGE)
            if not word:
                continue
            start = match.start() + match[0].index(word)
            found = self._find("word", "", word.lower())
            if found is None and (is_branch or text[max(start - 1, 0)] == "@"):
                found = self._find("handle", "", word.lower())
            if found is not None:
                yield start, start + len(word), found[1]
                continue
            for part in re.finditer(r"[^:]+", word) if ":" in word else ():
                if found := self._find("word", "", part[0].lower()):
                    yield start + part.start(), start + part.end(), found[1]

    def _names(self, text: str) -> Iterator[tuple[int, int, str]]:
        if self._words < 2 or " " not in text:
            return
        words = list(WORD.finditer(text))
        for first in range(len(words)):
            for last in range(first + 1, min(first + self._words, len(words))):
                if text[words[last - 1].end() : words[last].start()].strip():
                    break
                start, end = words[first].start(), words[last].end()
                name = text[start:end].rstrip(EDGE)
                if found := self._find("phrase", "", plain_name(name)):
                    yield start, start + len(name), found[1]


def _is_person(thing: dict[str, Any], path: tuple[str, ...]) -> bool:
    """Whether this object of GitHub's with an id is somebody, as people.py of the connector lands them."""
    kind = thing.get("__typename")
    if kind is not None:
        return kind in PERSONS
    return thing.keys() == {"databaseId", "email"} or bool(PEOPLE & set(path[-2:]))
