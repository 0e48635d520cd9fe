"""Where tests find the checkout, and what is handed to them beside it."""

from __future__ import annotations

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
# Recorded data and the vendors' schemas. Absent on most machines: a test that needs them then skips.
SHARED = CHECKOUT.parent / "shared"
