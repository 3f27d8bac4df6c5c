"""Tell the workers which jobs a person cancelled, so that they are not made; again while the broker is away.

The wish is written with the row, so what this run cannot tell the next one does. Telling twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop.controllers.roll import Roll
from desktop.controllers.sealing import ended_job, how_many_fit
from desktop.domain.item import Item, State, Wish
from desktop.domain.remote import JobQueue
from desktop.services.background import Background, Lane
from worker.contract import CancelRequest

_AFTER_TROUBLE_SECONDS = 5.0


class Cancelling:
    """Hold what the workers are still to be told, also of rows that have left the list."""

    def __init__(self, background: Background, queue: JobQueue, roll: Roll, *, user: str) -> None:
        """Begin with nothing to tell."""
        self._background, self._queue, self._roll, self._user = background, queue, roll, user
        self._untold: dict[str, Item] = {}
        self._is_busy = False
        self._after = 0.0

    def put(self, item: Item) -> None:
        """Take an item whose wish is to be cancelled and whose job may be with the workers."""
        if item.attempt_id is not None:
            self._untold[item.attempt_id] = item

    def hurry(self) -> None:
        """Tell at once: the broker is back."""
        self._after = 0.0

    def beat(self, now: float) -> None:
        """Tell of the jobs of one drop."""
        if self._is_busy or not self._untold or now < self._after:
            return
        drop_id = next(iter(self._untold.values())).drop_id
        items = [item for item in self._untold.values() if item.drop_id == drop_id][: CancelRequest.MOST]
        items = items[: how_many_fit([ended_job(item) for item in items])]
        request = CancelRequest(
            drop_id=drop_id,
            user=self._user,
            attempt_ids=tuple(item.attempt_id for item in items if item.attempt_id is not None),
            ended=tuple(ended_job(item) for item in items if self._is_cancelled(item)),
        )
        self._is_busy = True
        self._background.run(
            lambda: self._queue.cancel_jobs(request),
            on_done=lambda _: self._on_told(items),
            on_error=lambda _: self._on_untold(now),
            lane=Lane.CONTROL,
        )

    def _is_cancelled(self, item: Item) -> bool:
        """Whether the item's end is still this one: it may have been retried since."""
        current = self._roll.get(item.job_id) or item
        return current.state is State.CANCELLED and current.attempt_id == item.attempt_id

    def _on_told(self, items: Sequence[Item]) -> None:
        self._is_busy = False
        for item in items:
            self._untold.pop(item.attempt_id or "", None)
            current = self._roll.get(item.job_id) or item
            if current.wish is Wish.CANCEL and current.attempt_id == item.attempt_id:
                self._roll.write_down(current.changed(wish=None))

    def _on_untold(self, now: float) -> None:
        self._is_busy = False
        self._after = now + _AFTER_TROUBLE_SECONDS
