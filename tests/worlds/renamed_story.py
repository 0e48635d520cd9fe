"""A small organization whose names change between two nights; its file keeps to those of before."""

from __future__ import annotations

from dataclasses import replace

import yaml

from connectors.sandbox.world.code import Issue, IssueEvent, Repository
from connectors.sandbox.world.tickets import Rename
from tests.worlds.night import Home
from tests.worlds.story import MEMBERS, Story, Telling, june, organization_document

NIGHT, NEXT = "11 16:00", "20 16:00"


class Told:
    """Tickets of a small organization, and its file."""

    def __init__(self) -> None:
        story = self.story = Story()
        self.by_project = story.ticket("2 10:00", "bob", "ALP").change("4 10:00", "ann", status="In Progress")
        self.by_component = story.ticket("2 10:00", "ann", "TRI", components=("engine",))
        self.added = story.ticket("2 10:00", "ann", "TRI").change("3 10:00", "ann", components=("engine",))
        self.added.comment("12 10:00", "nan")
        self.by_status = story.ticket("2 10:00", "ann", "ALP").change(
            "3 10:00", "ann", status="In gamma review"
        )
        self.moved = story.ticket("2 10:00", "ann", "ALP")
        self.moved.change("4 10:00", "ann", project="BET", key="BET-9001")
        # Of the time after the renames.
        self.reviewed = story.ticket("2 10:00", "ann", "ALP").change(
            "12 10:00", "ann", status="In gamma review"
        )
        opened = [IssueEvent(7001, june("12 10:00"), "assigned", "bob", "ann")]
        issue = Issue(5001, 300, 901, "bob", june("2 10:00"), "Of the repository's team", opened)
        strange = Issue(5002, 399, 1, "bob", june("12 10:00"), "In a repository that took the name", [])
        story.world.issues += [issue]
        story.world.repositories += [Repository(301, "story", "docs")]
        at = june("11 18:00")
        renames = [
            Rename("project", "ALP", "ALPS", at),
            Rename("component", "engine", "motor", at),
            Rename("status", "In gamma review", "Gamma looks", at),
        ]
        people = [replace(one, login="ann-of-old") if one.key == "ann" else one for one in story.world.people]
        thief = replace(
            next(one for one in people if one.key == "nan"),
            key="thief",
            login="ann",
            github_id=6666,
            account_id="account-thief",
        )
        self.after = replace(
            story.world,
            renames=renames,
            people=[*people, thief],
            repositories=[
                Repository(300, "story", "application"),
                Repository(301, "story", "docs"),
                Repository(399, "story", "app"),
            ],
            issues=[issue, replace(strange, author="thief")],
        )

    @property
    def organization(self) -> str:
        file = organization_document(MEMBERS)
        for team in file["teams"]:
            del team["owns"]["jira_team_values"]
        [beta] = [team for team in file["teams"] if team["id"] == "BETA"]
        beta["owns"]["github_repositories"] = ["story/app"]
        return yaml.safe_dump(file)

    def owners(self, home: Home, ticket: Telling) -> list[tuple[str, str]]:
        return home.warehouse_sql(
            "select owner, rung from flow.ownership inner join core.ticket using (ticket_number) "
            f"where ticket_id = '{ticket.ticket.id}' order by from_at"
        )
