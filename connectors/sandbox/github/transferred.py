"""Issues that are transferred, as GitHub has them: in each repository another issue, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from connectors.sandbox.github.host import Host
from connectors.sandbox.world.code import Issue, IssueEvent


@dataclass(frozen=True, slots=True)
class Stop:
    """An issue in one repository, from its arrival until it is deleted there: by the next transfer, too."""

    issue: Issue
    from_at: datetime


def stops(issue: Issue, host: Host) -> list[Stop]:
    """An issue in each repository where it has been: what happened before moves along."""
    here, from_at = issue, issue.created_at
    found: list[Stop] = []
    for transfer in issue.transfers:
        found.append(Stop(replace(here, deleted_at=transfer.at), from_at))
        left = host.repository_nodes[here.repository]["nameWithOwner"]
        arrival = IssueEvent(transfer.event, transfer.at, "transferred", transfer.actor, left)
        # What is lost is lost without a word.
        lost = [
            IssueEvent(transfer.event, transfer.at, "unlabeled", transfer.actor, label, is_told=False)
            for label in transfer.loses
        ]
        here = replace(
            here,
            id=transfer.id,
            repository=transfer.repository,
            number=transfer.number,
            events=[*here.events, arrival, *lost],
        )
        from_at = transfer.at
    return [*found, Stop(here, from_at)]
