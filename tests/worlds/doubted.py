"""A Jira in which each team has a defect of its own, on a ticket of the week of 3 March, and none later.

Every team has a project of its key, and one member. Each ticket is created, begun and done by the member,
but for the defect of the team. CLEAN has none.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.worlds.landed_jira import POINTS, TEAM, HandMade, Json, item, march
from tests.worlds.night import Home

TEAMS = ("CLEAN", "ACTOR", "CHAIN", "AUTHOR", "SIZE", "CLASH", "DATE", "CLAIM", "MEANING")
PROJECTS = {str(100 + number): team for number, team in enumerate(TEAMS)}
DEFECT_WEEK, CLEAN_WEEK = march(3), march(10)
STRANGER = "acc-stranger"
# A status that the site does not list, and the organization file does not name.
LIMBO = "9"

ORGANIZATION = f"""\
name: Doubted
timezone: UTC
sources: [{{name: jira, kind: jira, url: "https://hand.example.net", user_env: U, token_env: T%s}}]
teams: [{
    ", ".join(
        f"{{id: {team}, name: {team}, owns: {{jira_projects: [{team}], jira_team_values: [{team}]}}, "
        f"members: [{{person: {team.lower()}}}]}}"
        for team in TEAMS
    )
}]
people: [{", ".join(f"{{id: {team.lower()}, accounts: {{jira: [acc-{team.lower()}]}}}}" for team in TEAMS)}]
statuses: {{work: [In Progress], todo: [To Do], done: [Done]}}
resolutions: {{counted: [Done]}}
"""


class Doubted(HandMade):
    """Tickets told one after the other, numbered by team and week."""

    def tell(self, team: str, week: datetime, **shown: Any) -> str:
        """A ticket that its team creates on Monday, begins on Tuesday and completes on Wednesday."""
        number = 100 * TEAMS.index(team) + week.day
        account = {"accountId": f"acc-{team.lower()}"}
        done: Json = {"status": self.status("5"), "resolution": {"id": "1", "name": "Done"}, POINTS: 3}
        return self.issue(number, f"{team}-{number}", created=week, reporter=account, **{**done, **shown})

    def moved(self, ticket: str, day: int, before: str, after: str, author: str | None) -> None:
        items = [item("status", before, after, field_id="status")]
        if after == "5":
            items.append({**item("resolution", None, "Done", by="text", field_id="resolution"), "to": "1"})
        self.change(ticket, 10_000 + len(self.histories), march(day, 10), *items, author=author)

    def worked(self, ticket: str, team: str, day: int) -> None:
        """Begun and done by the team's member, from a day on."""
        self.moved(ticket, day, "1", "3", f"acc-{team.lower()}")
        self.moved(ticket, day + 1, "3", "5", f"acc-{team.lower()}")

    def shows_blocker(self, number: int, blocker: str, blocked: str) -> None:
        """Both tickets show the link; a history may tell when it was made, or none."""
        words = {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"}
        for row in self.issues:
            for end, other in (("inwardIssue", blocker), ("outwardIssue", blocked)):
                if row["id"] == (blocked if other == blocker else blocker):
                    shown = {"id": str(number), "type": words, end: {"id": other, "key": self.key(other)}}
                    row["fields"]["issuelinks"] = [*row["fields"]["issuelinks"], shown]

    def key(self, ticket: str) -> str:
        return next(str(row["key"]) for row in self.issues if row["id"] == ticket)


def doubted() -> Doubted:
    jira = Doubted(projects=PROJECTS)
    people = [f"acc-{team.lower()}" for team in TEAMS] + [STRANGER]
    jira.streams["jira_user"] = [{"id": one, "accountId": one, "accountType": "atlassian"} for one in people]
    for team in TEAMS:
        jira.worked(jira.tell(team, CLEAN_WEEK), team, CLEAN_WEEK.day + 1)
    jira.worked(jira.tell("CLEAN", DEFECT_WEEK), "CLEAN", 4)

    # One of four actions is by somebody who is in no team.
    ticket = jira.tell("ACTOR", DEFECT_WEEK, priority={"id": "2", "name": "High"})
    jira.worked(ticket, "ACTOR", 4)
    urgent = item("priority", "1", "2", field_id="priority")
    jira.change(ticket, 20_001, march(4, 12), urgent, author=STRANGER)

    # It was begun, and is closed from To Do: one change of three is missing.
    ticket = jira.tell("CHAIN", DEFECT_WEEK)
    jira.moved(ticket, 4, "1", "3", "acc-chain")
    jira.moved(ticket, 5, "1", "5", "acc-chain")

    # Of two changes one does not say who made it.
    ticket = jira.tell("AUTHOR", DEFECT_WEEK)
    jira.moved(ticket, 4, "1", "3", None)
    jira.moved(ticket, 5, "3", "5", "acc-author")

    jira.worked(jira.tell("SIZE", DEFECT_WEEK, **{POINTS: None}), "SIZE", 4)

    # For the 48 hours until its end somebody of CLEAN has what the Team field says is CLASH's.
    clash = {TEAM: {"id": "CLASH", "name": "CLASH"}, "assignee": {"accountId": "acc-clean"}}
    jira.worked(jira.tell("CLASH", DEFECT_WEEK, **clash), "CLASH", 4)

    # Done, and no history says since when.
    jira.tell("DATE", DEFECT_WEEK)

    jira.worked(jira.tell("CLAIM", DEFECT_WEEK, **{TEAM: {"id": "Tigers", "name": "Tigers"}}), "CLAIM", 4)

    # It was in a status that is neither work, nor to do, nor done.
    ticket = jira.tell("MEANING", DEFECT_WEEK)
    jira.moved(ticket, 4, "1", LIMBO, "acc-meaning")
    jira.moved(ticket, 5, LIMBO, "5", "acc-meaning")
    return jira


def undated_change(jira: HandMade, project: str) -> None:
    """A change of a ticket of the project at a time that no calendar has."""
    place = next(id_ for id_, key in PROJECTS.items() if key == project)
    ticket = next(row for row in jira.issues if row["fields"]["project"]["id"] == place)
    jira.change(ticket["id"], 30_001, "2025-03-32T09:00:00.000+0000", item("labels", "", "a"))


def wrongly_graded(home: Home) -> list[tuple[str, int]]:
    """Tables with rows that are A with a doubt, or less without one; or whose doubts no finding explains."""
    tables = [
        name for (name,) in home.sql("select table_name from duckdb_columns() where column_name = 'doubts'")
    ]
    wrong = """
        from {}
        where doubts is null or len(doubts) > 0 and grade = 'A' or len(doubts) = 0 and grade <> 'A'
            or len(doubts) > 0 and grade is null
            or not list_has_all((select list(kind) from data_quality), doubts)
    """
    counts = [(name, len(home.sql(wrong.format(name)))) for name in tables]
    assert len(counts) > 25
    return [(name, count) for name, count in counts if count]
