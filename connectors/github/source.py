"""A GitHub host to read, and what of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class GitHubSource:
    """`url` is the base of the REST interface: https://api.github.com, or https://HOST/api/v3.

    All repositories of `organizations` are read but those that a pattern of `exclude_repositories` matches,
    by name or by owner/name; `repositories` (owner/name) are read whatever the patterns say.
    """

    name: str
    url: str
    token: str = field(repr=False)
    organizations: tuple[str, ...] = ()
    repositories: tuple[str, ...] = ()
    exclude_repositories: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        """Host and port, for messages: a user or password in the address stays out of them."""
        parts = urlsplit(self.url)
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)

    @property
    def has_url(self) -> bool:
        """Whether `url` is an address at all."""
        try:
            parts = urlsplit(self.url)
            return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            return False

    def excludes(self, full_name: str) -> bool:
        """Whether a pattern matches `full_name` (owner/name) or the name alone, in whichever case."""
        names = (full_name.lower(), full_name.lower().rpartition("/")[2])
        return any(
            fnmatchcase(name, pattern.lower()) for pattern in self.exclude_repositories for name in names
        )
