"""What Dagster's own tools load. `baton run` builds the same, with its own resources."""

from __future__ import annotations

from pipelines.program import build

defs = build()
