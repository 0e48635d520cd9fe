"""The step that builds flow."""

from assets.flow.wait import pair_median, wait_median
from assets.table import tables
from assets.table_asset import stage_asset

flow = stage_asset("flow", [*tables("flow"), pair_median.FRAME, wait_median.FRAME])
