"""What a run says at its end, where its lines are JSON: a line for each scope and source, and one of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.telemetry.json_lines import JsonLog


def log_outcome(log: JsonLog, outcome: Mapping[str, Any], notes: Sequence[str], seconds: float) -> None:
    """`outcome` is last_run.json."""
    for source in outcome["sources"] if outcome.get("is_pulled", True) else []:
        for scope in source["scopes"]:
            counts = scope["counts"].values()
            read, landed = (
                sum(each[name] for each in counts for name in names)
                for names in (("read",), ("new", "changed", "gone"))
            )
            log.line(
                "info" if scope["state"] == "whole" else "warning",
                f"{scope['state']}: {read} records read, {landed} landed in {scope.get('seconds', 0.0):.1f} s"
                + (f": {scope['message']}" if scope["message"] else ""),
                source=scope["source"],
                scope=scope["name"],
            )
        log.line(
            "info", f"{source['requests']} requests in {source['seconds']:.1f} s", source=source["source"]
        )
    for note in notes:
        log.line("info", note)
    state = "complete" if outcome["is_complete"] else "incomplete"
    log.line(
        "info",
        f"published {outcome['organization']} as of {outcome['as_of']}, {state}, in {seconds:.1f} s",
    )
