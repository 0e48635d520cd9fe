"""Which accounts that a first look shows are agents': known ones, and those with a name like an agent's."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.github.discovery import Discovery as GitHubDiscovery
from connectors.jira.discovery import Discovery as JiraDiscovery
from connectors.jira.ticket_look import account
from pipelines.organization.known_agents import is_like_an_agents, known_agents
from pipelines.organization.yaml_text import yaml_list as _list
from pipelines.organization.yaml_text import yaml_text as _text


def agents(jira: dict[str, JiraDiscovery], github: dict[str, GitHubDiscovery]) -> Iterator[str]:
    """The lines on them; of users' accounts nothing is guessed, since people have such names."""
    known = known_agents()
    there = [
        (source, login, login.lower().removesuffix("[bot]"))
        for source, host in github.items()
        for login in sorted(host.apps)
    ]
    like = [
        *((source, id_, name) for source, id_, name in _jiras(jira) if is_like_an_agents(name)),
        *(one for one in there if one[2] not in known and is_like_an_agents(one[2])),
    ]
    recognized = [one for one in there if one[2] in known]
    if not like and not recognized:
        return
    yield ""
    yield "# Software that works for whoever gives it work: what it does is the team's of who asked for it."
    for source, login, plain in recognized:
        yield f"# Known without a word here: {login} on {source}, {known[plain].name} ({known[plain].page})"
    if like:
        by_source: dict[str, list[str]] = {}
        for source, name, _ in like:
            by_source.setdefault(source, []).append(name)
        accounts = ", ".join(f"{_text(source)}: {_list(names)}" for source, names in by_source.items())
        yield f"agents: {{{accounts}}}   # guessed by their names: {', '.join(name for *_, name in like)}"


def _jiras(jira: dict[str, JiraDiscovery]) -> Iterator[tuple[str, str, str]]:
    """Source, account and name of apps."""
    for source, site in jira.items():
        for user in site.users:
            id_ = account(user)
            if user.get("accountType") == "app" and user.get("active") is not False and id_ is not None:
                yield source, id_, str(user.get("displayName") or id_)
