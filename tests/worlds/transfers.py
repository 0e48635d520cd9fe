"""GitHub issues that go from one team's repository to another's, and what must be found of them.

ALPHA owns story/app, BETA story/web, GAMMA story/ops and story/annex. Baton reads neither the annex nor
story/attic, which nobody owns. A transferred issue is another one where it went, as GitHub has it.
"""

from __future__ import annotations

from typing import Any

import yaml

from connectors.sandbox.world.code import (
    Issue,
    IssueEvent,
    IssueEventKind,
    PullRequest,
    Repository,
    Transfer,
)
from connectors.sandbox.world.planning import ProjectBoard
from tests.worlds.story import MEMBERS, Story, june, organization_document

APP, WEB, OPS, ANNEX, ATTIC = 300, 301, 302, 303, 304
REPOSITORIES = {APP: "app", WEB: "web", OPS: "ops", ANNEX: "annex", ATTIC: "attic"}
OWNED = {"ALPHA": ["story/app"], "BETA": ["story/web"], "GAMMA": ["story/ops", "story/annex"]}
Told = tuple[str, IssueEventKind, str, str | None]


class Transfers:
    """A story of issues, some of which are transferred."""

    def __init__(self) -> None:
        self.world = Story().world
        self.world.repositories[:] = [Repository(id_, "story", name) for id_, name in REPOSITORIES.items()]
        self.world.project_boards.append(ProjectBoard(1, "story"))
        self._numbers = iter(range(1, 1000))

    def issue(self, moment: str, author: str, repository: int, *events: Told) -> Issue:
        number = next(self._numbers)
        told = [
            IssueEvent(
                7000 + next(self._numbers),
                june(when),
                kind,
                actor,
                subject,
                board=1 if "board" in kind else None,
            )
            for when, kind, actor, subject in events
        ]
        issue = Issue(5000 + number, repository, number, author, june(moment), "Goes", told)
        self.world.issues.append(issue)
        return issue

    def transfer(
        self, issue: Issue, moment: str, actor: str, repository: int, loses: tuple[str, ...] = ()
    ) -> Issue:
        number, event = next(self._numbers), 7000 + next(self._numbers)
        place = {"id": 5000 + number, "repository": repository, "number": number}
        issue.transfers += (Transfer(june(moment), actor, event, **place, loses=loses),)
        return issue


def key(issue: Issue, stop: int = -1) -> str:
    """What an issue is called where it was created (0) or where it went (the last: -1)."""
    stops = [(issue.repository, issue.number), *((one.repository, one.number) for one in issue.transfers)]
    repository, number = stops[stop]
    return f"story/{REPOSITORIES[repository]}#{number}"


def organization(**github: Any) -> str:
    document = organization_document(MEMBERS)
    for team in document["teams"]:
        team["owns"]["github_repositories"] = OWNED[team["id"]]
        team["owns"]["jira_labels"] = ["needs gamma"] if team["id"] == "GAMMA" else []
    [source] = [source for source in document["sources"] if source["kind"] == "github"]
    source |= {"exclude_repositories": ["annex", "attic"], **github}
    return yaml.safe_dump(document, sort_keys=False)


told = Transfers()

