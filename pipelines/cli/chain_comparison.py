"""What `baton explain` says of a chain in the integration ratio: how it is compared, or why it is not."""

from __future__ import annotations

from pipelines.cli.ask import Row

WHY_NOT = {
    "platform only": "only shared platform teams had it",
    "lost in triage": "it lay, or lies, where nobody took it",
}


def comparison(chain: Row) -> list[str]:
    """Lines for people, of a chain of which it is known how long it took."""
    if not chain["is_unit"]:
        return [f"Not compared in integration_ratio: {_why_not(chain)}."]
    teams, by_then = chain["team_count"], chain["landmark_team_count"]
    what = "integrated work (one team)" if chain["class"] == "integrated" else f"a chain of {teams} teams"
    lines = [f"In integration_ratio it is {what}, of size {chain['size_bucket']}{_size(chain)}."]
    if chain["state"] != "done":
        lines.append("It was not completed: it counts as work that takes at least so long.")
    if by_then is not None and by_then < teams:
        late = teams - by_then
        lines.append(
            f"{late} of its {teams} teams came after the first five business days: perhaps since it lasted."
        )
    return [*lines, _matched(chain)]


def _why_not(chain: Row) -> str:
    if not chain["is_observed"]:
        return "it began before the history of all sources is complete"
    if chain["class"] in WHY_NOT:
        return WHY_NOT[chain["class"]]
    if chain["lead_hours"] * 60 < 5:
        return "it was closed within five minutes of its creation: written down afterwards"
    epic = f"this one is in {chain['epic_key']}" if chain["epic_key"] else "this one is in none"
    return f"epics are compared, and {epic}"


def _size(chain: Row) -> str:
    if chain["size_at_start"] is None:
        return " (without an estimate)"
    return f" (its estimate was {chain['size_at_start']:g})"


def _matched(chain: Row) -> str:
    counts = chain["size_chain_count"], chain["size_integrated_count"]
    if not chain["is_size_ratio_shown"]:
        few = "" if counts[0] is None else f" (chains: {counts[0]}, integrated: {counts[1]})"
        return f"Of that size there is too little work of both kinds to compare{few}."
    low, high = chain["size_ratio_low"], chain["size_ratio_high"]
    interval = "" if low is None else f", {low:.1f} to {high:.1f}"
    return (
        f"Of that size {counts[0]:,} chains took {chain['size_ratio']:.1f} times as long as "
        f"{counts[1]:,} pieces of integrated work{interval}."
    )
