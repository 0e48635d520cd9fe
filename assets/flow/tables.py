"""The step that builds flow."""

from assets.flow.wait import pair_median, wait_median, wait_trend
from assets.table import tables
from assets.table_asset import Buildable, stage_asset

FLOW: list[Buildable] = [*tables("flow"), pair_median.FRAME, wait_median.FRAME, wait_trend.FRAME]

flow = stage_asset("flow", FLOW)
