"""Hand stored images to the workers: an attempt id is on disk first, then the task goes out under it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from desktop.controllers.patience import wait_after
from desktop.controllers.preparing import source_of, unfit
from desktop.controllers.roll import Roll, failure_of
from desktop.domain.item import WORKER_LEG, Hold, Item, State
from desktop.domain.remote import Job, JobQueue
from desktop.services.background import Background, Lane
from worker.contract import ContractError, Failure, ProcessRequest, QueueName

_MOST_PER_SEND = 500


class HandingOver(QObject):
    """Own the items between the store and the queue."""

    handed = Signal(object)  # Item the broker has

    def __init__(  # noqa: PLR0913  each is a door of its own
        self,
        background: Background,
        queue: JobQueue,
        roll: Roll,
        *,
        owner: str,
        user: str,
        overtakes: Callable[[str], bool],
        parent: QObject | None = None,
    ) -> None:
        """Begin with nothing to hand over."""
        super().__init__(parent)
        self._background, self._queue, self._roll = background, queue, roll
        self._owner, self._user, self._overtakes = owner, user, overtakes
        self.has_workers = True
        self._new: dict[str, None] = {}
        self._unsent: dict[str, None] = {}
        self._is_sending = False
        self._failures = 0
        self._send_after = 0.0

    def put(self, job_id: str) -> None:
        """Take an item whose bytes are stored."""
        self._new[job_id] = None
        self._write_ahead()

    def resume(self, item: Item) -> None:
        """Go on with an item an earlier run wrote ahead: one that was sent is followed, others go out as they are."""
        if item.attempt_id is None:
            self._new[item.job_id] = None
        elif item.sent_at is None:
            self._unsent[item.job_id] = None
        else:
            self.handed.emit(item)

    def send_again(self, job_id: str) -> None:
        """Send under the same id what the broker lost."""
        self._unsent[job_id] = None

    def leave(self, job_id: str) -> None:
        """Forget a job."""
        self._new.pop(job_id, None)
        self._unsent.pop(job_id, None)

    def hurry(self) -> None:
        """Send at once: the broker is back."""
        self._send_after = 0.0

    def beat(self, now: float) -> None:
        """Send what waits."""
        self._write_ahead()
        self._send(now)

    def queue_of(self, item: Item) -> QueueName:
        """Return where an item's task waits."""
        return QueueName.IMAGES if self._overtakes(item.drop_id) else QueueName.BULK

    def _write_ahead(self) -> None:
        """Put attempt ids on disk before anything is sent under them."""
        if not self._new:
            return
        job_ids, self._new = list(self._new), {}
        now = time.time()
        items = [
            item.moved_to(
                State.QUEUED, at=now, attempt_id=str(uuid.uuid4()), attempts=item.attempts + 1, sent_at=None, retries=0
            )
            for item in (self._roll[job_id] for job_id in job_ids)
        ]
        self._roll.commit(items, lambda: self._on_written(items))

    def _on_written(self, items: Sequence[Item]) -> None:
        for item in items:
            if self._is_current(item.job_id, item.attempt_id):
                self._unsent[item.job_id] = None
        self._send(time.monotonic())

    def _send(self, now: float) -> None:
        if self._is_sending or not self._unsent or now < self._send_after:
            return
        job_ids = list(self._unsent)[:_MOST_PER_SEND]
        jobs = list(filter(None, map(self._job, job_ids)))
        if not jobs:
            return
        self._is_sending = True
        self._background.run(
            lambda: self._queue.send_jobs(jobs),
            on_done=lambda _: self._on_sent(jobs),
            on_error=lambda error: self._on_unsent(jobs, failure_of(error)),
            lane=Lane.BROKER,
        )

    def _job(self, job_id: str) -> Job | None:
        """Return what the workers are told, or end an item the wire cannot name."""
        item = self._roll[job_id]
        try:
            request = ProcessRequest(source=source_of(item, self._owner), drop_id=item.drop_id, user=self._user)
        except ContractError as error:
            del self._unsent[job_id]
            self._roll.put(item.moved_to(State.FAILED, at=time.time(), failure=unfit(error)))
            return None
        return Job(attempt_id=item.attempt_id or "", request=request, queue=self.queue_of(item))

    def _on_sent(self, jobs: Sequence[Job]) -> None:
        self._is_sending, self._failures = False, 0
        now = time.time()
        for job in jobs:
            job_id = job.request.source.job_id
            if job_id in self._unsent and self._is_current(job_id, job.attempt_id):
                del self._unsent[job_id]
                hold = None if self.has_workers else Hold.WORKER
                item = self._roll[job_id].changed(sent_at=now, hold=hold, failure=None)
                self._roll.put(item)
                self.handed.emit(item)
        self._send(time.monotonic())

    def _on_unsent(self, jobs: Sequence[Job], failure: Failure) -> None:
        """Keep them; they go out under the same ids, which is harmless if some had arrived."""
        self._is_sending = False
        self._failures += 1
        self._send_after = time.monotonic() + wait_after(self._failures)
        for job in jobs:
            job_id = job.request.source.job_id
            if self._is_current(job_id, job.attempt_id):
                self._roll.show(self._roll[job_id].changed(hold=Hold.NETWORK, failure=failure))

    def _is_current(self, job_id: str, attempt_id: str | None) -> bool:
        item = self._roll.get(job_id)
        return item is not None and item.state in WORKER_LEG and item.attempt_id == attempt_id
