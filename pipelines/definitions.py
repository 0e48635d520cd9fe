"""What Dagster's own tools load. `baton run` builds the same but for sensors, with its own resources."""

from __future__ import annotations

from pipelines.program import build
from pipelines.sensors import SENSORS

defs = build(sensors=SENSORS)
