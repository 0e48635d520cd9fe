"""The step that builds flow."""

from assets.flow.delivery import delivery_median
from assets.flow.forecast import forecast, forecast_curve
from assets.flow.merge import merge_group
from assets.flow.wait import pair_median, service_level, wait_median, wait_trend
from assets.table import tables
from assets.table_asset import Buildable, stage_asset

FRAMES = [
    each.FRAME
    for each in (
        pair_median,
        wait_median,
        wait_trend,
        service_level,
        forecast,
        forecast_curve,
        delivery_median,
        merge_group,
    )
]
FLOW: list[Buildable] = [*tables("flow"), *FRAMES]

flow = stage_asset("flow", FLOW)
