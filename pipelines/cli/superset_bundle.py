"""`baton superset`: what is published, as a bundle for Superset."""

from __future__ import annotations

from pathlib import Path

from assets.published.superset.address import MASKED, address, is_postgres
from assets.published.superset.bundle import bundle
from pipelines.cli.export_target import begun
from pipelines.cli.published_contract import published_contract
from pipelines.cli.screen import say
from pipelines.cli.sql import published_file
from pipelines.settings import Settings


def write_bundle(settings: Settings, database: str | None, schema: str | None, name: str, out: Path) -> None:
    """Raises AddressError where Superset could not find the tables by what was given."""
    contract = published_contract(settings)
    found = address(database or str(published_file(settings)))
    packed = bundle(contract, found, schema or ("public" if is_postgres(found) else "main"), name)
    with begun(out) as draft:
        draft.write_bytes(packed)
    say(f"Wrote {out}: import it in Superset under Dashboards. docs/superset.md says how.", is_error=True)
    if MASKED in found:
        say("Superset asks for the password of the database when it imports it.", is_error=True)
