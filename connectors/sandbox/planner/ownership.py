"""Which team owns one ticket, and the truth about that, as the verbs of its story tell it.

Instants are UTC seconds. The rules are those of the definitions: visits, passages, outcomes, completions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.sandbox.planner.handoffs import PSEUDO, UNOWNED, CompletionPlan, HandoffPlan, VisitPlan
from connectors.sandbox.planner.people import team_at


@dataclass(slots=True)
class Ownership:
    """`owner` is a team, UNOWNED, CUSTOMER, or None while the ticket is closed; `since` when that began.

    `counts_requests`: what one team asked another for is a hop of its own, which roles look back at.
    """

    counts_requests: bool = False
    owner: str | None = None
    since: int = 0
    was_relabelled: bool = False
    has_worked: bool = False
    visits: list[VisitPlan] = field(default_factory=list)
    routed: list[HandoffPlan] = field(default_factory=list)
    requests: list[HandoffPlan] = field(default_factory=list)
    relations: list[HandoffPlan] = field(default_factory=list)
    completions: list[CompletionPlan] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)
    last_team: str | None = None
    owned: set[str] = field(default_factory=set)
    _left: int = 0
    _hops: list[HandoffPlan] = field(default_factory=list)
    _unrouted: list[HandoffPlan] = field(default_factory=list)
    _receiving: list[HandoffPlan] = field(default_factory=list)
    _parked: list[HandoffPlan] = field(default_factory=list)
    _pending: HandoffPlan | None = None
    _request: HandoffPlan | None = None

    @property
    def is_touched(self) -> bool:
        return self.visits[-1].touched is not None

    @property
    def is_begun(self) -> bool:
        """True when the present owner has touched the ticket, and begun all that it was given with it."""
        return self.is_touched and not self._receiving

    @property
    def is_touched_only(self) -> bool:
        """True when a handoff to the present owner was picked up and not yet started."""
        return any(
            handoff.touched is not None
            and handoff.started is None
            and (handoff.detector != "D3" or self.counts_requests)
            for handoff in self._receiving
        )

    def arrive(self, at: int, owner: str, creator_team: str | None) -> None:
        """The ticket is created."""
        if creator_team is not None and creator_team != owner:
            self._request = HandoffPlan("D3", "request", creator_team, at, known=at)
            self.requests.append(self._request)
        if owner in PSEUDO:
            self._own(at, owner)
        else:
            self._begin(at, owner, "created")
            self._answer_request(at, owner)

    def give(self, at: int, to: str, *, by_status: bool = False) -> None:
        """The ticket passes from its owner to another one through an event of the ticket."""
        assert self.owner is not None and to != self.owner
        if self.owner in PSEUDO:
            assert to not in PSEUDO, "two pseudo-owners in a row are a matter of reading"
            self._leave_nobody(at, to)
        else:
            giver = self._leave_team(at)
            if to in PSEUDO:
                self._park(at, giver, to)
            else:
                self._settle(self._receiving, to, at, at)
                self._receiving = []
                self._pass(HandoffPlan("D1", "transfer", giver, at, to, at, known=at))
        if to in PSEUDO:
            self._own(at, to)
        else:
            self._begin(at, to, "status" if by_status else "transfer")

    def receive(self, handoff: HandoffPlan) -> None:
        """Something beside the ticket's own passages waits for its owner: a dependency, or a delivery."""
        self.relations.append(handoff)
        self._receiving.append(handoff)

    def relabel(self, at: int, to: str) -> None:
        """The person who holds the ticket changed teams: the visit goes on under another name."""
        assert self.owner not in PSEUDO and to not in PSEUDO, "relabels from or to nobody are not planned"
        self._own(at, to)
        self.owned.add(to)
        self.was_relabelled = True
        for handoff in self._receiving:
            if handoff.outcome == "open" and handoff.giver == to:
                handoff.end("dissolved_by_reorg", at, at)
        self._receiving = [handoff for handoff in self._receiving if handoff.outcome != "dissolved_by_reorg"]

    def outlive(self, merged_into: Mapping[str, str]) -> None:
        """Teams that had the ticket were merged into others: what these do is no first time any more."""
        self.owned |= {heir for team, heir in merged_into.items() if team in self.owned}
        self.was_relabelled = True

    def touch(self, at: int, *, start: bool, known: int | None = None) -> None:
        """A human member of the owner acts; `known` is when others can know (a commit: when it is pushed)."""
        known = at if known is None else known
        visit = self.visits[-1]
        if visit.touched is None:
            visit.touched, visit.touch_known = at, known
        for handoff in self._receiving:
            if handoff.touched is None:
                handoff.touch(at, known)
            if start and handoff.started is None:
                handoff.started, handoff.start_known = at, known
        self._receiving = [handoff for handoff in self._receiving if handoff.started is None]

    def work(self, at: int) -> None:
        """A human member of the owner enters a work status."""
        self.has_worked = True
        self.touch(at, start=True)

    def close(self, at: int, *, counted: bool, by_member: bool, points: float | None) -> None:
        """A done status is entered; `by_member`: by a human member of the owner."""
        assert self.owner is not None
        if self.owner in PSEUDO:
            assert not counted, "a counted close while nobody has it would be nobody's completion"
            assert not any(handoff.detector != "D3" for handoff in self._parked), (
                "left open by the definitions"
            )
            for handoff in (self._pending, self._request, *self._parked):
                if handoff is not None and handoff.outcome == "open":
                    handoff.end("cancelled", at, at)
            self._pending, self._request, self._parked = None, None, []
        else:
            if counted and by_member:
                assert not self.is_touched_only, "touched and closed without a start is a matter of reading"
                self.touch(at, start=True)
            owner = self._leave_team(at)
            for handoff in self._receiving:
                if handoff.outcome == "open":
                    handoff.end("cancelled", at, at)
            self._receiving = []
            if counted:
                self.completions.append(CompletionPlan(owner, at, points))
        self.owner, self.since = None, at
        self.changes.append(at)

    def reopen(self, at: int, owner: str) -> None:
        """The ticket leaves its done status and `owner` has it."""
        assert self.owner is None and self.last_team is not None and owner not in PSEUDO
        if self.completions and self.completions[-1].undone is None:
            self.completions[-1].undone = at
        if owner != self.last_team:
            self._pass(HandoffPlan("D1", "transfer", self.last_team, at, owner, at, known=at))
        self._begin(at, owner, "reopen")

    def _own(self, at: int, owner: str) -> None:
        self.owner, self.since = owner, at
        self.changes.append(at)

    def _begin(self, at: int, team: str, by: str) -> None:
        self._own(at, team)
        self.owned.add(team)
        self.visits.append(VisitPlan(team, at, by))

    def _leave_team(self, at: int) -> str:
        assert self.owner is not None
        self.visits[-1].left = at
        self.last_team, self._left = self.owner, at
        return self.owner

    def _park(self, at: int, giver: str, to: str) -> None:
        """The ticket goes to nobody or to the customer; what was on its way may yet go on."""
        assert not self.is_touched_only, "a start in a later visit is a matter of reading"
        waiting = [handoff for handoff in self._receiving if handoff.outcome == "open"]
        self._parked, self._receiving = waiting, []
        if to == UNOWNED:
            self._pending = HandoffPlan("D2", "transfer_via_triage", giver, at, known=at)
            self._unrouted.append(self._pending)
        else:
            assert not any(handoff.detector != "D3" for handoff in waiting), "left open by the definitions"

    def _leave_nobody(self, at: int, to: str) -> None:
        pending, self._pending = self._pending, None
        parked, self._parked = self._parked, []
        if self.last_team is None:
            self._answer_request(at, to)
        elif to == team_at(self.last_team, at):
            if pending is not None:
                pending.end("detour", at, at)
            self._receiving = parked
        else:
            self._settle(parked, to, self._left, at)
            if pending is None:
                # Through the customer: nothing shows before a team has it again.
                pending = HandoffPlan("D2", "transfer_via_triage", self.last_team, self._left, known=at)
            else:
                self._unrouted.remove(pending)
            pending.receiver, pending.routed = to, at
            self._pass(pending)

    def _answer_request(self, at: int, to: str) -> None:
        handoff, self._request = self._request, None
        if handoff is not None and to == team_at(handoff.giver, at):
            handoff.end("detour", at, at)
        elif handoff is not None:
            handoff.receiver, handoff.routed = to, at
            self._receiving.append(handoff)
            if self.counts_requests:
                self._hops.append(handoff)
                self.owned.add(handoff.giver)

    def _settle(self, handoffs: list[HandoffPlan], to: str, ended: int, settled: int) -> None:
        for handoff in handoffs:
            if handoff.outcome == "open":
                is_back = to == team_at(handoff.giver, settled)
                handoff.end("returned_unpicked" if is_back else "forwarded", ended, settled)

    def _pass(self, handoff: HandoffPlan) -> None:
        assert handoff.receiver is not None
        handoff.role = self._role(handoff.giver, handoff.receiver)
        self.routed.append(handoff)
        self._hops.append(handoff)
        self._receiving = [handoff]
        self.has_worked = False

    def _role(self, giver: str, receiver: str) -> str:
        last = self._hops[-1] if self._hops else None
        if last is not None and (last.receiver, last.giver) == (giver, receiver):
            if last.role == "bounce":
                return "resend"
            if not self.has_worked:
                return "bounce"
        return "return" if receiver in self.owned else "first"

    @property
    def handoffs(self) -> list[HandoffPlan]:
        """Those that were routed, then those that were not."""
        return self.routed + self._unrouted
