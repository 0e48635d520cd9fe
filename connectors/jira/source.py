"""Which Jira site to pull, as whom, and which of its projects."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class JiraSource:
    """A Jira Cloud site.

    `url` is the site's (https://name.atlassian.net) or, for a scoped token, the gateway's
    (https://api.atlassian.com/ex/jira/<cloud id>). `projects` are keys or ids; empty means every visible one.
    """

    name: str
    url: str
    user: str = field(repr=False)
    token: str = field(repr=False)
    projects: tuple[str, ...] = ()
    exclude_projects: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if "@" in self.url.split("?")[0]:
            raise ValueError(f"the url of source {self.name} holds credentials; give them as user and token")

    def wants(self, project_id: str, key: str) -> bool:
        """Whether the configuration asks for a project."""
        names = {project_id, key.upper()}
        excluded = {name.upper() for name in self.exclude_projects}
        included = {name.upper() for name in self.projects}
        return not names & excluded and (not included or bool(names & included))
