"""The handoffs between teams as a graph: teams on a circle, an arrow from giver to receiver."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from assets.published.report.questions import Row

MOST_ARROWS = 24
CENTRE_X, CENTRE_Y, RADIUS = 320, 200, 140
NODE = 11
THICKEST = 9


def graph(rows: Sequence[Row]) -> dict[str, Any] | None:
    """The pairs with most handoffs; the width of an arrow is their number, its colour the median wait."""
    ids = sorted({team for row in rows for team in (row["from_team"], row["to_team"])})
    if len(ids) < 2:
        return None
    names = {row[side]: row[f"{side}_name"] for row in rows for side in ("from_team", "to_team")}
    places = {team: _place(at, len(ids)) for at, team in enumerate(ids)}
    most = sorted(rows, key=lambda row: (-row["handoff_count"], row["from_team"], row["to_team"]))[
        :MOST_ARROWS
    ]
    widest = max(row["handoff_count"] for row in most)
    return {
        "nodes": [_node(names[team], *places[team]) for team in ids],
        "arrows": [
            {
                **_arrow(places[row["from_team"]], places[row["to_team"]]),
                "width": round(1 + (THICKEST - 1) * row["handoff_count"] / widest, 1),
                "row": row,
            }
            for row in reversed(most)
        ],
        "left_out_count": len(rows) - len(most),
    }


def _place(at: int, of: int) -> tuple[float, float]:
    angle = 2 * math.pi * at / of - math.pi / 2
    return CENTRE_X + RADIUS * 1.35 * math.cos(angle), CENTRE_Y + RADIUS * math.sin(angle)


def _node(name: str, x: float, y: float) -> dict[str, Any]:
    """Its name stands outside of the circle."""
    is_left, is_middle = x < CENTRE_X - 20, abs(x - CENTRE_X) <= 20
    return {
        "name": name,
        "x": round(x, 1),
        "y": round(y, 1),
        "text_x": round(x + (0 if is_middle else -18 if is_left else 18), 1),
        "text_y": round(y + ((-20 if y < CENTRE_Y else 28) if is_middle else 4), 1),
        "anchor": "middle" if is_middle else "end" if is_left else "start",
    }


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> dict[str, Any]:
    """A bent line, so that the way back lies beside it, ending in a triangle at the receiver."""
    (x0, y0), (x1, y1) = start, end
    length = math.hypot(x1 - x0, y1 - y0)
    bend_x = (x0 + x1) / 2 - (y1 - y0) / length * length * 0.14
    bend_y = (y0 + y1) / 2 + (x1 - x0) / length * length * 0.14
    far = math.hypot(x1 - bend_x, y1 - bend_y)
    along_x, along_y = (x1 - bend_x) / far, (y1 - bend_y) / far
    tip_x, tip_y = x1 - along_x * (NODE + 2), y1 - along_y * (NODE + 2)
    back_x, back_y = tip_x - along_x * 9, tip_y - along_y * 9
    corners = [
        (tip_x, tip_y),
        (back_x - along_y * 5.5, back_y + along_x * 5.5),
        (back_x + along_y * 5.5, back_y - along_x * 5.5),
    ]
    return {
        "path": f"M{x0:.1f} {y0:.1f}Q{bend_x:.1f} {bend_y:.1f} {back_x:.1f} {back_y:.1f}",
        "head": " ".join(f"{x:.1f},{y:.1f}" for x, y in corners),
    }
