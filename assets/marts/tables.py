"""The step that builds marts."""

from assets.flow.tables import FLOW
from assets.marts import metric_catalog
from assets.table import tables
from assets.table_asset import stage_asset

marts = stage_asset("marts", [*tables("marts"), metric_catalog.FRAME], after=FLOW)
