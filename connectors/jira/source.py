"""Which Jira site to pull, as whom, and which of its projects and tickets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlsplit

GATEWAY = "https://api.atlassian.com"
CLOUD_DOMAINS = (".atlassian.net", ".jira.com")


@dataclass(frozen=True, slots=True)
class JiraSource:
    """A Jira site, Cloud or Data Center.

    `user` is the account's e-mail address (Cloud) or name (Data Center) and `token` its API token or
    password; without a user, `token` is a bearer token: OAuth's on Cloud, a personal access token on Data
    Center. `projects` are keys or ids; empty means every visible one. `jql` narrows what is pulled of them.
    `fields` are ids of fields to ask for whatever they are, `team_fields` those of them that hold a team,
    where it is not the vendor's own. `ca_bundle` is a file of certificates to trust
    instead of the usual ones, `proxy` the address of a proxy. `gateway` is where the vendor takes tokens that
    a Cloud site does not, if it is another than usual. `former_urls` are addresses at which the same site was
    before.
    """

    kind: ClassVar[str] = "jira"

    name: str
    url: str
    user: str = field(repr=False)
    token: str = field(repr=False)
    projects: tuple[str, ...] = ()
    exclude_projects: tuple[str, ...] = ()
    jql: str | None = None
    fields: tuple[str, ...] = ()
    team_fields: tuple[str, ...] = ()
    ca_bundle: str | None = None
    proxy: str | None = field(default=None, repr=False)
    gateway: str | None = None
    former_urls: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if "@" in self.url.split("?")[0]:
            raise ValueError(f"the url of source {self.name} holds credentials; give them as user and token")

    @property
    def token_gateway(self) -> str | None:
        """Where the vendor takes the tokens that the site itself does not; nobody else is sent any."""
        host = urlsplit(self.url).hostname or ""
        return self.gateway or (GATEWAY if host.endswith(CLOUD_DOMAINS) else None)

    @property
    def account(self) -> str:
        """Who asks, to be named in messages."""
        return self.user or "the token's account"

    def wants(self, project: Mapping[str, Any]) -> bool:
        """Whether the configuration asks for a project of Jira's: by id, or by a key that it has or had."""
        names = {str(project["id"]), *known_keys(project)}
        excluded = {name.upper() for name in self.exclude_projects}
        included = {name.upper() for name in self.projects}
        return not names & excluded and (not included or bool(names & included))


def known_keys(project: Mapping[str, Any]) -> set[str]:
    """The keys by which Jira finds a project, in upper case: its own, and those that it had."""
    return {str(key).upper() for key in (project["key"], *(project.get("projectKeys") or ()))}
