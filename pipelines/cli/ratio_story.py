"""`baton explain integration_ratio`: from which work it comes, where to look, and what makes it doubtful."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table

from pipelines.cli.ask import Row, ask, read_only
from pipelines.cli.screen import Screen, say_json
from pipelines.cli.sql import published_file
from pipelines.settings import Settings

# A share from which on a doubt is said.
NOTABLE = 0.1


def explain_ratio(settings: Settings, as_json: bool) -> None:
    with read_only(published_file(settings)) as db:
        [published] = ask(db, "item_story/published")
        rows = ask(db, "ratio_story/rows")
        unit = next((row["unit"] for row in rows if row["unit"]), "chain")
        answer = {
            **published,
            "ratios": rows,
            "units": ask(db, "ratio_story/units", unit=unit),
            "left_out": ask(db, "ratio_story/left_out", unit=unit),
            "longest": ask(db, "ratio_story/longest", unit=unit),
        }
    if as_json:
        say_json(answer, str)
        return
    [portfolio] = [row for row in rows if row["method"] == "portfolio"]
    console = Screen()
    level = f", level {portfolio['claim_level']}" if portfolio["claim_level"] else ""
    console.print(f"Integrated work against chains (compared are {unit}s{level})", style="bold")
    for sentence in portfolio["sentence"].removesuffix(".").split(". "):
        console.print(f"  {sentence}.")
    console.print()
    console.print(_ratios(rows))
    console.print()
    console.print("From which work", style="bold")
    console.print(_units(answer["units"], answer["left_out"]))
    console.print()
    console.print("Which took longest: `baton explain KEY` tells its events", style="bold")
    console.print(_longest(answer["longest"]))
    console.print()
    console.print("Doubts", style="bold")
    for doubt in doubts(rows, answer["units"], answer["left_out"]):
        console.print(f"  {doubt}")
    console.print()
    console.print(f"As of {published['as_of']} UTC.", style="dim")


def doubts(rows: list[Row], units: list[Row], left_out: list[Row]) -> Iterator[str]:
    """What to weigh before quoting the ratio; the first holds of every such comparison."""
    yield "Hard work is given to several teams by its nature: matching on size does not take that away."
    total = sum(row["unit_count"] for row in units)
    for column, words in (
        ("unestimated_count", "have no estimate: they are compared by changed lines or by tickets"),
        ("late_count", "got teams after the first five business days, perhaps since they lasted"),
    ):
        share = sum(row[column] for row in units) / max(total, 1)
        if share >= NOTABLE:
            yield f"{share:.0%} {words}."
    open_share = 1 - sum(row["done_count"] for row in units) / max(total, 1)
    if open_share >= NOTABLE:
        yield f"{open_share:.0%} are open, cancelled or gone: they count as work that takes at least so long."
    not_compared = sum(row["chain_count"] for row in left_out)
    if not_compared / max(total + not_compared, 1) >= NOTABLE:
        yield f"{not_compared / (total + not_compared):.0%} of all chains are not compared."
    for row in rows:
        if row["dose"] == "≥2" and row["has_mixed_signs"]:
            yield f"By method '{row['method']}' some strata have slower chains, and some faster ones."
        if row["dose"] == "≥2" and row["is_too_few"]:
            yield f"By method '{row['method']}' there are fewer than 20 of a class."


def _ratios(rows: list[Row]) -> Table:
    table = _table("method", "teams", "chains", "integrated", "times as long", "95 % interval", "")
    for row in rows:
        if row["method"] == "portfolio":
            continue
        low, high = row["ratio_low"], row["ratio_high"]
        table.add_row(
            row["method"],
            row["dose"],
            f"{row['chain_count']:,}",
            f"{row['integrated_count']:,}",
            "?" if row["ratio"] is None else f"{row['ratio']:.2f}",
            "" if low is None else f"{low:.2f} to {high:.2f}",
            "" if row["is_shown"] else "not to be quoted",
        )
    return table


def _units(units: list[Row], left_out: list[Row]) -> Table:
    table = _table("", "chains", "done")
    for row in units:
        table.add_row(
            {"chain": "several teams"}.get(row["class"], "one team"),
            f"{row['unit_count']:,}",
            f"{row['done_count']:,}",
        )
    for row in left_out:
        table.add_row(f"left out: {row['reason']}", f"{row['chain_count']:,}", "")
    return table


def _longest(rows: list[Row]) -> Table:
    table = _table("", "teams", "hours", "", "waiting between teams")
    for row in rows:
        tax = row["handoff_tax"]
        table.add_row(
            row["root_ticket_key"],
            str(row["team_count"]),
            f"{row['lead_hours']:,.1f}",
            row["state"] if row["state"] == "done" else f"{row['state']}, so far",
            "" if tax is None else f"{tax:.0%}",
        )
    return table


def _table(*columns: str) -> Table:
    table = Table(*columns, box=None, header_style="dim", pad_edge=False)
    table.padding = (0, 2, 0, 2)
    return table
