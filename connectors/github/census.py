"""What a repository lists, counted anew: what was known and is listed no more is gone, or only not listed."""

from __future__ import annotations

from connectors.github.answers import as_promised
from connectors.github.hydration import NEVER, Kind, Listed, listed
from connectors.github.repository_plan import RepositoryPlan
from connectors.github.scanning import LISTS, Scanning
from connectors.landing.landing import Landing


def census(
    scanning: Scanning, node: dict[str, object], kind: Kind, known: set[str], plan: RepositoryPlan
) -> tuple[list[Listed], set[str]]:
    """All that is listed, and the ids of what was known and is not.

    None of these where a list hides something, or where they are so many that they are rather not shown.
    """
    with as_promised(plan.outcome.source, f"the census of {plan.repository.full_name}"):
        there = [listed(kind, each) for page in scanning.fresh_pages(node, LISTS[kind]) for each in page]
    missing = set() if node["id"] in scanning.hidden else known - {one.id for one in there}
    if len(missing) > max(3, len(known) // 2):
        what = f"{len(missing)} of {len(known)} {kind.replace('_', ' ')}s"
        plan.note(f"{what} are not listed any more: taken for unseen")
        missing = set()
    return there, missing


def by_node(landing: Landing, source: str, kind: Kind, ids: set[str]) -> list[Listed]:
    """As what these can be asked for whatever lists say: an archived pull request is in none.

    GitHub shows one to whoever may triage; nobody can delete a pull request. Issues can be deleted.
    """
    if kind == "issue" or not ids:
        return []
    payloads = landing.payloads(source, f"github_{kind}", ids)
    return [
        Listed(kind, str(one["id"]), id_, int(one["number"]), NEVER) for id_, one in sorted(payloads.items())
    ]
