"""Whom a name, an address, a login or an account means, by all that landing ever saw of people."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from connectors.erasure.identifiers import Identifiers, plain_name
from connectors.landing.files import read_rows

Account = tuple[str, str]
COLUMNS = ("source", "id", "fetched_at", "payload")


@dataclass(slots=True)
class Profile:
    """What was ever seen of one account."""

    names: set[str] = field(default_factory=set)
    logins: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)


class People:
    """Everybody who was landed; accounts of one person together, as core.account has them."""

    def __init__(self, landing: Path) -> None:
        self._profiles: dict[Account, Profile] = defaultdict(Profile)
        self._holders: dict[Account, Account] = {}
        self._owners: dict[Account, str] = {}
        self.sources: set[str] = set()
        self._read_profiles(landing)
        self._read_organization(landing)
        self._groups = self._joined()

    def found(self, wanted: str) -> list[Identifiers]:
        """Everybody whom these words mean: an id of the organization file, `source:account`, login, name."""
        groups = [self._identifiers(accounts, ids) for accounts, ids in self._groups]
        text = wanted.strip()
        source, _, account = text.partition(":")
        if source in self.sources and account:
            named = [
                one
                for one in groups
                if (source, account) in one.accounts or (source, account.lower()) in one.logins
            ]
            return named or [Identifiers(accounts={(source, account)})]
        return [one for one in groups if _is_called(one, text)]

    def _read_profiles(self, landing: Path) -> None:
        for row in sorted(_rows(landing, "*_user", "github_email"), key=lambda row: row["fetched_at"]):
            payload = json.loads(row["payload"])
            if payload.get("__typename") == "Organization":
                continue
            source = row["source"]
            account = (source, str(payload.get("accountId") or payload.get("databaseId") or row["id"]))
            profile = self._profiles[account]
            is_jira = "accountId" in payload
            login = payload.get("name" if is_jira else "login")
            name = payload.get("displayName" if is_jira else "name")
            email = payload.get("emailAddress") or payload.get("email")
            if login:
                profile.logins.add(login.lower())
                # Who takes a login after another is a stranger.
                self._holders.setdefault((source, login.lower()), account)
            if name:
                profile.names.add(name)
            if email:
                profile.emails.add(email.strip().lower())
        self.sources = {source for source, _ in self._profiles}

    def _read_organization(self, landing: Path) -> None:
        """Whose an account is by the newest version of the file."""
        versions = sorted(_rows(landing, "organization"), key=lambda row: row["fetched_at"])
        for person in json.loads(versions[-1]["payload"])["people"] if versions else []:
            for entry in person["accounts"]:
                named = (entry["source"], entry["account"])
                login = (entry["source"], entry["account"].lower())
                account = named if named in self._profiles else self._holders.get(login, named)
                self._owners[account] = person["id"]

    def _joined(self) -> list[tuple[set[Account], set[str]]]:
        """Accounts by person: of the file first, then by addresses that one account of a source has."""
        accounts = {*self._profiles, *self._owners}
        by_email: dict[str, set[Account]] = defaultdict(set)
        for account, profile in self._profiles.items():
            for email in profile.emails:
                by_email[email].add(account)
        telling = [
            group for group in by_email.values() if len({source for source, _ in group}) == len(group) > 1
        ]
        circles = _merged([{account} for account in accounts], telling)
        joins = [circle for circle in circles if len({self._owners.get(one) for one in circle} - {None}) < 2]
        owned: dict[str, set[Account]] = defaultdict(set)
        for account, person in self._owners.items():
            owned[person].add(account)
        people = _merged([{account} for account in accounts], [*joins, *owned.values()])
        return [(group, {self._owners[one] for one in group if one in self._owners}) for group in people]

    def _identifiers(self, accounts: set[Account], people: set[str]) -> Identifiers:
        profiles = {account: self._profiles.get(account, Profile()) for account in accounts}
        return Identifiers(
            accounts=set(accounts),
            logins={(source, login) for (source, _), one in profiles.items() for login in one.logins},
            emails={email for one in profiles.values() for email in one.emails},
            names={name for one in profiles.values() for name in one.names},
            people=people,
        )


def _is_called(person: Identifiers, text: str) -> bool:
    plain = text.lower()
    return (
        text in person.people
        or text in {account for _, account in person.accounts}
        or plain in {login for _, login in person.logins}
        or plain in person.emails
        or plain_name(text) in {plain_name(name) for name in person.names}
    )


def _merged(groups: list[set[Account]], joins: list[set[Account]]) -> list[set[Account]]:
    """The groups, made one where a join has accounts of several."""
    of = {account: group for group in groups for account in group}
    for join in joins:
        together = set().union(*(of[account] for account in join))
        for account in together:
            of[account] = together
    return list({id(group): group for group in of.values()}.values())


def _rows(landing: Path, *streams: str) -> Iterator[dict[str, Any]]:
    for stream in streams:
        for file in sorted(landing.glob(f"*/*/*/{stream}*.parquet")):
            for batch in read_rows([file], COLUMNS):
                yield from (row for row in batch.to_pylist() if row["payload"] is not None)
