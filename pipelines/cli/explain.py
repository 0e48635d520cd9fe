"""`baton explain`."""

from __future__ import annotations

import dataclasses
import difflib
from datetime import datetime

from rich.table import Table

from pipelines.cli.answer import explain_answer
from pipelines.cli.answers import ANSWERS
from pipelines.cli.ask import Row
from pipelines.cli.chain_comparison import comparison
from pipelines.cli.item_story import ItemStory, NotFoundError, item_stories
from pipelines.cli.screen import Screen, say_json
from pipelines.cli.sql import published_file
from pipelines.exit_codes import ExitCode, Failed
from pipelines.settings import Settings

# Why an interval of the ledger began, and what that was.
VERDICTS = {
    "handoff": "handoff",
    "created": "created here: nobody had it before, no handoff",
    "intake": "a customer asked: intake, no handoff",
    "first_owner": "first team to have it: no giver, no handoff",
    "relabel": "whoever has it changed team: a relabel, no handoff",
    "detour": "back to the team that had it: a detour, no handoff",
    "closed": "closed: in nobody's queue, no handoff",
    "reopened": "reopened where it was closed: no handoff",
    "not_counted": "not counted: excluded type of ticket, or a detector that is switched off",
}
NOBODY = {"UNOWNED": "in triage: nobody has it", "CUSTOMER": "a customer is waited for"}
REVIEW_VERDICTS = {
    "handoff": "handoff",
    "same_team": "the author's own team: no handoff",
    "no_team": "author or reviewer is in no known team: no handoff",
    "asked_before": "the team was asked already: the same handoff",
    "not_ready": "a draft to its end, or until that was settled: never released, no handoff",
    "detector_off": "detector D6 is switched off",
}
MOMENTS = [
    ("released", "released_at", "release_event_id"),
    ("routed", "routed_at", "routed_event_id"),
    ("touched", "touched_at", "touch_event_id"),
    ("started", "started_at", "start_event_id"),
]
RUNGS = {"team": "Team field", "none": "nothing decides"}


def explain_named(settings: Settings, name: str, as_json: bool) -> None:
    """Raises Failed where nothing published is called `name`."""
    if name in ANSWERS:
        explain_answer(settings, name, ANSWERS[name], as_json)
    else:
        explain_item(settings, name, as_json)


def explain_item(settings: Settings, item: str, as_json: bool) -> None:
    """Raises Failed where no item is called so."""
    try:
        published, stories = item_stories(published_file(settings), item)
    except NotFoundError as error:
        names = [*difflib.get_close_matches(item.lower().replace("-", "_"), ANSWERS), *error.near]
        near = [f"did you mean {', '.join(names)}?"] if names else []
        hint = "a ticket's key, owner/repository#number, or a handoff_id; what was published last is searched"
        answers = f"or one of {', '.join(ANSWERS)}"
        raise Failed(ExitCode.WRONG, [f"nothing is called {item!r}", *near, hint, answers]) from error
    if as_json:
        answer = {**published, "items": [dataclasses.asdict(story) for story in stories]}
        say_json(answer, _as_json)
        return
    console = Screen()
    for story in stories:
        _show(console, story)
    state = "" if published["is_complete"] else " (not everything could be pulled)"
    console.print(f"Times are UTC, as of {_time(published['as_of'])}{state}.", style="dim")


def _show(console: Screen, story: ItemStory) -> None:
    item = story.item
    kind = item["work_item_kind"].replace("_", " ")
    earlier = f", earlier {', '.join(item['earlier_keys'])}" if item["earlier_keys"] else ""
    console.print(f"{item['work_item_key']} ({kind}{earlier})  {item['work_item_url']}")
    numbers = {row["handoff_id"]: number for number, row in enumerate(story.handoffs, start=1)}
    console.print()
    if story.ownership:
        console.print("Who had the ball", style="bold")
        console.print(_ledger(story.ownership, numbers))
    if story.review_requests:
        console.print("Reviews asked for", style="bold")
        console.print(_reviews(story.review_requests, numbers))
    console.print()
    if not story.handoffs:
        console.print("No handoffs.")
    for row in story.handoffs:
        _show_handoff(console, row, numbers[row["handoff_id"]], item["work_item_key"])
    console.print()
    for chain in story.chains:
        _show_chain(console, chain, story)


def _ledger(rows: list[Row], numbers: dict[str, int]) -> Table:
    table = _table("from", "to", "owner", "decided by", "event", "which was")
    for row in rows:
        owner = "closed" if row["is_closed"] else row["team_id"]
        table.add_row(
            _time(row["from_at"]),
            _time(row["to_at"]) if row["to_at"] else "now",
            owner,
            "" if row["is_closed"] else RUNGS.get(row["rung"], row["rung"]),
            row["event_id"] or "",
            _verdict(row, numbers),
        )
    return table


