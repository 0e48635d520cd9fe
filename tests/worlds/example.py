"""A small organization file, and the environment it needs."""

from __future__ import annotations

ENVIRONMENT = {"JIRA_USER": "baton@example.org", "JIRA_TOKEN": "jira-secret", "GITHUB_TOKEN": "github-secret"}

TEXT = """\
name: Meridian
timezone: America/New_York
sources:
  - {name: jira, kind: jira, url: "https://meridian.example.net/", user_env: JIRA_USER, token_env: JIRA_TOKEN}
  - {name: github, kind: github, token_env: GITHUB_TOKEN, organizations: [meridian]}
calendars:
  - {id: us, timezone: America/New_York, opens: "09:00", closes: "17:00", holidays: [2025-07-04]}
teams:
  - id: data
    name: Data Engineering
    kind: data
    calendar: us
    owns: {jira_projects: [DATA], github_teams: [meridian/data]}
    members:
      - {person: ana, from: 2025-01-01, to: 2025-06-01}
      - {person: ben}
  - id: ml
    name: Machine Learning
    members:
      - {person: ana, from: 2025-06-01}
people:
  - {id: ana, accounts: {jira: [acc-1], github: [ana-m]}}
  - {id: ben, accounts: {jira: [acc-2]}}
bots: {github: [lint-bot]}
statuses: {owners: {Waiting for requester: requester}}
"""