once = told.issue(
    "2 10:00",
    "ann",
    APP,
    ("2 11:00", "labeled", "ann", "bug"),
    ("3 11:00", "comment", "ann", None),
    ("5 10:00", "comment", "bob", None),
    ("6 10:00", "closed", "bob", None),
)
told.transfer(once, "4 10:00", "ann", WEB)
twice = told.issue(
    "2 10:00", "ann", APP, ("5 10:00", "comment", "bob", None), ("12 10:00", "comment", "gus", None)
)
told.transfer(twice, "4 10:00", "ann", WEB)
told.transfer(twice, "11 10:00", "bob", OPS)
# Twice between two nights: nobody sees it in BETA's repository.
hasty = told.issue("2 10:05", "ann", APP)
told.transfer(hasty, "4 10:00", "ann", WEB)
told.transfer(hasty, "4 12:00", "bob", OPS)
back = told.issue("2 10:10", "ann", APP, ("13 10:00", "comment", "ann", None))
told.transfer(back, "4 10:00", "ann", WEB)
told.transfer(back, "12 10:00", "bob", APP)
from_annex = told.issue("2 10:15", "gus", ANNEX, ("5 10:00", "comment", "bob", None))
told.transfer(from_annex, "4 10:00", "gus", WEB)
from_attic = told.issue("2 10:20", "bob", ATTIC, ("5 10:00", "comment", "bob", None))
told.transfer(from_attic, "4 10:00", "bob", WEB)
# GAMMA's label is no label of BETA's repository.
stripped = told.issue(
    "2 10:25", "ann", APP, ("2 11:00", "labeled", "ann", "needs gamma"), ("3 10:00", "comment", "gus", None)
)
told.transfer(stripped, "4 10:00", "gus", WEB, ("needs gamma",))
kept = told.issue(
    "2 10:30", "ann", APP, ("2 11:00", "labeled", "ann", "needs gamma"), ("3 10:00", "assigned", "ann", "gus")
)
told.transfer(kept, "4 10:00", "ann", WEB)
on_board = told.issue(
    "2 10:35",
    "ann",
    APP,
    ("2 11:00", "added_to_board", "ann", None),
    ("3 10:00", "board_status", "ann", "In Progress"),
)
told.transfer(on_board, "4 10:00", "ann", WEB)
# A script made both in one second. The second goes.
stays, goes = told.issue("2 12:00", "ann", APP), told.issue("2 12:00", "ann", APP)
told.transfer(goes, "4 10:00", "ann", WEB)
# All of a repository's issues go at once: more than Baton takes for gone.
emptied = [told.issue(f"2 13:0{minute}", "gus", OPS) for minute in range(5)]
for each in emptied:
    told.transfer(each, "4 11:00", "gus", WEB)
idle = [told.issue(f"2 14:{minute}", "ann", APP) for minute in range(10, 22)]
told.world.pull_requests.append(
    PullRequest(9001, APP, 900, "ann", june("3 12:00"), "A change", "a-change", closes=(once.id,))
)

NIGHTS = ("3 18:00", "4 18:00", "8 18:00", "11 18:00", "20 16:00")
# Issue, kind, giver, receiver, release, touch, outcome.
Planted = tuple[Issue, str, str, str, str, str | None, str]
PLANTED: list[Planted] = [
    (once, "transfer", "ALPHA", "BETA", "4 10:00", "5 10:00", "picked_up"),
    (twice, "transfer", "ALPHA", "BETA", "4 10:00", "5 10:00", "picked_up"),
    (twice, "transfer", "BETA", "GAMMA", "11 10:00", "12 10:00", "picked_up"),
    (hasty, "transfer", "ALPHA", "BETA", "4 10:00", None, "forwarded"),
    (hasty, "transfer", "BETA", "GAMMA", "4 12:00", None, "open"),
    (back, "transfer", "ALPHA", "BETA", "4 10:00", None, "returned_unpicked"),
    (back, "transfer", "BETA", "ALPHA", "12 10:00", "13 10:00", "picked_up"),
    (from_annex, "transfer", "GAMMA", "BETA", "4 10:00", "5 10:00", "picked_up"),
    (stripped, "transfer", "ALPHA", "GAMMA", "2 11:00", "3 10:00", "picked_up"),
    (stripped, "transfer", "GAMMA", "BETA", "4 10:00", None, "open"),
    (kept, "transfer", "ALPHA", "GAMMA", "2 11:00", None, "open"),
    (on_board, "transfer", "ALPHA", "BETA", "4 10:00", None, "open"),
    (goes, "transfer", "ALPHA", "BETA", "4 10:00", None, "open"),
    *((each, "transfer", "GAMMA", "BETA", "4 11:00", None, "open") for each in emptied),
]
