"""Who works at Meridian: teams, seventy people in four places, bots, customers, and who was where when."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import NAMESPACE_URL, uuid5

from connectors.sandbox.planner.agents import AGENTS, RENAMED_AT
from connectors.sandbox.planner.hours import CALENDARS, FAR, MERGER, REORG, STARTS, Hours, midnight
from connectors.sandbox.world.world import Person, Stay, Team


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """What is fixed about a team: its kind and calendar, and what it has in Jira and GitHub."""

    name: str
    kind: str
    calendar: str
    slug: str
    project: str
    repository: str


TEAMS: dict[str, TeamFacts] = {
    "data": TeamFacts("Data Engineering", "data", "in", "data-engineering", "DATA", "pipelines"),
    "ml": TeamFacts("Machine Learning", "ml", "us", "machine-learning", "ML", "models"),
    "backend": TeamFacts("Backend", "backend", "de", "backend", "API", "api"),
    "frontend": TeamFacts("Frontend", "frontend", "us", "frontend", "WEB", "web"),
    "mobile": TeamFacts("Mobile", "mobile", "uk", "mobile", "MOB", "mobile-app"),
    "analytics": TeamFacts("Product Analytics", "product", "us", "product-analytics", "PA", "insights"),
    "platform": TeamFacts("Platform", "platform", "uk", "platform", "PLAT", "platform"),
    "ai": TeamFacts("AI Studio", "integrated", "us", "ai-studio", "AI", "studio"),
}

# The team that another one is merged into, with all that it has, at the instant MERGER.
MERGED_INTO = {"analytics": "ml"}


def team_at(team: str, at: int) -> str:
    """What a team is called at an instant: a merged one is no more."""
    return MERGED_INTO.get(team, team) if at >= MERGER else team


# Who sits where: name, calendar of the place, then what changed: ">team date", "+date" joined, "-date" left.
_ROSTER: dict[str | None, str] = {
    "data": """Aditi Rao in; Bharat Nair in; Chitra Iyer in >ai 2025-10-06; Deepak Menon in;
        Esha Kulkarni in; Farhan Sheikh in -2026-04-13; Gauri Deshmukh in +2025-09-15; Hannah Brooks us;
        Imran Qureshi in >ai 2025-10-06; Jonas Weber de; Kavya Reddy in +2026-08-10""",
    "ml": """Laura Chen us; Marcus Hill us >ai 2025-10-06; Nadia Haddad us; Omar Farouk us >ai 2025-10-06;
        Priya Shah us; Quentin Moreau us >ai 2025-10-06; Rachel Stein us; Samuel Okafor uk;
        Tara Lindqvist us -2025-07-01; Uma Krishnan in""",
    "backend": """Viktor Braun de; Wanda Fischer de >ai 2025-10-06; Xenia Hoffmann de; Yusuf Demir de;
        Zoe Klein de; Anton Petrov de -2026-02-16; Birgit Lange de; Carlos Mendes us;
        Dmitri Volkov de >ai 2025-10-06; Elena Rossi de; Florian Maier de +2026-01-12""",
    "frontend": """Grace Miller us; Henry Adams us; Isla Murray uk; Jack Turner us >ai 2025-10-06;
        Karen Lopez us; Liam Walsh us -2025-11-17; Mia Johnson us; Noah Davis us; Olivia Scott us""",
    "mobile": """Peter Hughes uk; Rosa Garcia us; Simon Clarke uk >frontend 2026-03-16; Thea Nilsen uk;
        Umar Aziz uk; Vera Novak de; Will Barnes uk""",
    "analytics": """Alice Park us; Brian Cole us; Celia Duarte us; Derek Young us; Emma Fox uk;
        Faisal Khan in""",
    "platform": """George Evans uk; Helen Ward uk; Ivan Kovac de; Julia Reed uk; Kurt Vogel de; Lena Berg de;
        Manoj Pillai in; Nina Castro us +2025-05-12""",
    "ai": """Oscar Lind us; Petra Sato us; Ravi Verma in; Stella Marsh us +2025-11-03 -2026-09-14""",
    None: """Tobias Funk us; Ursula Grant uk; Victor Long us; Wendy Bright in""",
}
TRIAGE_LEAD, SUPPORT_LEAD = "tobias", "ursula"
CONTRACTORS = ("victor", "wendy")
AUTOMATION, LINT_BOT, AI_REVIEWER = "automation", "lint-bot", "ai-reviewer"
BOTS = (AUTOMATION, LINT_BOT, AI_REVIEWER)
CUSTOMERS = tuple(f"customer-{n}" for n in range(1, 13))


@dataclass(frozen=True, slots=True)
class Membership:
    person: str
    team: str
    since: int
    until: int


def _instant(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


class Cast:
    """Everybody, with the questions a planner asks about them: which team, who is in it, when they work."""

    def __init__(
        self, roster: Mapping[str | None, str] = _ROSTER, *, automation_login: str | None = None
    ) -> None:
        """`automation_login`: the account on GitHub of what moves tickets by rule; without it Jira does."""
        self.team_keys = tuple(team for team in roster if team is not None)
        self._automation_login = automation_login
        self.people: dict[str, Person] = {}
        self.memberships: list[Membership] = []
        self._place: dict[str, str] = {}
        self._hours = {calendar: Hours(calendar, slack=1800) for calendar in CALENDARS}
        self.business_hours = {calendar: Hours(calendar) for calendar in CALENDARS}
        for team, lines in roster.items():
            for entry in lines.split(";"):
                self._hire(team, entry.split())
        self._add_outsiders()
        self._stays: dict[str, list[Membership]] = {}
        for membership in sorted(self.memberships, key=lambda m: m.since):
            self._stays.setdefault(membership.person, []).append(membership)
        changes = {MERGER, *[m.since for m in self.memberships], *[m.until for m in self.memberships]}
        self._edges = sorted(changes)
        self._members = [
            {
                team: tuple(
                    m.person
                    for m in self.memberships
                    if team_at(m.team, edge) == team and m.since <= edge < m.until
                )
                for team in TEAMS
            }
            for edge in self._edges
        ]
        self.membership_changes = [edge for edge in self._edges if STARTS < edge < FAR]

    def _hire(self, team: str | None, words: list[str]) -> None:
        first, last, place = words[:3]
        key, since, left = first.lower(), 0, FAR
        stays: list[tuple[str, int]] = [] if team is None else [(team, 0)]
        rest = iter(words[3:])
        for word in rest:
            if word[0] == "+":
                since = midnight(date.fromisoformat(word[1:]))
            elif word[0] == "-":
                left = midnight(date.fromisoformat(word[1:]))
            else:
                stays.append((word[1:], midnight(date.fromisoformat(next(rest)))))
        for i, (to, at) in enumerate(stays):
            until = stays[i + 1][1] if i + 1 < len(stays) else left
            self.memberships.append(Membership(key, to, max(since, at), until))
        self._add(key, f"{first} {last}", place, login=f"{key}-meridian", left=left)

    def _add(
        self,
        key: str,
        name: str,
        place: str,
        *,
        kind: str = "human",
        login: str | None = None,
        left: int = FAR,
        domain: str = "meridian.example",
    ) -> None:
        assert key not in self.people, key
        number = len(self.people) + 1
        self._place[key] = place
        self.people[key] = Person(
            key=key,
            name=name,
            email=f"{name.lower().replace(' ', '.')}@{domain}",
            timezone=CALENDARS[place][0],
            account_id=f"712020:{uuid5(NAMESPACE_URL, key + '.meridian.example')}",
            kind=kind,  # type: ignore[arg-type]
            login=login,
            github_id=None if login is None else 5_000_000 + number * 137,
            left_at=None if left == FAR else _instant(left),
            is_email_private=number % 2 == 0,
        )

    def _add_outsiders(self) -> None:
        moves = "Automation for Jira" if self._automation_login is None else "Automation"
        self._add(AUTOMATION, moves, "us", kind="app", login=self._automation_login)
        self._add(LINT_BOT, "Meridian Lint", "us", kind="app", login="meridian-lint")
        # Runs under an ordinary account, as review assistants often do.
        self._add(AI_REVIEWER, "Review Assistant", "us", login="meridian-review-assistant")
        if self._automation_login is not None:
            return
        for number, key in enumerate(CUSTOMERS, 1):
            place = ("us", "de", "uk")[number % 3]
            self._add(key, f"Customer {number}", place, kind="customer", domain="customers.example")
        for agent in AGENTS:
            kind, renamed_at = "human" if agent.is_user else "app", RENAMED_AT if agent.new_login else None
            self._add(agent.key, agent.name, "us", kind=kind, login=agent.login)
            renamed = replace(self.people[agent.key], renamed_at=renamed_at, new_login=agent.new_login)
            self.people[agent.key] = renamed

    def hours(self, person: str) -> Hours:
        return self._hours[self._place[person]]

    def team_hours(self, team: str) -> Hours:
        """The hours of people where the team is at home."""
        return self._hours[TEAMS[team].calendar]

    def team_of(self, person: str | None, at: int) -> str | None:
        """The team somebody belongs to at an instant; None for bots, customers, contractors, ghosts."""
        if person is not None:
            for membership in self._stays.get(person, ()):
                if membership.since <= at < membership.until:
                    return team_at(membership.team, at)
        return None

    def stays(self, person: str) -> list[Membership]:
        return self._stays.get(person, [])

    def members(self, team: str, at: int) -> tuple[str, ...]:
        return self._members[bisect_right(self._edges, at) - 1][team_at(team, at)]

    def is_settled(self, person: str) -> bool:
        """True for people whose team never changes after they came."""
        return len(self.stays(person)) == 1 and self.stays(person)[0].until == FAR

    def teams(self) -> list[Team]:
        return [
            Team(
                key=key,
                name=facts.name,
                slug=facts.slug,
                uuid=str(uuid5(NAMESPACE_URL, f"team/{key}.meridian.example")),
                github_id=8_800_000 + number * 11,
                stays=tuple(self._stays_in(key)),
            )
            for number, (key, facts) in enumerate(TEAMS.items(), 1)
            if key in self.team_keys
        ]

    def among(self, *teams: str) -> tuple[str, ...]:
        """Those of `teams` that there are, at any time."""
        return tuple(team for team in teams if team in self.team_keys)

    @property
    def movers(self) -> tuple[str, ...]:
        """Those who changed teams at the reorganization."""
        return tuple(
            later.person
            for later in self.memberships
            if later.since == REORG and self.stays(later.person)[0] is not later
        )

    def _stays_in(self, team: str) -> Iterator[Stay]:
        """Who was in a team from when to when, as vendors know it: they have no mergers, only moves."""
        for m in self.memberships:
            since, until = max(m.since, STARTS), m.until
            if m.team in MERGED_INTO and team == m.team:
                until = min(until, MERGER)
            elif m.team in MERGED_INTO and team == MERGED_INTO[m.team]:
                since = max(since, MERGER)
            elif team != m.team:
                continue
            if since < until:
                yield Stay(m.person, _instant(since), None if until == FAR else _instant(until))
