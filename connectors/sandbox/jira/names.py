"""What things of a Jira site are called: answers say what they are called now, histories what they were."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.sandbox.world.tickets import Rename


class Names:
    """Things are known by the names that the World has for them."""

    def __init__(self, renames: Iterable[Rename]) -> None:
        self._renames: dict[tuple[str, str], Rename] = {(one.kind, one.before): one for one in renames}

    def now(self, kind: str, name: str) -> str:
        rename = self._renames.get((kind, name))
        return name if rename is None else rename.now

    def then(self, kind: str, name: str, ms: int) -> str:
        """At an instant, in epoch milliseconds."""
        rename = self._renames.get((kind, name))
        return name if rename is None or ms < rename.at.timestamp() * 1000 else rename.now

    def every(self, kind: str, name: str) -> list[str]:
        """The name of now, and that of before if there is one."""
        return list(dict.fromkeys((self.now(kind, name), name)))

    def key_now(self, project: str, key: str) -> str:
        """A ticket's key; `project` is the one that it is in."""
        return f"{self.now('project', project)}-{key.rpartition('-')[2]}"

    def key_then(self, project: str, key: str, ms: int) -> str:
        return f"{self.then('project', project, ms)}-{key.rpartition('-')[2]}"
