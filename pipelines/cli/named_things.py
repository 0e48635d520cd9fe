"""Which of the things that the organization file names no source has, said with their lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from connectors.errors import ExpectedError
from connectors.inventory import Inventory, Thing
from pipelines.configured_sources import NamedCredentials
from pipelines.organization.messages import near
from pipelines.organization.named_things import NamedThing
from pipelines.organization.yaml_document import Document


@dataclass(slots=True)
class Answers:
    """What the sources said, by name; `failures` are why some said nothing of the kinds `silent`."""

    inventories: dict[str, Inventory] = field(default_factory=dict)
    failures: dict[str, ExpectedError] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)

    def is_asked_of_all(self, one: NamedThing) -> bool:
        """Whether every source has answered that may have it."""
        return one.source not in self.failures and (
            one.source is not None or one.thing.kind not in self.silent
        )


def look_up(sources: Sequence[NamedCredentials], named: Sequence[NamedThing], answers: Answers) -> None:
    """Ask each source for what may be on it, but for those that have failed already."""

    def ask(source: NamedCredentials) -> Inventory | ExpectedError:
        if source.name in answers.failures:
            return answers.failures[source.name]
        mine = [one.thing for one in named if one.source in (None, source.name)]
        things = {thing for thing in mine if thing.kind in source.named}
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
                answers.silent |= source.named


def report(
    answers: Answers, named: Sequence[NamedThing], document: Document, earlier: Collection[str] = ()
) -> list[str]:
    """Report to `document` what is nowhere. Returns lines on what histories may know, or nobody can tell.

    `earlier` names, in lower case, are known to mean something that has another name now.
    """
    notes: list[str] = []
    for one in named:
        inventories = {
            name: found for name, found in answers.inventories.items() if one.source in (None, name)
        }
        for found in inventories.values():
            if one.thing in found.renamed:
                notes.append(
                    f"{document.file}:{document.line(one.place)}: {one.thing} is called"
                    f" {found.renamed[one.thing]!r} now; the file still means it"
                )
        is_found = any(one.thing in found.found for found in inventories.values())
        if is_found or one.thing.name.lower() in earlier or not answers.is_asked_of_all(one):
            continue
        where = " or ".join(name for name, found in inventories.items() if one.thing in found.missing)
        unclear = [found.unclear[one.thing] for found in inventories.values() if one.thing in found.unclear]
        hint = near(one.thing.name, _names(inventories, one.thing))
        if where and not unclear and not one.is_past:
            document.report(
                one.place, f"there is no {one.thing} on {where}, or the account may not see it{hint}"
            )
        elif where or unclear:
            doubt = unclear[0] if unclear else "histories may know it"
            absent = f"there is no {one.thing} on {where}" if where else f"{one.thing} is not known"
            notes.append(f"{document.file}:{document.line(one.place)}: {absent}, but {doubt}{hint}")
    return notes


def _names(inventories: Mapping[str, Inventory], thing: Thing) -> set[str]:
    """What else of its kind there is."""
    return {
        name for found in inventories.values() for name in found.names.get((thing.kind, thing.within), ())
    }
