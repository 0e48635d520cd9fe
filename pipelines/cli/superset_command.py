"""`baton superset`, which imports what it needs when it is asked."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.cli.options import FILE, HOME, settings_of


@click.command()
@HOME
@click.option(
    "--database",
    metavar="PATH|ADDRESS",
    help="Where Superset finds the tables: a DuckDB file, or postgresql://USER:PASSWORD@HOST/DATABASE "
    "(default: the home's data/published/current/baton.duckdb).",
)
@click.option(
    "--schema",
    metavar="NAME",
    help="The tables' schema (default: main in a file, baton in Postgres, as publish.postgres has it).",
)
@click.option("--name", default="Baton", show_default=True, help="What the database is called in Superset.")
@click.option("--out", type=FILE, default="baton-superset.zip", show_default=True, help="Where to write it.")
def superset(home: str | None, database: str | None, schema: str | None, name: str, out: Path) -> None:
    """Write a bundle that Apache Superset imports: datasets of all tables, and five dashboards.

    A password in ADDRESS is left out: Superset asks for it at the import. No name of a team is in the bundle.
    docs/superset.md says how to import it. Exit code 2 if nothing is published, or --database is no address.
    """
    from pipelines.cli.superset_bundle import write_bundle

    write_bundle(settings_of(None, home), database, schema, name, out)
