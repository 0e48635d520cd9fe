"""`baton superset`: what is published, as a bundle for Superset."""

from __future__ import annotations

from pathlib import Path

from assets.published.contract import Contract, marts
from assets.published.superset.address import MASKED, address, is_postgres
from assets.published.superset.bundle import bundle
from pipelines.cli.export_target import begun
from pipelines.cli.published_contract import published_contract
from pipelines.cli.screen import say
from pipelines.cli.sql import published_file
from pipelines.settings import Settings, SettingsError


def write_bundle(settings: Settings, database: str | None, schema: str | None, name: str, out: Path) -> None:
    """Raises AddressError where Superset could not find the tables by what was given."""
    contract = published_contract(settings)
    _refuse_another_batons(contract)
    found = address(database or str(published_file(settings)))
    packed = bundle(contract, found, schema or ("baton" if is_postgres(found) else "main"), name)
    with begun(out) as draft:
        draft.write_bytes(packed)
    say(f"Wrote {out}: import it in Superset under Dashboards. docs/superset.md says how.", is_error=True)
    if MASKED in found:
        say("Superset asks for the password of the database when it imports it.", is_error=True)


def _refuse_another_batons(contract: Contract) -> None:
    """Raises SettingsError where what is published lacks a column that charts may show."""
    for mart in marts():
        columns = contract["tables"].get(mart.name, {}).get("columns", {})
        if lacking := [column for column in mart.columns if column not in columns]:
            raise SettingsError(
                f"what is published has no {mart.name}.{lacking[0]}, since another Baton published it: "
                "`baton run` publishes it anew (--no-pull contacts nobody)"
            )
