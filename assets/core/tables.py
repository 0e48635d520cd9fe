"""The step that builds core."""

from assets.table import tables
from assets.table_asset import stage_asset

CORE = tables("core")

core = stage_asset("core", CORE)
