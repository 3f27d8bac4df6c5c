"""Measure how fast bytes leave this computer, and guess how long what is on its way still takes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable

from desktop.domain.item import ENDED, LOCAL_LEG, WORKER_LEG, Item, State

_SPEED_SECONDS = 5.0
"""A speed is the mean of so long."""
_ENDS_SECONDS = 60.0
_LEAST_ENDS = 3
"""So many images must have ended lately before a guess is worth showing."""
_LEAST_SECONDS = 2.0


class Headway:
    """Watch items change; every method costs the same however many there are."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing under way."""
        self._clock = clock
        self._sent: dict[str, float] = {}  # bytes of each item that is on this computer or between it and the store
        self._under_way: set[str] = set()
        self._bytes: deque[tuple[float, float]] = deque()
        self._ends: deque[float] = deque()
        self._since: float | None = None

    def note(self, items: Iterable[Item]) -> None:
        """Look at items as they are now."""
        now = self._clock()
        for item in items:
            if item.state in ENDED and item.job_id not in self._under_way:  # as are the ten thousand of a start
                continue
            self._note_bytes(item, now)
            if not item.is_ended:
                self._under_way.add(item.job_id)
                self._since = now if self._since is None else self._since
            elif item.job_id in self._under_way:
                self._under_way.discard(item.job_id)
                self._ends.append(now)
        if not self._under_way:
            self._since = None
            self._ends.clear()

    @property
    def bytes_per_second(self) -> float:
        """How fast bytes left during the last seconds."""
        now = self._clock()
        while self._bytes and self._bytes[0][0] < now - _SPEED_SECONDS:
            self._bytes.popleft()
        return sum(count for _, count in self._bytes) / _SPEED_SECONDS

    def seconds_left(self, unfinished: int) -> float | None:
        """Return how long so many images take at the pace of the last minute; None while nobody can know."""
        now = self._clock()
        while self._ends and self._ends[0] < now - _ENDS_SECONDS:
            self._ends.popleft()
        lasted = min(now - self._since, _ENDS_SECONDS) if self._since is not None else 0.0
        if not unfinished or len(self._ends) < _LEAST_ENDS or lasted < _LEAST_SECONDS:
            return None
        return unfinished * lasted / len(self._ends)

    def _note_bytes(self, item: Item, now: float) -> None:
        before = self._sent.get(item.job_id)
        if item.state in LOCAL_LEG:
            sent = item.fraction * item.size if item.state is State.SENDING else 0.0
            self._sent[item.job_id] = sent
        else:
            sent = item.size if item.state in WORKER_LEG else 0.0
            self._sent.pop(item.job_id, None)
        if before is not None and sent > before:
            self._bytes.append((now, sent - before))
