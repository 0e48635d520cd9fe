"""The step that builds flow."""

from assets.flow.delivery import delivery_median
from assets.flow.effect import reorg_effect
from assets.flow.forecast import forecast, forecast_curve
from assets.flow.merge import merge_group
from assets.flow.unit import integration_ratio
from assets.flow.wait import (
    ml_change_wait,
    ml_report_wait,
    pair_median,
    request_level,
    service_level,
    service_level_forecast,
    wait_median,
    wait_trend,
)
from assets.table import tables
from assets.table_asset import Buildable, stage_asset

FRAMES = [
    each.FRAME
    for each in (
        ml_change_wait,
        ml_report_wait,
        pair_median,
        wait_median,
        wait_trend,
        service_level,
        service_level_forecast,
        request_level,
        forecast,
        forecast_curve,
        delivery_median,
        integration_ratio,
        reorg_effect,
        merge_group,
    )
]
FLOW: list[Buildable] = [*tables("flow"), *FRAMES]

flow = stage_asset("flow", FLOW)
