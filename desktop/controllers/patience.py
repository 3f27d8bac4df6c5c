"""Remember who waits until when, and how long to wait after each failure in a row."""

from __future__ import annotations

import time
from collections.abc import Callable

LONGEST_WAIT = 30.0


def wait_after(failures: int, *, asked: float | None = None) -> float:
    """Return the seconds before the next try: 1, 2, 4 … 30, or what the other side asked for if that is longer."""
    return max(min(LONGEST_WAIT, 2.0 ** max(0, failures - 1)), asked or 0.0)


class Patience:
    """Hold jobs until their time comes."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nobody waiting."""
        self._clock = clock
        self._until: dict[str, float] = {}

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._until)

    def __contains__(self, job_id: str) -> bool:
        """Whether the job waits here."""
        return job_id in self._until

    def hold(self, job_id: str, seconds: float) -> None:
        """Keep a job back for so long."""
        self._until[job_id] = self._clock() + seconds

    def leave(self, job_id: str) -> None:
        """Forget a job."""
        self._until.pop(job_id, None)

    def due(self) -> list[str]:
        """Remove and return whose time has come."""
        now = self._clock()
        ready = [job_id for job_id, until in self._until.items() if until <= now]
        for job_id in ready:
            del self._until[job_id]
        return ready

    def cut_short(self) -> None:
        """Let everyone's time come now: what they waited for is back."""
        self._until = dict.fromkeys(self._until, 0.0)
