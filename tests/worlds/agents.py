"""Agents in the organization of `story`: one known by its login, one that runs as a user; both in Jira."""

from __future__ import annotations

from typing import Any

import yaml

from connectors.sandbox.world.code import PullEvent, PullEventKind, PullRequest
from connectors.sandbox.world.world import Person
from tests.worlds.night import Home
from tests.worlds.story import MEMBERS, Story, june, organization_document

# Known by its login on GitHub; in Jira the file names it. An agent of GAMMA's own, which runs as a user.
CLAUDE, HELPER = "claude", "helper"

# When, what, by whom; of whom, or what is written.
Act = tuple[str, PullEventKind, str] | tuple[str, PullEventKind, str, str]


def with_agents(story: Story) -> Story:
    story.world.people += [
        Person(
            CLAUDE,
            "Claude",
            "",
            "UTC",
            f"account-{CLAUDE}",
            "app",
            login="claude[bot]",
            github_id=2001,
            is_email_private=True,
        ),
        Person(
            HELPER, "Helper", "helper@story.example", "UTC", f"account-{HELPER}", login=HELPER, github_id=2002
        ),
    ]
    return story


def agents_organization() -> str:
    """The organization file of a story with agents: HELPER is a member of GAMMA."""
    document: dict[str, Any] = organization_document(MEMBERS)
    for team in document["teams"]:
        team["owns"]["github_teams"] = [f"story/{team['id'].lower()}"]
        if team["id"] == "GAMMA":
            team["members"] = [*team["members"], {"agent": f"account-{HELPER}"}]
    document["agents"] = {"jira": [f"account-{CLAUDE}", f"account-{HELPER}"], "github": [HELPER]}
    return yaml.safe_dump(document, sort_keys=False)


def pull_by(
    story: Story, opened: str, author: str, *acts: Act, title: str = "", is_draft: bool = False
) -> PullRequest:
    """One pull request: what stands fourth is a text of a commit, a team in capitals, or a person."""
    number = story.number()
    events = []
    for moment, kind, actor, *more in acts:
        text = more[0] if more else None
        is_team = text is not None and text.isupper()
        events.append(
            PullEvent(
                story.number(),
                june(moment),
                kind,
                actor,
                reviewer=text if kind != "commit" and not is_team else None,
                reviewer_team=text if kind != "commit" and is_team else None,
                state="COMMENTED" if kind == "review" else None,
                message=text if kind == "commit" else None,
            )
        )
    made = PullRequest(
        70_000 + number,
        300,
        number,
        author,
        june(opened),
        title or f"Change {number}",
        f"work-{number}",
        is_draft=is_draft,
        events=events,
    )
    story.world.pull_requests.append(made)
    return made


def principals(home: Home, made: PullRequest) -> list[Any]:
    """For whom an agent acts on a pull request, as each of its acts has it."""
    return home.warehouse_sql(
        f"""
        select distinct principal.rung, principal.team_id, account.person_id
        from core.principal as principal
        left join core.account as account
            on account.source = principal.principal_source and account.account_id = principal.principal
        where principal.item_kind = 'pull_request' and principal.item_id = '{made.id}'
        order by all
        """
    )
