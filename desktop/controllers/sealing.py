"""Tell the workers how big a drop is and what of it ended here, so that its one notification can be sent."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from desktop.domain.drop import Drop
from desktop.domain.item import Item, State
from desktop.domain.remote import JobQueue
from desktop.services.background import Background, Lane
from worker.contract import EndedJob, Ending, SealRequest

PAUSE_SECONDS = 1.0
_AFTER_TROUBLE_SECONDS = 5.0
_ENDINGS = {State.LIVE: Ending.LIVE, State.CANCELLED: Ending.CANCELLED}


class Sealing:
    """Send each drop's seal, again whenever more of it ended here, at most once a second."""

    def __init__(self, background: Background, queue: JobQueue, *, user: str, told: Callable[[str, int], None]) -> None:
        """`told` hears how many endings a drop's workers know of now; it is called on the GUI thread."""
        self._background, self._queue, self._user, self._told = background, queue, user, told
        self._after: dict[str, float] = {}
        self._busy: set[str] = set()

    def hurry(self) -> None:
        """Seal at once: the broker is back."""
        self._after.clear()

    def forget(self, drop_id: str) -> None:
        """Forget a drop that is done with."""
        self._after.pop(drop_id, None)

    def seal(self, drop: Drop, ended: Sequence[Item], now: float) -> None:
        """Send the seal of a drop whose size is known, unless one is on its way or was just sent."""
        if drop.total is None or drop.drop_id in self._busy or now < self._after.get(drop.drop_id, 0.0):
            return
        self._busy.add(drop.drop_id)
        request = SealRequest(
            drop_id=drop.drop_id, user=self._user, size=drop.total, ended=tuple(ended_job(item) for item in ended)
        )
        self._background.run(
            lambda: self._queue.seal_drop(request),
            on_done=lambda _: self._on_sealed(drop.drop_id, len(ended)),
            on_error=lambda _: self._on_unsealed(drop.drop_id),
            lane=Lane.CONTROL,
        )

    def _on_sealed(self, drop_id: str, count: int) -> None:
        self._busy.discard(drop_id)
        self._after[drop_id] = time.monotonic() + PAUSE_SECONDS
        self._told(drop_id, count)

    def _on_unsealed(self, drop_id: str) -> None:
        self._busy.discard(drop_id)
        self._after[drop_id] = time.monotonic() + _AFTER_TROUBLE_SECONDS


def ended_job(item: Item) -> EndedJob:
    """Return what a drop is told of an item that ended."""
    return EndedJob(
        job_id=item.job_id,
        name=item.name.encode("utf-8", "replace").decode()[:255],
        ending=_ENDINGS.get(item.state, Ending.FAILED),
        key=item.outcome.main.key if item.outcome and item.is_live else None,
        code=item.failure.code if item.failure else None,
    )
