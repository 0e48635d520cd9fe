"""What `baton whatif` answers, in words: never a number without its interval and what it rests on."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from pipelines.cli.screen import Screen

MOST_PAIRS = 12


def show_merger(console: Screen, answer: dict[str, Any]) -> None:
    names = " with ".join(team["team_name"] for team in answer["teams"])
    console.print(
        f"{names}, in the {answer['window_weeks']:.0f} weeks to {answer['as_of']:%Y-%m-%d %H:%M} UTC",
        style="bold",
    )
    table = _table()
    people = answer["people_count"]
    table.add_row(
        "size", f"{'?' if people is None else people} people; largest_team is {answer['largest_team_count']}"
    )
    reviews = _share(answer["review_business_hours"], answer["wait_business_hours"])
    table.add_row(
        "waited",
        f"{answer['wait_business_hours']:,.0f} working hours for each other,"
        f" {answer['handoff_count']:,} handoffs ({reviews} of the hours for reviews)",
    )
    table.add_row("saved", f"{_hours(answer['saved_business_hours_per_quarter'])} working hours a quarter")
    if answer["saved_cost_per_quarter"]:
        table.add_row("cost", _cost(answer))
    for team in answer["teams"]:
        table.add_row("basis", _basis(team))
    table.add_row("lead times", _lead_times(answer["lead_times"]))
    table.add_row(
        "others",
        f"{answer['third_team_count']} other team{'' if answer['third_team_count'] == 1 else 's'}"
        " would go on to wait for them:"
        f" {answer['third_team_business_hours']:,.0f} working hours,"
        f" {answer['third_team_handoff_count']:,} handoffs",
    )
    for team in answer["teams"]:
        if team["split_pool_price"] and team["people_count"] > 1:
            table.add_row("pooling", _pooling(team))
    console.print(table)
    for doubt in answer["doubts"]:
        console.print(f"  doubt: {doubt}.")
    _show_limits(console, answer)


def show_move(console: Screen, person: str, answer: dict[str, Any]) -> None:
    before = answer["team_before_id"] or "no team"
    console.print(
        f"{person} in {answer['team_name']} from {answer['since']:%Y-%m-%d} on (now in {before}),"
        f" as of {answer['as_of']:%Y-%m-%d %H:%M} UTC",
        style="bold",
    )
    table = _table()
    table.add_row("window", f"{answer['window_weeks']:.0f} weeks: {_handoffs(answer, 'all')} between teams")
    table.add_row("inside", f"{_handoffs(answer, 'inside')} would have been within one team")
    table.add_row("between", f"{_handoffs(answer, 'between')} would have been between teams, and were not")
    table.add_row("redirected", f"{_handoffs(answer, 'redirected')} would have been with another team")
    console.print(table)
    pairs = Table("from", "to", "was", "would have been", box=None, header_style="dim", pad_edge=False)
    pairs.padding = (0, 2, 0, 0)
    for pair in answer["pairs"][:MOST_PAIRS]:
        pairs.add_row(
            pair["from_team_name"],
            pair["to_team_name"],
            _handoffs(pair, "was"),
            _handoffs(pair, "would_be"),
        )
    if answer["pairs"]:
        console.print(pairs)
    if len(answer["pairs"]) > MOST_PAIRS:
        console.print(f"  and {len(answer['pairs']) - MOST_PAIRS} more pairs of teams: --json has them")
    console.print("  This is a recount, no estimate: what this person did counts as the other team's.")
    _show_limits(console, answer)


def _handoffs(row: dict[str, Any], name: str) -> str:
    count = row[f"{name}_handoff_count"]
    if not count:
        return "none"
    hours = row[f"{name}_business_hours"]
    return f"{count:,} handoff{'' if count == 1 else 's'} ({hours:,.0f} working hours)"


def _show_limits(console: Screen, answer: dict[str, Any]) -> None:
    console.print(f"  Not known: {'; '.join(answer['not_known'])}.", style="dim")
    if not answer["is_complete"]:
        console.print("  The last run could not pull everything.", style="dim")


def _basis(team: dict[str, Any]) -> str:
    low, high = f"{team['saved_share_low']:.0%}", f"{team['saved_share_high']:.0%}"
    hours = f"{team['team_name']}, waited for {team['waited_for_business_hours']:,.0f} h"
    counts = (
        f"{team['internal_request_count']} requests of its own, {team['external_request_count']} of others"
    )
    if team["saved_share"] is None:
        return f"{hours}: {low} to {high} of them saved is assumed ({counts} do not tell)"
    return f"{hours}: {team['saved_share']:.0%} of them saved ({low} to {high}), from {counts}"


def _lead_times(found: dict[str, Any] | None) -> str:
    if found is None:
        return "of no chain: none waited between them on its critical path"
    shorter = found["shorter_share"]
    estimate = "" if shorter["estimate"] is None else f"{shorter['estimate']:.0%}, "
    return (
        f"of {found['chain_count']} chains of work: shorter by {estimate}{shorter['low']:.0%} to"
        f" {shorter['high']:.0%}; the median {found['p50_hours'] / 24:.1f} days would have been"
        f" {found['p50_low_hours'] / 24:.1f} to {found['p50_high_hours'] / 24:.1f}"
    )


def _pooling(team: dict[str, Any]) -> str:
    return (
        f"not counted: whoever asks {team['team_name']} waits {team['split_pool_price']:.1f} times as long"
        f" if its {team['people_count']} people are spread singly (at a load of 80 %)"
    )


def _hours(interval: dict[str, float | None]) -> str:
    ends = f"{interval['low']:,.0f} to {interval['high']:,.0f}"
    return f"{ends} (90 %)" if interval["estimate"] is None else f"{interval['estimate']:,.0f} ({ends}, 90 %)"


def _cost(answer: dict[str, Any]) -> str:
    return (
        f"{_hours(answer['saved_cost_per_quarter'])} {answer['currency']} a quarter, at your rate of"
        f" {answer['cost_per_waited_hour']:,g} {answer['currency']} for an hour that one piece of work waits:"
        " no pay is saved"
    )


def _share(part: float, total: float) -> str:
    return f"{part / total:.0%}" if total else "none"


def _table() -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.padding = (0, 2, 0, 0)
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    return table
