"""Notice that a broker lost its memory: an answer it gave us lately is gone."""

from __future__ import annotations

from collections.abc import Callable

from desktop.domain.moment import Moment

MARK_SECONDS = 1800.0
"""Half as long as the workers keep an answer; one that is older may be gone because its time is up."""


class BrokerMemory:
    """Hold the newest answer for a mark: the id of its question."""

    def __init__(self, *, trusted_for: float = MARK_SECONDS) -> None:
        """Begin without a mark."""
        self._trusted_for = trusted_for
        self._mark: tuple[str, Moment] | None = None
        self._is_lost = False

    @property
    def marked(self) -> str | None:
        """Whose answer should be there, if any."""
        if (mark := self._mark) is None or mark[1].age > self._trusted_for:
            return None
        return mark[0]

    def found(self, task_id: str, *, is_there: bool) -> None:
        """Note whether the mark was there."""
        if not is_there:
            self._is_lost = True
            if (mark := self._mark) is not None and mark[0] == task_id:  # another lane may have taken a newer one
                self._mark = None

    def mark(self, task_id: str, is_there: Callable[[str], bool]) -> None:
        """Take a newer answer for the mark, but not before asking the broker whether the older one is still there."""
        if (older := self.marked) is not None:
            self.found(older, is_there=is_there(older))
        self._mark = (task_id, Moment.now())

    def tell_loss(self) -> bool:
        """Return whether it was lost, once: call it when nothing more can go wrong with the telling."""
        is_lost, self._is_lost = self._is_lost, False
        return is_lost

    def forget(self) -> None:
        """Begin anew with another broker."""
        self._mark, self._is_lost = None, False
