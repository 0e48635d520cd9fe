"""The step that builds core."""

from assets.table import tables
from assets.table_asset import stage_asset

core = stage_asset("core", tables("core"))
