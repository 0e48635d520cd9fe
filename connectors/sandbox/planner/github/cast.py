"""Who works at Meridian Labs, which plans in GitHub alone: six teams, and who was where when."""

from __future__ import annotations

from connectors.sandbox.planner.people import Cast

# As at Meridian: name, calendar of the place, then what changed: ">team date", "+date" joined, "-date" left.
ROSTER: dict[str | None, str] = {
    "data": """Agnes Varga de; Bilal Hussain in; Chandra Rao in; Divya Menon in; Emeka Obi uk;
        Fatima Noor in -2026-04-13; Gita Sharma in; Hugo Brandt de +2025-09-15""",
    "ml": """Ines Castro us; Jamal Reyes us >data 2025-10-06; Kira Novak de; Leo Hartmann us;
        Maya Cohen us; Nils Berger de -2025-07-01; Opal Greene us""",
    "backend": """Pavel Dvorak de; Quinn Harper us; Rita Sommer de; Sven Keller de; Tilda Bergman de;
        Ulf Jansson de -2026-02-16; Vanessa Roth de; Werner Kuhn de; Yara Silva de +2026-01-12""",
    "frontend": """Zack Porter us; Abby Flores us >mobile 2025-10-06; Ben Sutton uk; Cleo Barnes us;
        Dora Quist us; Elias Ford us -2025-11-17; Freya Lang us; Gus Warren us""",
    "mobile": """Hazel Byrne uk; Ian Cooper uk; Jade Sinclair uk >frontend 2026-03-16; Kent Fowler uk;
        Lara Vogt de; Miles Archer uk""",
    "platform": """Nora Lindgren uk; Otto Schmid de; Polly Nash uk; Rex Dalton uk; Sina Kraus de;
        Toby Marsh uk +2025-05-12""",
    None: """Tobias Funk us; Ursula Grant uk; Victor Long us; Wendy Bright in""",
}


def cast() -> Cast:
    return Cast(ROSTER, automation_login="meridian-board-automation")
