"""Where messages go: addresses from the environment, each of which is a secret.

BATON_NOTIFY         for digest and alerts: one or more addresses with blanks between them
BATON_NOTIFY_DIGEST  for the digest instead
BATON_NOTIFY_ALERTS  for alerts instead

An address is one of Apprise's (`slack://…`, `mailtos://…`, `workflows://…` for Teams, `json://…`), or that of
a webhook that takes `{"text": …}`, with https://. What is set and empty means nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Purpose = Literal["digest", "alerts"]

EVERYTHING = "BATON_NOTIFY"


@dataclass(frozen=True, slots=True)
class Address:
    """The `number`th of a variable's. Only `name` and `mark` are ever shown or written down."""

    variable: str
    number: int
    secret: str = field(repr=False)

    @property
    def name(self) -> str:
        return f"address {self.number} of {self.variable} ({self.scheme})"

    @property
    def mark(self) -> str:
        """Tells it from the others from night to night; too short to find out from it what the address is."""
        return f"{self.scheme}-{hashlib.sha256(self.secret.encode('utf-8')).hexdigest()[:4]}"

    @property
    def scheme(self) -> str:
        scheme, separator, _ = self.secret.partition("://")
        return scheme.lower() if separator and scheme.isalnum() and len(scheme) <= 16 else "no address"


def addresses(environment: Mapping[str, str], purpose: Purpose) -> list[Address]:
    """Each once, in the order in which they stand there."""
    own = f"{EVERYTHING}_{purpose.upper()}"
    variable = own if own in environment else EVERYTHING
    secrets = dict.fromkeys(environment.get(variable, "").split())
    return [Address(variable, number, secret) for number, secret in enumerate(secrets, 1)]
