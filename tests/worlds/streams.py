"""A Jira of teams that belong together in streams, or do not: half a year of work that is passed on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from tests.worlds.landed_jira import END, TEAM, HandMade, Json, item

WEEKS = 24
PEOPLE = 3
LARGEST = 4 * PEOPLE
MEDIAN_HOURS, SPREAD = 20.0, 1.0
# What a team's own members ask for waits so much of what others ask for.
OWN_SHARE = 0.4
STREAMS = (3, 3, 2)
ONE_STREAM = (8,)
# A share of all work that a shared platform is asked for, too.
PLATFORM_SHARE = 1 / 3
PLATFORM = "PLAT"
ORGANIZATION = """\
name: Streams
timezone: UTC
sources: [{{name: jira, kind: jira, url: "https://hand.example.net", user_env: U, token_env: T%s}}]
calendars: [{{id: always, timezone: UTC, opens: "00:00", closes: "23:59", days: {days}}}]
teams: [{teams}]
people: [{people}]
statuses: {{work: [In Progress], todo: [To Do], done: [Done]}}
resolutions: {{counted: [Done]}}
merges: {{largest_team: {largest}, {wishes}}}
"""


@dataclass
class Streams(HandMade):
    """Each piece of work is begun by one team, and passed on once or twice.

    With a chance of `noise` it is passed to any team instead of one of the stream. Where streams
    `are_merged`, what is passed on within one waits as a team's own requests do; of the same seed all else
    is the same.
    """

    seed: int = 0
    sizes: tuple[int, ...] = STREAMS
    noise: float = 0.1
    count: int = 150
    are_merged: bool = False
    # What the organization file says further of mergers.
    wishes: str = ""
    # Hours that work waited between two teams of one stream.
    waited: float = 0
    people: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stream = {f"T{n}": at for n, at in enumerate(np.repeat(np.arange(len(self.sizes)), self.sizes))}
        teams = [*self.stream, PLATFORM]
        self.people = {team: [f"{team.lower()}-{n}" for n in range(PEOPLE)] for team in teams}
        self.projects = {str(100 + at): team for at, team in enumerate(teams)}
        accounts = [person for members in self.people.values() for person in members]
        self.streams["jira_user"] = [
            {"id": one, "accountId": one, "accountType": "atlassian"} for one in accounts
        ]
        self.chance = np.random.default_rng(self.seed)
        for number in range(self.count):
            self._work(number)

    @property
    def planted(self) -> set[frozenset[str]]:
        """The streams."""
        return {
            frozenset(team for team, at in self.stream.items() if at == stream)
            for stream in range(len(self.sizes))
        }

    @property
    def file(self) -> str:
        teams = ", ".join(
            f"{{id: {team}, name: {team}, calendar: always, "
            f"{'platform_shared: true, kind: platform, ' if team == PLATFORM else ''}"
            f"owns: {{jira_team_values: [{team}]}}, "
            f"members: [{', '.join(f'{{person: {person}}}' for person in people)}]}}"
            for team, people in self.people.items()
        )
        people = ", ".join(
            f"{{id: {person}, accounts: {{jira: [{person}]}}}}"
            for members in self.people.values()
            for person in members
        )
        days = "[mon, tue, wed, thu, fri, sat, sun]"
        return ORGANIZATION.format(teams=teams, people=people, days=days, largest=LARGEST, wishes=self.wishes)

    def _work(self, number: int) -> None:
        """One ticket, from its creation to its completion or to now."""
        way = self._way()
        now = END - timedelta(hours=float(self.chance.uniform(3 * 168, WEEKS * 168)))
        team = {TEAM: {"id": way[0], "name": way[0]}}
        reporter = {"accountId": self._somebody(way[0])}
        key = f"{way[0]}-{number + 1}"
        ticket = self.issue(number + 1, key, created=now, reporter=reporter, **team)
        for giver, team_now in zip([None, *way], way, strict=False):
            if giver is not None:
                now += timedelta(hours=float(self.chance.uniform(2, 8)))
                items = [item("Team", giver, team_now, field_id=TEAM), item("status", "3", "1")]
                self._told(ticket, now, giver, *items)
            wait = MEDIAN_HOURS * float(self.chance.lognormal(0, SPREAD))
            is_inside = giver is not None and self.stream.get(giver) == self.stream.get(team_now)
            if giver is None or (is_inside and self.are_merged):
                wait *= OWN_SHARE
            self.waited += wait if is_inside else 0
            now += timedelta(hours=wait)
            self._told(ticket, now, team_now, item("status", "1", "3"))
        now += timedelta(hours=float(self.chance.uniform(2, 8)))
        self._told(ticket, now, way[-1], item("status", "3", "5"), item("resolution", None, "1"))

    def _way(self) -> list[str]:
        """The teams that have the work, one after the other."""
        at = self.chance.integers(len(self.sizes))
        own = [team for team, stream in self.stream.items() if stream == at]
        way = [str(self.chance.choice(own))]
        for _ in range(self.chance.integers(1, 3)):
            teams = list(self.stream) if self.chance.random() < self.noise else own
            way.append(str(self.chance.choice([team for team in teams if team != way[-1]])))
        return [*way, PLATFORM] if self.chance.random() < PLATFORM_SHARE else way

    def _somebody(self, team: str) -> str:
        return str(self.chance.choice(self.people[team]))

    def _told(self, ticket: str, at: datetime, team: str, *items: Json) -> None:
        """Somebody of the team changes the ticket, which then shows it; nothing is told of the future."""
        author = self._somebody(team)
        if at >= END:
            return
        [fields] = [row["fields"] for row in self.issues if row["id"] == ticket]
        for each in items:
            match each["field"]:
                case "status":
                    fields["status"] = self.status(each["to"])
                case "resolution":
                    fields["resolution"] = {"id": "1", "name": "Done"}
                    each["toString"] = "Done"
                case _:
                    fields[TEAM] = {"id": each["to"], "name": each["to"]}
                    each |= {"fromString": each["from"], "toString": each["to"]}
        self.change(ticket, 10_000 + len(self.histories), at, *items, author=author)
