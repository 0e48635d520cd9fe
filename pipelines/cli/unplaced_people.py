"""What a run says about people it could not place: how much is behind them, and where to look."""

from __future__ import annotations

from pipelines.cli.ask import ask, read_only
from pipelines.settings import Settings


def unplaced(settings: Settings) -> list[str]:
    """Work without a team, and accounts that may be one person's; no line where all is settled."""
    if not settings.places.warehouse.is_file():
        return []
    with read_only(settings.places.warehouse) as db:
        if len(ask(db, "unplaced_people/tables")) < 2:
            return []
        [accounts] = ask(db, "unplaced_people/accounts")
        [pairs] = ask(db, "unplaced_people/pairs")
    lines = []
    if accounts["named_count"] or accounts["unnamed_count"]:
        lines.append(
            f"{accounts['event_share']:.1%} of what people did was done for no known team: by "
            f"{accounts['named_count']} accounts that the organization file names, and "
            f"{accounts['unnamed_count']} that it does not "
            f"(core.account_without_team in {settings.places.warehouse})."
        )
    if count := pairs["pair_count"]:
        see = f"see {settings.places.identities}"
        lines.append(f"{count} pairs of accounts may be one person's each, and are not joined: {see}.")
    return lines
