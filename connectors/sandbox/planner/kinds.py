"""What an organization of the sandbox can plan in."""

from __future__ import annotations

from typing import Literal, get_args

Planner = Literal["jira", "github"]
PLANNERS: tuple[Planner, ...] = get_args(Planner)
