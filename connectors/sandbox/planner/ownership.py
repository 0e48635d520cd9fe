"""Whose turn it is on one ticket, and the truth about that, told by the verbs of its story.

Instants are UTC seconds. The rules are those of the definitions: spells, passages, outcomes, completions.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from connectors.sandbox.planner.handoffs import PSEUDO, UNOWNED, Done, Leg, Spell


@dataclass(slots=True)
class Ball:
    """`owner` is a team, UNOWNED, CUSTOMER, or None while the ticket is closed; `since` when that began."""

    owner: str | None = None
    since: int = 0
    was_relabelled: bool = False
    has_worked: bool = False
    spells: list[Spell] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)
    requests: list[Leg] = field(default_factory=list)
    completions: list[Done] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)
    last_team: str | None = None
    owned: set[str] = field(default_factory=set)
    _left: int = 0
    _passed: list[Leg] = field(default_factory=list)
    _receiving: list[Leg] = field(default_factory=list)
    _parked: list[Leg] = field(default_factory=list)
    _pending: Leg | None = None
    _request: Leg | None = None

    @property
    def is_touched(self) -> bool:
        return self.spells[-1].touched is not None

    @property
    def is_touched_only(self) -> bool:
        """True when a handoff to the present owner was picked up and not yet started."""
        return any(
            leg.touched is not None and leg.started is None and leg.detector != "D3"
            for leg in self._receiving
        )

    def arrive(self, at: int, owner: str, creator_team: str | None) -> None:
        """The ticket is created."""
        if creator_team is not None and creator_team != owner:
            self._request = Leg("D3", "request", creator_team, at, seen=at)
            self.requests.append(self._request)
        if owner in PSEUDO:
            self._own(at, owner)
        else:
            self._begin(at, owner, "created")
            self._answer_request(at, owner)

    def give(self, at: int, to: str, *, by_status: bool = False) -> None:
        """The ball passes from its owner to another one through an event of the ticket."""
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
                self._pass(Leg("D1", "transfer", giver, at, to, at, seen=at))
        if to in PSEUDO:
            self._own(at, to)
        else:
            self._begin(at, to, "status" if by_status else "transfer")

    def relabel(self, at: int, to: str) -> None:
        """The person who holds the ticket changed teams: the spell goes on under another name."""
        assert self.owner not in PSEUDO and to not in PSEUDO, "relabels from or to nobody are not planned"
        self._own(at, to)
        self.owned.add(to)
        self.was_relabelled = True
        for leg in self._receiving:
            if leg.outcome == "open" and leg.giver == to:
                leg.end("dissolved_by_reorg", at, at)
        self._receiving = [leg for leg in self._receiving if leg.outcome != "dissolved_by_reorg"]

    def touch(self, at: int, *, start: bool, seen: int | None = None) -> None:
        """A human member of the owner acts; `seen` is when others can know (a commit: when it is pushed)."""
        seen = at if seen is None else seen
        spell = self.spells[-1]
        if spell.touched is None:
            spell.touched, spell.touch_seen = at, seen
        for leg in self._receiving:
            if leg.touched is None:
                leg.touch(at, seen)
            if start and leg.started is None:
                leg.started, leg.start_seen = at, seen
        self._receiving = [leg for leg in self._receiving if leg.started is None]

    def work(self, at: int) -> None:
        """A human member of the owner enters a work status."""
        self.has_worked = True
        self.touch(at, start=True)

    def close(self, at: int, *, counted: bool, by_member: bool, points: float | None) -> None:
        """A done status is entered; `by_member`: by a human member of the owner."""
        assert self.owner is not None
        if self.owner in PSEUDO:
            assert not counted, "a counted close while nobody has it would be nobody's completion"
            assert not any(leg.detector != "D3" for leg in self._parked), "left open by the definitions"
            for leg in (self._pending, self._request, *self._parked):
                if leg is not None and leg.outcome == "open":
                    leg.end("cancelled", at, at)
            self._pending, self._request, self._parked = None, None, []
        else:
            if counted and by_member:
                assert not self.is_touched_only, "touched and closed without a start is a matter of reading"
                self.touch(at, start=True)
            owner = self._leave_team(at)
            for leg in self._receiving:
                if leg.outcome == "open":
                    leg.end("cancelled", at, at)
            self._receiving = []
            if counted:
                self.completions.append(Done(owner, at, points))
        self.owner, self.since = None, at
        self.changes.append(at)

    def reopen(self, at: int, owner: str) -> None:
        """The ticket leaves its done status and `owner` has it."""
        assert self.owner is None and self.last_team is not None and owner not in PSEUDO
        if self.completions and self.completions[-1].undone is None:
            self.completions[-1].undone = at
        if owner != self.last_team:
            self._pass(Leg("D1", "transfer", self.last_team, at, owner, at, seen=at))
        self._begin(at, owner, "reopen")

    def _own(self, at: int, owner: str) -> None:
        self.owner, self.since = owner, at
        self.changes.append(at)

    def _begin(self, at: int, team: str, by: str) -> None:
        self._own(at, team)
        self.owned.add(team)
        self.spells.append(Spell(team, at, by))

    def _leave_team(self, at: int) -> str:
        assert self.owner is not None
        self.spells[-1].left = at
        self.last_team, self._left = self.owner, at
        return self.owner

    def _park(self, at: int, giver: str, to: str) -> None:
        """The ball goes to nobody or to the customer; what was on its way may yet go on."""
        assert not self.is_touched_only, "a start in a later spell is a matter of reading"
        waiting = [leg for leg in self._receiving if leg.outcome == "open"]
        self._parked, self._receiving = waiting, []
        if to == UNOWNED:
            self._pending = Leg("D2", "transfer_via_triage", giver, at, seen=at)
            self._passed.append(self._pending)
        else:
            assert not any(leg.detector != "D3" for leg in waiting), "left open by the definitions"

    def _leave_nobody(self, at: int, to: str) -> None:
        pending, self._pending = self._pending, None
        parked, self._parked = self._parked, []
        if self.last_team is None:
            self._answer_request(at, to)
        elif to == self.last_team:
            if pending is not None:
                pending.end("detour", at, at)
            self._receiving = parked
        else:
            self._settle(parked, to, self._left, at)
            if pending is None:
                # Through the customer: nothing shows before a team has it again.
                pending = Leg("D2", "transfer_via_triage", self.last_team, self._left, seen=at)
            else:
                self._passed.remove(pending)
            pending.receiver, pending.routed = to, at
            self._pass(pending)

    def _answer_request(self, at: int, to: str) -> None:
        leg, self._request = self._request, None
        if leg is not None and to == leg.giver:
            leg.end("detour", at, at)
        elif leg is not None:
            leg.receiver, leg.routed = to, at
            self._receiving.append(leg)

    def _settle(self, legs: list[Leg], to: str, ended: int, settled: int) -> None:
        for leg in legs:
            if leg.outcome == "open":
                leg.end("returned_unpicked" if to == leg.giver else "forwarded", ended, settled)

    def _pass(self, leg: Leg) -> None:
        assert leg.receiver is not None
        leg.role = self._role(leg.giver, leg.receiver)
        self.legs.append(leg)
        self._receiving = [leg]
        self.has_worked = False

    def _role(self, giver: str, receiver: str) -> str:
        last = self.legs[-1] if self.legs else None
        if last is not None and (last.receiver, last.giver) == (giver, receiver):
            if last.role == "bounce":
                return "resend"
            if not self.has_worked:
                return "bounce"
        return "return" if receiver in self.owned else "first"

    @property
    def handoffs(self) -> list[Leg]:
        """Those that were routed, then those that were not."""
        return self.legs + self._passed
