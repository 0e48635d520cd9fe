"""Nights on a small site whose past is told otherwise from one night to the next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.landing.walk import Record
from tests.worlds.landed_jira import HandMade, item, march
from tests.worlds.night import Home

ORGANIZATION = """\
name: Restated
timezone: UTC
sources: [{name: jira, kind: jira, url: "https://hand.example.net", user_env: U, token_env: T%s}]
teams:
  - {id: pay, name: Payments, owns: {jira_projects: [PAY]}, members: [{person: ana}, {person: dan}]}
  - {id: data, name: Data, owns: {jira_projects: [DATA]}, members: [{person: ben}]}
people:
  - {id: ana, accounts: {jira: [acc-ana]}}
  - {id: ben, accounts: {jira: [acc-ben]}}
  - {id: dan, accounts: {jira: [acc-dan]}}
statuses: {work: [In Progress], todo: [To Do], done: [Done]}
resolutions: {counted: [Done]}
"""
DONE = {"id": "1", "name": "Done"}


class Deleting(HandMade):
    """A site that says of tickets which it does not have any more that they are gone.

    Where its projects cannot be read (`is_read` false) it says nothing of tickets.
    """

    def __init__(self, projects: dict[str, str]) -> None:
        super().__init__(projects=projects)
        self.deleted: list[str] = []
        self.is_read = True

    def records(self) -> Iterator[tuple[str, str, list[Record]]]:
        yield from (found for found in super().records() if self.is_read or found[0] == "site")
        if not self.is_read:
            return
        for project in self.projects:
            yield project, "jira_issue", [Record(id_, None, reason="missing") for id_ in self.deleted]


class Site:
    """A site, the home that its nights fill, and the instant up to which it has told."""

    def __init__(self, directory: Path) -> None:
        self.jira = Deleting({"100": "PAY", "200": "DATA", "300": "TRI"})
        accounts = ("acc-ana", "acc-ben", "acc-ben-at-work", "acc-dan")
        self.jira.streams["jira_user"] = [
            {"id": account, "accountId": account, "accountType": "atlassian"} for account in accounts
        ]
        self.home = Home(directory)
        self._number = 0

    def ticket(self, key: str, closed_on: int | None = None, created_on: int = 3, **shown: Any) -> str:
        """A ticket, of Monday 3 March unless it is said; done on a day where that is said."""
        self._number += 1
        ticket = self.jira.issue(self._number, key, created=_at(created_on, 9), **shown)
        if closed_on is not None:
            self.close(ticket, closed_on)
        return ticket

    def close(self, ticket: str, day: int) -> None:
        self._issue(ticket)["fields"]["resolution"] = DONE
        self._change(
            ticket,
            day,
            self._status(ticket, "5"),
            item("resolution", None, "Done", by="both", field_id="resolution"),
        )

    def reopen(self, ticket: str, day: int) -> None:
        self._issue(ticket)["fields"]["resolution"] = None
        self._change(
            ticket,
            day,
            self._status(ticket, "1"),
            item("resolution", "Done", None, by="both", field_id="resolution"),
        )

    def delete(self, ticket: str) -> None:
        self.jira.issues = [issue for issue in self.jira.issues if issue["id"] != ticket]
        self.jira.deleted.append(ticket)

    def start(self, ticket: str, day: int, hour: int = 12) -> None:
        self._change(ticket, day, self._status(ticket, "3"), hour=hour)

    def night(self, day: int, organization: str = ORGANIZATION, hour: int = 3) -> None:
        self.home.run_with(self.jira.sources(_at(day, hour), organization=organization))

    def _issue(self, ticket: str) -> dict[str, Any]:
        return next(issue for issue in self.jira.issues if issue["id"] == ticket)

    def _status(self, ticket: str, status_id: str) -> dict[str, Any]:
        """Show the ticket in that status, and say from which it came."""
        fields = self._issue(ticket)["fields"]
        before, fields["status"] = fields["status"]["id"], {"id": status_id}
        return item("status", before, status_id, field_id="status")

    def _change(self, ticket: str, day: int, *items: Any, hour: int = 12) -> None:
        number = 1000 + len(self.jira.histories)
        self.jira.change(ticket, number, _at(day, hour), *items)


def _at(day: int, hour: int) -> datetime:
    """Days of March go on after its end: the 32nd is 1 April."""
    return march(1, hour) + timedelta(days=day - 1)
