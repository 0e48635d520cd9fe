"""The step that builds marts."""

from assets.flow.tables import FLOW
from assets.marts import metric_catalog
from assets.table import tables
from assets.table_asset import Buildable, stage_asset

MARTS: list[Buildable] = [*tables("marts"), metric_catalog.FRAME]

marts = stage_asset("marts", MARTS, after=FLOW)
