"""Hold everything sent at once under one speed; the limit may change while it is sent."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """Share bytes per second among all transfers; None is as fast as it goes.

    Called from several lanes without a lock: an addition lost between two of them costs one block's time at most.
    """

    def __init__(self, bytes_per_second: int | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with this limit."""
        self._clock = clock
        self._limit = bytes_per_second
        self._free_at = clock()

    def change(self, bytes_per_second: int | None) -> None:
        """Set another limit."""
        self._limit = bytes_per_second
        self._free_at = self._clock()

    def wait_for(self, count: int) -> float:
        """Book so many bytes and return the seconds to wait before sending them."""
        limit, now = self._limit, self._clock()
        if limit is None:
            return 0.0
        start = max(now, self._free_at)
        self._free_at = start + count / limit
        return start - now
