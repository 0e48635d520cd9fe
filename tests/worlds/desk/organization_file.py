"""What the organization file says of a desk; in the product it stands in pipelines/organization/source.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pipelines.organization.fields import Text, Variable
from pipelines.organization.source import Source
from tests.worlds.desk.source import DeskSource


class Desk(Source):
    """A file of tickets."""

    kind: Literal["desk"]
    url: Text
    token_env: Variable

    @property
    def secrets(self) -> dict[tuple[str | int, ...], str]:
        return {("token_env",): self.token_env}

    def connected(self, environment: Mapping[str, str], url: str, proxy: str | None) -> DeskSource:
        return DeskSource(self.name, url, environment[self.token_env])
