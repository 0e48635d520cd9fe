"""By what a person is known: accounts, logins, addresses and names, and the pseudonym of each."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from connectors.erasure.ledger import Erasure, Ledger, new_pseudonym

# As in core.account_email: what a vendor makes up joins nobody, and must not begin to.
MADE_UP = re.compile(r"(^|[.@+-])no-?reply\b")
TELLING = re.compile(r"[\d._\-]")
# Above every id that a vendor gave, and exact as a number in JSON.
FIRST_NUMBER, LAST_NUMBER = 8 * 10**15, 9 * 10**15
SHORTEST_WORD = 4


@dataclass(slots=True)
class Identifiers:
    """All that tells who somebody is. Logins have their source; what is compared without case is lower case.

    `people` are ids of the organization file.
    """

    accounts: set[tuple[str, str]] = field(default_factory=set)
    logins: set[tuple[str, str]] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)

    def words(self) -> list[str]:
        """What is looked for as plain text, in either case: words that are short or common are not."""
        found = {account for _, account in self.accounts if not account.isdigit()} | self.emails
        found |= {login for _, login in self.logins} | self.names | self.people
        found |= {digest_of(one) for one in self.emails | {login for _, login in self.logins}}
        return sorted({one.lower() for one in found if is_telling(one)})


def is_telling(word: str) -> bool:
    """Whether a word in a text can mean nothing but the person: `max` or `data` may be anything."""
    return len(word) >= SHORTEST_WORD and (bool(TELLING.search(word)) or "@" in word or " " in word)


def digest_of(text: str) -> str:
    """As landing keeps an address that a commit names, and a login that a comment mentions."""
    return hashlib.sha256(text.lower().encode()).hexdigest()


def plain_name(name: str) -> str:
    return " ".join(name.casefold().split())


def erasure_of(ledger: Ledger, person: Identifiers) -> Erasure:
    """A new erasure with a random pseudonym for each identifier that has none yet."""
    known = dict(ledger.tokens())
    pseudonym = new_pseudonym()
    erasure = Erasure(pseudonym, datetime.now(UTC).isoformat(timespec="seconds"))

    def put(kind: str, source: str, token: str, value: str) -> None:
        hash_ = ledger.hashed(kind, source, token)
        if hash_ not in known:
            erasure.tokens.setdefault(hash_, value)

    for place, (source, account) in enumerate(sorted(person.accounts)):
        value = _number() if account.isdigit() else _numbered(pseudonym, "account", place)
        put("account", source, account, value)
        if not account.isdigit() and is_telling(account):
            put("word", "", account.lower(), value)
    for place, login in enumerate(sorted({login.lower() for _, login in person.logins})):
        value = _numbered(pseudonym, "login", place)
        for source in sorted({source for source, one in person.logins if one.lower() == login}):
            put("login", source, login, value)
        put("handle", "", login, value)
        put("word", "", digest_of(login), digest_of(value))
        if is_telling(login):
            put("word", "", login, value)
    for place, email in enumerate(sorted(person.emails)):
        address = _address(pseudonym, email, place)
        put("email", "", email, address)
        put("word", "", email, address)
        put("word", "", digest_of(email), digest_of(address))
    for name in _phrases(person.names):
        put("phrase", "", name, pseudonym)
        erasure.words = max(erasure.words, len(name.split()))
    for place, id_ in enumerate(sorted(person.people)):
        put("person", "", id_, _numbered(pseudonym, "person", place))
    return erasure


def address_of(pseudonym: str, email: str) -> str:
    """What stands for an address that came after the person was erased."""
    return _address(pseudonym, email, None)


def _address(pseudonym: str, email: str, place: int | None) -> str:
    host = "noreply.invalid" if MADE_UP.search(email.lower()) else "erased.invalid"
    return f"{pseudonym}{'' if place is None else f'-{place}'}@{host}"


def _numbered(pseudonym: str, what: str, place: int) -> str:
    return pseudonym if place == 0 and what != "account" else f"{pseudonym}-{what}-{place}"


def _number() -> str:
    return str(FIRST_NUMBER + secrets.randbelow(LAST_NUMBER - FIRST_NUMBER))


def _phrases(names: Iterable[str]) -> list[str]:
    """Names of more than one word; one word alone may be anything."""
    return sorted({plain for name in names if " " in (plain := plain_name(name))})
