"""Keep jobs in the order they wait, with a lane for those that overtake."""

from __future__ import annotations


class Line:
    """Hold job ids: urgent ones first, each kind in the order it came."""

    def __init__(self) -> None:
        """Begin empty."""
        self._urgent: dict[str, None] = {}
        self._bulk: dict[str, None] = {}

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._urgent) + len(self._bulk)

    def put(self, job_id: str, *, overtakes: bool) -> None:
        """Place a job at the end of its kind."""
        (self._urgent if overtakes else self._bulk)[job_id] = None

    def take(self) -> str:
        """Remove and return the next job; `KeyError` when nobody waits."""
        side = self._urgent or self._bulk
        job_id = next(iter(side), None)
        if job_id is None:
            raise KeyError
        del side[job_id]
        return job_id

    def leave(self, job_id: str) -> None:
        """Remove a job if it waits."""
        self._urgent.pop(job_id, None)
        self._bulk.pop(job_id, None)
