"""How much one query of a repository asks for: less when GitHub gives up, and slowly more again."""

from __future__ import annotations

SUCCESSES_BEFORE_GROWTH = 4
FEWEST_ITEMS = 10
MOST_ITEMS = 100


class QuerySize:
    """`ids` nodes a query, the first `items` of each one's timeline; `failures` in a row so far.

    `remembered` is the size that an earlier pull of the repository ended with.
    """

    def __init__(self, most: int, remembered: int | None = None) -> None:
        self._most = most
        self._successes = 0
        self.ids = min(most, remembered or most)
        self.items = MOST_ITEMS
        self.failures = 0

    def shrink(self, asked: int) -> None:
        """Note that a query for `asked` pull requests failed: halve it, or of a single one the timeline."""
        self._successes = 0
        self.failures += 1
        if asked > 1:
            self.ids = asked // 2
        else:
            self.items = max(FEWEST_ITEMS, self.items // 2)

    def grow(self) -> None:
        """Note a success: after a few, the next query asks for a little more."""
        self.failures = 0
        self._successes += 1
        if self._successes < SUCCESSES_BEFORE_GROWTH:
            return
        self._successes = 0
        if self.items < MOST_ITEMS:
            self.items = min(MOST_ITEMS, 2 * self.items)
        else:
            self.ids = min(self._most, self.ids + max(1, self._most // 10))

    @property
    def is_smallest(self) -> bool:
        """Whether a query for one pull request can ask for no less."""
        return self.items == FEWEST_ITEMS
