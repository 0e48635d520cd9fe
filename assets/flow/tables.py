"""The SQL tables of this schema, as assets."""

from assets import sql

tables = [sql.table_asset(table) for table in sql.tables("flow")]
