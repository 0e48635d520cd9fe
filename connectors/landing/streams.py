"""The streams that land: what each holds and, where it is an entity, whose."""

from __future__ import annotations

STREAMS = {
    "jira_site": "A Jira site as it presents itself: address, flavour, version.",
    "jira_field": "Jira's fields, by id: name and schema, from which core finds points, team and sprint.",
    "jira_status": "Jira's statuses with their categories.",
    "jira_project": "Jira's projects that the account sees.",
    "jira_user": "Jira's users; the only Jira stream with names and e-mail.",
    "jira_issue": "Jira's issues: fields as they are now, people as ids, no free text.",
    "jira_changelog": "Jira's histories: one record each with its items, people as ids, no free text.",
    "jira_comment": "Jira's comments: when and by whom, no text.",
    "jira_issue_type": "Jira's issue types with their hierarchy level.",
    "jira_board": "Jira's boards: project, and the field that they estimate in.",
    "jira_sprint": "Jira's sprints: when they were planned, activated and completed; no goal.",
    "jira_worklog": "Jira's worklogs: when, by whom and how long, no text.",
    "github_repository": "GitHub's repositories.",
    "github_team": "GitHub's teams with their direct members.",
    "github_user": "GitHub's users and bots; the only GitHub stream with names.",
    "github_email": "GitHub's users' addresses, from commits that GitHub matched with an account by them.",
    "github_board": "GitHub's project boards with their fields: numbers, options and iterations.",
    "github_board_item": "Issues on GitHub's project boards: status and fields there, and whether archived.",
    "github_pull_request": "GitHub's pull requests with their timelines, actors as ids, no free text.",
    "github_issue": "GitHub's issues with their timelines, actors as ids, no free text.",
    "github_open": "GitHub's open issues and pull requests: looked at whatever their last change says.",
    "github_codeowners": "GitHub's CODEOWNERS: the rules of each repository.",
    "github_deployment": "GitHub's deployments: when, where, of which commit.",
    "github_release": "GitHub's releases: when, of which commit.",
    "skipped": "Records that could not be read, each with its stream and the reason; gone once they could.",
    "organization": "Versions of the organization file, without addresses and credentials.",
    "walk": "Whole walks over scopes: what was read, and from when the next one goes on.",
    "weekly_figure": "Weekly figures as they were first published, and each change of them with its cause.",
    "run": "Nightly runs: their as_of, and what came of each scope.",
}

HISTORIES = {
    "github_board",
    "github_board_item",
    "github_codeowners",
    "github_issue",
    "github_repository",
    "github_team",
    "github_user",
    "jira_issue_type",
    "jira_project",
    "jira_status",
    "jira_user",
}
"""Streams of which earlier records count, too: names, who was where and what was planned, back then."""

LOGS = {"organization", "walk", "weekly_figure", "run"}
"""Streams of Baton's own that are read as they are; every other one holds entities that raw folds."""

DROPPABLE = STREAMS.keys() - HISTORIES - LOGS
"""Streams of which nothing but the newest record counts, and when the first was landed."""
