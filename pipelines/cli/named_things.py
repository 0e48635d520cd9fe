"""Which of the things that the organization file names no source has, said with their lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from connectors.errors import ExpectedError
from connectors.inventory import Inventory, Thing
from pipelines.configured_sources import NamedCredentials
from pipelines.organization.messages import near
from pipelines.organization.named_things import NamedThing
from pipelines.organization.yaml_document import Document

# Nobody declares these: they are there as soon as a ticket has one, and histories may know others.
SEEN_ON_TICKETS = ("label", "value of the Team field")


@dataclass(slots=True)
class Answers:
    """What the sources said, by name; `failures` are why some said nothing."""

    inventories: dict[str, Inventory] = field(default_factory=dict)
    failures: dict[str, ExpectedError] = field(default_factory=dict)


def look_up(sources: Sequence[NamedCredentials], named: Sequence[NamedThing], answers: Answers) -> None:
    """Ask each of these sources for what may be on it."""

    def ask(source: NamedCredentials) -> Inventory | ExpectedError:
        things = {one.thing for one in named if one.source in (None, source.name)}
        try:
            return source.look_up(things) if things else Inventory()
        except ExpectedError as error:
            return error

    with ThreadPoolExecutor(len(sources)) as threads:
        for source, answer in zip(sources, threads.map(ask, sources), strict=True):
            if isinstance(answer, Inventory):
                answers.inventories[source.name] = answer
            else:
                answers.failures[source.name] = answer


def report(answers: Answers, named: Sequence[NamedThing], document: Document) -> list[str]:
    """Report to `document` what is nowhere. Returns lines on what is on no ticket, or cannot be told."""
    notes: list[str] = []
    for one in named:
        inventories = {
            name: found for name, found in answers.inventories.items() if one.source in (None, name)
        }
        is_asked_of_all = one.source not in answers.failures if one.source else not answers.failures
        thing = one.thing
        where = [name for name, found in inventories.items() if thing in found.missing]
        if any(thing in found.found for found in inventories.values()) or not is_asked_of_all:
            continue
        unclear = [found.unclear[thing] for found in inventories.values() if thing in found.unclear]
        at = f"{document.file}:{document.line(one.place)}"
        if thing.kind in SEEN_ON_TICKETS and where:
            notes.append(
                f"{at}: no ticket on {' or '.join(where)} has the {thing} today{_hint(inventories, thing)}"
            )
        elif unclear:
            notes.append(f"{at}: whether there is the {thing} cannot be told: {unclear[0]}")
        elif where:
            document.report(
                one.place,
                f"there is no {thing} on {' or '.join(where)}, or the account may not see it"
                f"{_hint(inventories, thing)}",
            )
    return notes


def _hint(inventories: Mapping[str, Inventory], thing: Thing) -> str:
    kind = (thing.kind, thing.within)
    return near(thing.name, {name for found in inventories.values() for name in found.names.get(kind, ())})
