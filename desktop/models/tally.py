"""Keep the gallery's live counts: by state, by day, by drop, and the bytes saved. Each change costs the same."""

from __future__ import annotations

from collections import Counter

from desktop.domain.item import UNFINISHED, Item, State
from desktop.models import phrases

FAILED_STATES = frozenset({State.FAILED, State.REFUSED})


class Tally:
    """Count items as they come, change and go."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self.states: Counter[State] = Counter()
        self.days: Counter[int] = Counter()
        self.drops: Counter[str] = Counter()
        self.saved = 0

    def add(self, item: Item) -> None:
        """Count an item in."""
        self._count(item, 1)

    def discard(self, item: Item) -> None:
        """Count an item out again."""
        self._count(item, -1)

    @property
    def total(self) -> int:
        """How many items there are."""
        return self.states.total()

    @property
    def unfinished(self) -> int:
        """How many are still on their way."""
        return sum(self.states[state] for state in UNFINISHED)

    @property
    def waiting(self) -> int:
        """How many have not begun."""
        return self.states[State.WAITING] + self.states[State.QUEUED]

    @property
    def failed(self) -> int:
        """How many ended without a link and not because the user said so."""
        return sum(self.states[state] for state in FAILED_STATES)

    @property
    def live(self) -> int:
        """How many have a working link."""
        return self.states[State.LIVE]

    def _count(self, item: Item, step: int) -> None:
        self.states[item.state] += step
        self.days[phrases.day(item.added_at)] += step
        self.drops[item.drop_id] += step
        if not self.drops[item.drop_id]:
            del self.drops[item.drop_id]
        if item.outcome is not None and item.is_live:
            self.saved += step * max(0, item.outcome.bytes_in - item.outcome.bytes_out)
