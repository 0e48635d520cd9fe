"""One night in a home where everything goes wrong, held against the same night in one where nothing does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.sandbox.server.server import Sandbox
from tests.whole.endurance.attempt import Outcome
from tests.whole.endurance.home import EnduringHome, Tables
from tests.whole.endurance.hurts import Harm
from tests.whole.endurance.record import Record

TRIES = 4
CALM = Harm()
# They record what was reported when: whoever had no night then, or an incomplete one, has reported otherwise.
RECORDS = ("weekly_figure", "restatement")
# The server hides a row and says nothing of it: nobody can know on that night, and the next one must mend it.
UNKNOWABLE = ("skip", "anonymous")


@dataclass(slots=True)
class DisturbedNight:
    """The night of `instant`, with its `harm`. The clean home runs whenever the disturbed one is complete."""

    record: Record
    sandbox: Sandbox
    disturbed: EnduringHome
    clean: EnduringHome
    instant: datetime
    harm: Harm

    def pass_by(self) -> None:
        self.record.nights += 1
        self.harm.damage(self.disturbed.places)
        self.record.served.update(self.harm.names())
        if self._is_complete(self.harm) or not (self.record.is_patient or self.harm == CALM):
            return
        # Where the clock was ahead, people try again once it is as late: earlier, they know less.
        calm = Harm(clock_step=max(self.harm.clock_step, timedelta()))
        if not any(self._is_complete(calm) for _ in range(TRIES)):
            self._find("never ends complete")

    def _is_complete(self, harm: Harm) -> bool:
        """Whether one run of the night published all there is. What must hold after any run is looked at."""
        before, tables = self.disturbed.publication, self.disturbed.tables()
        served = self.sandbox.faults_served.copy()
        self.sandbox.move_to(self.instant + harm.clock_step)
        harm.plan(self.sandbox)
        outcome = self.disturbed.run(harm)
        self.sandbox.heal()
        served = self.sandbox.faults_served - served
        self._count(outcome, served)
        is_hurt = bool(served) or harm.is_felt
        if self.disturbed.publication == before:
            self._look_at_refusal(outcome, harm, is_hurt)
            if self.disturbed.tables() != tables:
                self._find("published nothing, and changed what was published")
            return False
        is_complete, scopes = self.disturbed.left()
        if not is_complete:
            self.record.incomplete += 1
            if not scopes:
                self._find("is incomplete and does not say what is missing")
            elif not is_hurt and not self.harm.damaged:
                self._find(f"is incomplete though nothing went wrong: {scopes}")
            return False
        self.record.complete += 1
        if any(served[kind] for kind in UNKNOWABLE):
            return False
        self._compare()
        return True

    def _count(self, outcome: Outcome, served: dict[str, int]) -> None:
        self.record.attempts += 1
        self.record.served.update(served)
        self.record.killed += outcome.state == "killed"
        self.record.refused += outcome.state == "refused"

    def _look_at_refusal(self, outcome: Outcome, harm: Harm, is_hurt: bool) -> None:
        match outcome.state:
            case "published":
                self._find("says that it published, and did not")
            case "failed" if harm.file_bytes is None:
                self._find(f"fails without words for whoever runs it: {outcome.message}")
            case "refused":
                if not self.disturbed.do_as_told(outcome.message) and not (is_hurt or self.harm.damaged):
                    self._find(f"refuses though nothing went wrong: {outcome.message}")

    def _compare(self) -> None:
        outcome = self.clean.run(CALM)
        if outcome.state != "published":
            self._find(f"cannot run undisturbed: {outcome.message}")
            return
        left, right = self._comparable(self.disturbed.tables()), self._comparable(self.clean.tables())
        for name in sorted(left.keys() | right.keys()):
            if left.get(name) != right.get(name):
                only = [row for row in left.get(name, ()) if row not in right.get(name, ())]
                missing = [row for row in right.get(name, ()) if row not in left.get(name, ())]
                self._find(f"says complete, and {name} differs: {only[:1]} instead of {missing[:1]}")

    @staticmethod
    def _comparable(tables: Tables) -> Tables:
        return {name: rows for name, rows in tables.items() if name not in RECORDS}

    def _find(self, what: str) -> None:
        self.record.findings.append(f"night {self.record.nights} of {self.instant:%d}: {what}")
