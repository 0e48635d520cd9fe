"""What the walks over the projects of one site share."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.jira.client import JiraClient
from connectors.jira.fields import Fields
from connectors.jira.progress_count import ProgressCount
from connectors.landing.landing import Landing

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PullContext:
    """One pull of a site. `projects` are the ids of those that are pulled.

    `sprints` are the ids of those that boards have told; others are known by the tickets that were in them.
    `deleted_worklogs` are ids of worklogs that the site says were deleted.
    """

    client: JiraClient
    landing: Landing
    fields: Fields
    sprints: frozenset[str]
    projects: frozenset[str]
    deleted_worklogs: frozenset[str]
    started_at: datetime
    workers: Executor
    projects_at_once: int
    tally: ProgressCount

    def is_elsewhere(self, issue: Json, scope: str) -> bool:
        """Whether a ticket is in another project that is pulled, whose own walk lists and lands it.

        A ticket that moved to a project that nobody pulls is followed by the walk over the one it left.
        """
        fields = issue.get("fields") or {}
        project = str((fields.get("project") or {}).get("id"))
        return project != scope and project in self.projects
