"""Pull requests told event by event, with whom a review was asked of, in the organization of `story`."""

from __future__ import annotations

from typing import Any

import yaml

from connectors.sandbox.world.code import PullEvent, PullEventKind, PullRequest
from tests.worlds.night import Home
from tests.worlds.story import MEMBERS, Story, june, organization_document

# When, what, by whom (None is a deleted account), and of whom: a person, or a team in capitals. Of a review
# the last is its state.
Told = tuple[str, PullEventKind, str | None] | tuple[str, PullEventKind, str | None, str]


def reviews_organization() -> str:
    """The organization file of a story, in which teams own their GitHub teams."""
    document: dict[str, Any] = organization_document(MEMBERS)
    for team in document["teams"]:
        team["owns"]["github_teams"] = [f"story/{team['id'].lower()}"]
    return yaml.safe_dump(document, sort_keys=False)


def pull(story: Story, opened: str, author: str | None, *events: Told, is_draft: bool = False) -> PullRequest:
    """One pull request; events of one second stand in the order in which they are told."""
    number = story.number()
    made = PullRequest(
        70_000 + number,
        300,
        number,
        author,
        june(opened),
        f"Change {number}",
        f"work-{number}",
        is_draft=is_draft,
        events=[_event(story.number(), *event) for event in events],
    )
    story.world.pull_requests.append(made)
    return made


def _event(
    id_: int, moment: str, kind: PullEventKind, actor: str | None, whom: str | None = None
) -> PullEvent:
    if kind == "review":
        return PullEvent(id_, june(moment), kind, actor, state=whom or "APPROVED")
    team, person = (whom, None) if whom and whom.isupper() else (None, whom)
    return PullEvent(id_, june(moment), kind, actor, reviewer=person, reviewer_team=team)


def reviews(home: Home, made: PullRequest, columns: str = "from_team, to_team, outcome") -> list[Any]:
    """The handoffs of a pull request, in the order of their release."""
    return home.sql(
        f"select {columns} from handoff where work_item_kind = 'pull_request' "
        f"and work_item_id = '{made.id}' order by released_at, handoff_id"
    )
