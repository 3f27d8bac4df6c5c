"""Tell the workers which jobs a person cancelled, so that they are not made; again while the broker is away."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.controllers.sealing import ended_job
from desktop.domain.item import Item
from desktop.domain.remote import JobQueue
from desktop.services.background import Background, Lane
from worker.contract import CancelRequest

_AFTER_TROUBLE_SECONDS = 5.0


class Cancelling:
    """Hold what the workers are still to be told. An app that ends before loses no image, it only saves no work."""

    def __init__(self, background: Background, queue: JobQueue, *, user: str) -> None:
        """Begin with nothing to tell."""
        self._background, self._queue, self._user = background, queue, user
        self._untold: dict[str, Item] = {}
        self._is_busy = False
        self._after = 0.0

    def put(self, item: Item) -> None:
        """Take a cancelled item whose job may be with the workers."""
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
        request = CancelRequest(
            drop_id=drop_id,
            user=self._user,
            attempt_ids=tuple(item.attempt_id for item in items if item.attempt_id is not None),
            ended=tuple(ended_job(item) for item in items),
        )
        self._is_busy = True
        self._background.run(
            lambda: self._queue.cancel_jobs(request),
            on_done=lambda _: self._on_told(request.attempt_ids),
            on_error=lambda _: self._on_untold(now),
            lane=Lane.CONTROL,
        )

    def _on_told(self, attempt_ids: Sequence[str]) -> None:
        self._is_busy = False
        for attempt_id in attempt_ids:
            self._untold.pop(attempt_id, None)

    def _on_untold(self, now: float) -> None:
        self._is_busy = False
        self._after = now + _AFTER_TROUBLE_SECONDS
