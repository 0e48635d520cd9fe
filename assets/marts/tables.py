"""The SQL tables of this schema, as assets."""

from assets.table import tables as tables_of
from assets.table_asset import table_asset

tables = [table_asset(table) for table in tables_of("marts")]
