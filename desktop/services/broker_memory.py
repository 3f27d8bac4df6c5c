"""Notice that a broker lost its memory: an answer it gave us lately is gone."""

from __future__ import annotations

from collections.abc import Callable

from desktop.domain.moment import Moment

MARK_SECONDS = 1800.0
"""Half as long as the workers keep an answer; one that is older may be gone because its time is up."""


class BrokerMemory:
    """Hold the newest answer for a mark; `is_there` asks the broker for the answer of a question, by its id."""

    def __init__(self, *, trusted_for: float = MARK_SECONDS) -> None:
        """Begin without a mark."""
        self._trusted_for = trusted_for
        self._mark: tuple[str, Moment] | None = None
        self._is_lost = False

    def mark(self, task_id: str, is_there: Callable[[str], bool]) -> None:
        """Take a newer answer for the mark, but not before looking whether the older one is still there."""
        self._look(is_there)
        self._mark = (task_id, Moment.now())

    def is_lost(self, is_there: Callable[[str], bool]) -> bool:
        """Return whether it was lost; True until `said`, so that an answer on which the line breaks is not the last."""
        self._look(is_there)
        return self._is_lost

    def said(self) -> None:
        """Tell of this loss no more."""
        self._is_lost = False

    def forget(self) -> None:
        """Begin anew with another broker."""
        self._mark, self._is_lost = None, False

    def _look(self, is_there: Callable[[str], bool]) -> None:
        if (mark := self._mark) is None:
            return
        task_id, taken = mark
        if taken.age > self._trusted_for:
            self._mark = None
        elif not is_there(task_id):
            self._mark, self._is_lost = None, True