def _verdict(row: Row, numbers: dict[str, int]) -> str:
    words = NOBODY.get(row["team_id"], "") if row["verdict"] == "nobody" else VERDICTS[row["verdict"]]
    if row["handoff_id"] in numbers:
        words += f" {numbers[row['handoff_id']]}"
    if row["verdict"] in ("created", "intake") and row["team_id"] in NOBODY:
        words = f"created; {NOBODY[row['team_id']]}"
    slips = row["slip_count"]
    return words + (f" ({slips} too short to count: slips of the hand)" if slips else "")


def _reviews(rows: list[Row], numbers: dict[str, int]) -> Table:
    table = _table("asked", "on", "by", "of", "event", "which was")
    for row in rows:
        number = f" {numbers[row['handoff_id']]}" if row["handoff_id"] else ""
        words = REVIEW_VERDICTS[row["verdict"]] + number
        table.add_row(
            _time(row["requested_at"]),
            row["pull_request_key"],
            row["from_team"] or "?",
            row["to_team"] or "?",
            row["event_id"],
            words,
        )
    return table


def _show_handoff(console: Screen, row: Row, number: int, story_key: str) -> None:
    receiver = "nobody yet" if row["to_team"] == "UNOWNED" else row["to_team"]
    role = f", {row['role'].replace('_', ' ')}" if row["role"] else ""
    where = "" if row["work_item_key"] == story_key else f" on {row['work_item_key']}"
    head = f"Handoff {number}{where}: {row['from_team']} → {receiver}"
    what = row["kind"] + (f" of {row['via_ticket_key']}" if row["via_ticket_key"] else "")
    outcome = row["outcome"].replace("_", " ")
    if row["outcome"] == "picked_up" and row["start_outcome"] != "started":
        outcome += f", work {row['start_outcome'].replace('_', ' ')}"
    console.print(f"{head}  {what}{role}, by {row['detectors']}: {outcome}", style="bold")
    table = _table(show_header=False)
    for name, moment, event in MOMENTS:
        if row[moment]:
            table.add_row(name, _time(row[moment]), f"event {row[event]}")
    if row["ended_at"] and row["outcome"] != "picked_up":
        table.add_row("ended", _time(row["ended_at"]), outcome)
    table.add_row("wait", _wait(row), "")
    console.print(table)
    console.print(f"  {row['handoff_id']}", style="dim")


def _show_chain(console: Screen, chain: Row, story: ItemStory) -> None:
    key = (chain["source"], chain["root_ticket_id"])
    items = [row for row in story.chain_items if (row["source"], row["root_ticket_id"]) == key]
    console.print(f"Chain {chain['root_ticket_key']} ({chain['state']})", style="bold")
    if chain["lead_hours"] is None:
        console.print("  It was done where its history begins: nobody knows how long it took.")
        return
    lead = f"{chain['lead_hours']:.1f} h" + ("" if chain["state"] == "done" else " so far")
    tax, with_platform = _share(chain["handoff_tax"]), _share(chain["handoff_tax_with_platform"])
    waits = f"{chain['wait_hours']:.1f} h of them waiting between teams"
    shares = f"({tax}; {with_platform} with platform teams)"
    console.print(f"  {lead}, {waits} {shares}, at work for {chain['active_hours']:.1f} h")
    table = _table(show_header=False)
    for row in items:
        is_this = row["work_item_key"] == story.item["work_item_key"]
        table.add_row(
            "  " * (row["depth"] + 1) + row["work_item_key"] + (" (this)" if is_this else ""),
            "blocks it" if row["depth"] and row["work_item_kind"] == "ticket" else "",
            f"{row['handoff_count']} handoff{'' if row['handoff_count'] == 1 else 's'}",
            "closed last" if row["is_critical"] and row["depth"] else "",
        )
    console.print(table)
    for line in comparison(chain):
        console.print(f"  {line}")
    console.print()


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _wait(row: Row) -> str:
    if row["was_already_working"]:
        return "none: the receiver was at work already"
    hours, business = row["elapsed_hours"], row["elapsed_business_hours"]
    words = f"{hours:.1f} h" + (" so far" if row["outcome"] == "open" else "")
    if business is not None:
        words += f", {business:.1f} h of the receiver's working time"
    return words + (f", of which {row['unowned_hours']:.1f} h with nobody" if row["unowned_hours"] else "")


def _table(*columns: str, show_header: bool = True) -> Table:
    table = Table(*columns, box=None, show_header=show_header, header_style="dim", pad_edge=False)
    table.padding = (0, 2, 0, 0)
    return table


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _as_json(value: object) -> str:
    return f"{value.isoformat()}Z" if isinstance(value, datetime) else str(value)
