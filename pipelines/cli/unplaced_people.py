"""What a run says about people it could not place: how much is behind them, and where to look."""

from __future__ import annotations

import duckdb

from pipelines.settings import Settings


def unplaced(settings: Settings) -> list[str]:
    """Work without a team, and accounts that may be one person's; no line where all is settled."""
    if not settings.warehouse.is_file():
        return []
    with duckdb.connect(settings.warehouse, read_only=True) as db:
        built = db.execute(
            "select count(*) from duckdb_tables() where schema_name = 'core' "
            "and table_name in ('account_without_team', 'identity_review')"
        ).fetchone()
        if built != (2,):
            return []
        share, named, unnamed = db.execute(
            """
            select coalesce(sum(event_share), 0), count(*) filter (where is_in_file),
                count(*) filter (where not is_in_file)
            from core.account_without_team
            """
        ).fetchone() or (0.0, 0, 0)
        [pairs] = db.execute("select count(*) from core.identity_review").fetchone() or (0,)
    lines = []
    if named or unnamed:
        lines.append(
            f"{share:.1%} of what people did was done for no known team: by {named} accounts that the "
            f"organization file names, and {unnamed} that it does not "
            f"(core.account_without_team in {settings.warehouse})."
        )
    if pairs:
        review = settings.data / "review" / "identities.csv"
        lines.append(f"{pairs} pairs of accounts may be one person's each, and are not joined: see {review}.")
    return lines
