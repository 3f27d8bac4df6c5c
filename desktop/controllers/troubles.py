"""Say a trouble once: what is tried again every two seconds would be told every two seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

from worker.contract import Failure

QUIET_SECONDS = 30.0
"""A trouble not met for so long was over; met again, it is news."""


class Troubles:
    """Know which troubles last."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without any."""
        self._clock = clock
        self._met_at: dict[str, float] = {}

    def is_news(self, failure: Failure) -> bool:
        """Note a trouble and return whether it is to be told."""
        now = self._clock()
        before = self._met_at.get(failure.code)
        self._met_at[failure.code] = now
        return before is None or now - before > QUIET_SECONDS
