"""What was told to whom, kept from night to night: each thing goes to each address once.

What is to be told is noted before it is handed over, and struck out where the address did not take it. So a
process that dies in between leaves a message untold rather than telling it twice.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from connectors.places import Places
from connectors.warehouse import write_atomically
from pipelines.notify.addresses import Address
from pipelines.notify.messenger import Message, NotDelivered

Deliver = Callable[[Address, Message], None]


@dataclass(slots=True)
class Known:
    """One address: the alerts that it knows of, by their keys, and the digest that it got last."""

    alerts: dict[str, str] = field(default_factory=dict)
    digest: str | None = None


@dataclass(slots=True)
class Deliveries:
    """`alerts` are those that are open, by their keys; `addresses` by their marks."""

    places: Places
    alerts: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, Known] = field(default_factory=dict)

    def to(self, address: Address) -> Known:
        return self.addresses.setdefault(address.mark, Known())

    def hand_over(
        self, address: Address, message: Message, knows: Known, deliver: Deliver
    ) -> NotDelivered | None:
        """Deliver a message after which the address knows this; what went wrong if it did not take it."""
        before = self.addresses[address.mark]
        self.addresses[address.mark] = knows
        self.save()
        try:
            deliver(address, message)
        except NotDelivered as error:
            self.addresses[address.mark] = before
            self.save()
            return error
        return None

    def save(self) -> None:
        content: dict[str, object] = {
            "alerts": self.alerts,
            "told": {
                mark: {"alerts": known.alerts, "digest": known.digest}
                for mark, known in self.addresses.items()
            },
        }
        write_atomically(self.places.deliveries, content)


@contextmanager
def locked(places: Places) -> Iterator[Deliveries]:
    """For one process at a time."""
    with places.deliveries_lock.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield read(places)


def read(places: Places) -> Deliveries:
    """Of a file that is not there, or is damaged, nothing: what holds is told again."""
    try:
        content: dict[str, Any] = json.loads(places.deliveries.read_text("utf-8"))
        known = {mark: Known(**known) for mark, known in content["told"].items()}
        return Deliveries(places, dict(content["alerts"]), known)
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return Deliveries(places)
