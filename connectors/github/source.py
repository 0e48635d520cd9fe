"""A GitHub host to read, what of it, and with which credentials."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import ClassVar
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class App:
    """A GitHub App: it reads every organization that it is installed in, each with a token of its own."""

    id: str
    private_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class GitHubSource:
    """`url` is the base of the REST interface: https://api.github.com, or https://HOST/api/v3.

    All repositories of `organizations` are read that a pattern of `include_repositories` matches (none: all),
    by name or by owner/name, but those that a pattern of `exclude_repositories` matches; `repositories`
    (owner/name) are read whatever the patterns say. What one credential may spend, all of them share.
    `former_urls` are addresses at which the same host was before.
    """

    kind: ClassVar[str] = "github"

    name: str
    url: str
    token: str = field(default="", repr=False)
    organizations: tuple[str, ...] = ()
    repositories: tuple[str, ...] = ()
    exclude_repositories: tuple[str, ...] = ()
    include_repositories: tuple[str, ...] = ()
    more_tokens: tuple[str, ...] = field(default=(), repr=False)
    apps: tuple[App, ...] = ()
    former_urls: tuple[str, ...] = ()

    @property
    def tokens(self) -> tuple[str, ...]:
        """Personal tokens, each once."""
        return tuple(dict.fromkeys(each for each in (self.token, *self.more_tokens) if each.strip()))

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

    def wants(self, full_name: str) -> bool:
        """Whether a repository (owner/name) of one of the organizations is to be read."""
        included = not self.include_repositories or matches(full_name, self.include_repositories)
        return included and not matches(full_name, self.exclude_repositories)


def matches(full_name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a pattern matches `full_name` or the name alone, in whichever case."""
    names = (full_name.lower(), full_name.lower().rpartition("/")[2])
    return any(fnmatchcase(name, pattern.lower()) for pattern in patterns for name in names)
