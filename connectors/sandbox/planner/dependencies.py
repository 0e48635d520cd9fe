"""What tickets wait for, and what it means where every detector is compared: dependencies, deliveries."""

from __future__ import annotations

from connectors.sandbox.planner.handoffs import PSEUDO, HandoffPlan
from connectors.sandbox.planner.tickets import TicketPlan


def depend(s: TicketPlan, blocker: TicketPlan, *, was_just_asked: bool = False) -> None:
    """From now on `s` is blocked by `blocker`, which its owner has not looked at yet.

    `was_just_asked`: the owner of `s` wrote the blocker within a business day, so that it is that request.
    """
    s.links.append((s.at, blocker))
    s.rest(s.at)
    receiver = blocker.owner
    if not s.company.counts_requests or was_just_asked or {s.owner, receiver} & {*PSEUDO}:
        return
    assert not blocker.ownership.is_touched, "work in progress may be touched in ways that are not planned"
    if s.owner != receiver:
        # The receiver has had the blocker, and with it a part of the chain.
        blocker.ownership.receive(
            HandoffPlan("D4", "dependency", s.owner, s.at, receiver, s.at, role="return", known=s.at)
        )


def deliver(s: TicketPlan, *blockers: TicketPlan) -> None:
    """All that `s` waited for is closed by now: what was closed last is delivered, if it was done."""
    last = max(blockers, key=lambda blocker: blocker.ownership.since)
    ownership, at = last.ownership, last.ownership.since
    done = ownership.completions[-1] if ownership.completions else None
    if not s.company.counts_requests or done is None or done.at != at or s.owner in PSEUDO:
        return
    if s.owner != done.team:
        s.ownership.receive(
            HandoffPlan("D5", "delivery", done.team, at, s.owner, at, role="return", known=at)
        )
