"""What configuration names of a source, and whether the source has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """Something by its name. `kind` is what people call it: project, component, status, repository …

    `within` is where it is: a component's project.
    """

    kind: str
    name: str
    within: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.name!r}" + (f" in {self.within}" if self.within else "")


@dataclass(slots=True)
class Inventory:
    """Of the things that a source was asked for: what it has, what it has not, what it cannot tell and why.

    What it knows nothing of, such as repositories in Jira, is in none of them. `renamed` has what is found
    under a name that it had before, with the name that it has now. `names` are those that it has of a kind
    (and place), as far as they were listed anyway.
    """

    found: set[Thing] = field(default_factory=set)
    missing: set[Thing] = field(default_factory=set)
    unclear: dict[Thing, str] = field(default_factory=dict)
    renamed: dict[Thing, str] = field(default_factory=dict)
    names: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def note(self, thing: Thing, is_there: bool) -> None:
        (self.found if is_there else self.missing).add(thing)

    def compare(self, things: Collection[Thing], kind: str, names: Collection[str], within: str = "") -> None:
        """Note those of a kind (and place): there if they are among `names`, which are all that there are."""
        self.names[kind, within].update(names)
        for thing in things:
            if (thing.kind, thing.within) == (kind, within):
                self.note(thing, thing.name in names)
