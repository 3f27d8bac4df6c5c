"""Hand stored images to the workers and follow them to their end: write ahead, send, poll, send again what was lost."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from desktop.controllers.patience import wait_after
from desktop.controllers.preparing import source_of, unfit
from desktop.controllers.roll import Roll, failure_of
from desktop.controllers.silence import Silence
from desktop.domain.item import WORKER_LEG, Hold, Item, State
from desktop.domain.remote import Job, JobQueue, Look, Seen
from desktop.services.background import Background, Lane
from worker.contract import Code, ContractError, Failure, ProcessRequest, Progress, QueueName

POLL_SECONDS = 0.25
_EAGER_SECONDS, _EAGER_ATTEMPTS = 2.0, 20
"""So long after a sending, a few attempts are looked at with each beat: a small image is done by then."""
_MOST_PER_SEND = 500


class Following(QObject):
    """Own the items from the store to the link."""

    forgotten = Signal()  # the broker lost its memory
    source_changed = Signal(str, object)  # job id, Failure: the worker found other bytes than the ticket's

    def __init__(  # noqa: PLR0913  each is a door of its own
        self,
        background: Background,
        queue: JobQueue,
        roll: Roll,
        *,
        owner: str,
        user: str,
        overtakes: Callable[[str], bool],
        silence: Silence,
        parent: QObject | None = None,
    ) -> None:
        """Begin with nothing to follow."""
        super().__init__(parent)
        self._background, self._queue, self._roll = background, queue, roll
        self._owner, self._user, self._overtakes = owner, user, overtakes
        self._silence = silence
        self.has_workers = True
        self._new: dict[str, None] = {}
        self._unsent: dict[str, None] = {}
        self._attempts: dict[str, str] = {}
        self._is_sending = self._is_looking = False
        self._failures = 0
        self._send_after = self._look_after = self._eager_until = 0.0

    def put(self, job_id: str) -> None:
        """Take an item whose bytes are stored."""
        self._new[job_id] = None
        self._write_ahead()

    def resume(self, item: Item) -> None:
        """Go on with an item an earlier run wrote ahead: sent ones are polled, the others sent under the same id."""
        if item.attempt_id is None:
            self._new[item.job_id] = None
        elif item.sent_at is None:
            self._unsent[item.job_id] = None
        else:
            self._follow(item)

    def leave(self, job_id: str) -> None:
        """Follow a job no longer."""
        self._new.pop(job_id, None)
        self._unsent.pop(job_id, None)
        item = self._roll.get(job_id)
        if item is not None and item.attempt_id is not None:
            self._let_go(item.attempt_id)

    def hurry(self) -> None:
        """Send at once: the broker is back."""
        self._send_after = self._look_after = 0.0

    def beat(self, now: float) -> None:
        """Send what waits and look at what runs."""
        self._write_ahead()
        self._send(now)
        if self._attempts and not self._is_looking and now >= self._look_after:
            self._look(now)

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
        return Job(attempt_id=item.attempt_id or "", request=request, queue=self._queue_of(item))

    def _queue_of(self, item: Item) -> QueueName:
        return QueueName.IMAGES if self._overtakes(item.drop_id) else QueueName.BULK

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
                self._follow(item)
        self._look_after, self._eager_until = 0.0, time.monotonic() + _EAGER_SECONDS
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

    def _follow(self, item: Item) -> None:
        if item.attempt_id is not None:
            self._attempts[item.attempt_id] = item.job_id
            age = time.time() - (item.sent_at or time.time())
            self._silence.follow(item.attempt_id, self._queue_of(item), time.monotonic(), age=age)

    def _let_go(self, attempt_id: str) -> None:
        self._attempts.pop(attempt_id, None)
        self._silence.leave(attempt_id)

    def _look(self, now: float) -> None:
        attempts = list(self._attempts)
        counts = self._silence.is_due(now)
        self._is_looking = True
        self._background.run(
            lambda: self._looked(attempts, counts=counts),
            on_done=lambda told: self._on_looked(*told),
            on_error=lambda _: self._on_blind(),
            lane=Lane.BROKER,
        )

    def _looked(self, attempts: Sequence[str], *, counts: bool) -> tuple[Look, int | None]:
        """Run on a lane; look last, because news is told once and an error behind it would take it along."""
        queued = self._queue.ping() if counts else None
        return self._queue.look(attempts), queued

    def _on_blind(self) -> None:
        """Stand by while the broker is away: nothing is lost on its side, and the time does not count."""
        self._is_looking = False
        now = time.monotonic()
        self._look_after = now + 4 * POLL_SECONDS
        self._silence.pause(now)

    def _on_looked(self, look: Look, queued: int | None) -> None:
        self._is_looking = False
        now = time.monotonic()
        is_eager = now < self._eager_until and len(self._attempts) <= _EAGER_ATTEMPTS
        self._look_after = now if is_eager else now + POLL_SECONDS
        for attempt_id, seen in look.news.items():
            if (job_id := self._attempts.get(attempt_id)) is not None:
                self._silence.hear(attempt_id, now)
                self._apply(job_id, attempt_id, seen)
        if look.has_forgotten:
            self.forgotten.emit()
        if queued is not None or look.has_forgotten:
            self._find_silent(look, queued, now)

    def _apply(self, job_id: str, attempt_id: str, seen: Seen) -> None:
        item = self._roll.get(job_id)
        if item is None or item.state not in WORKER_LEG:
            self._let_go(attempt_id)
        elif seen.progress is not None:
            self._roll.show(_progressed(item, seen.progress))
        elif seen.outcome is not None:
            self._let_go(attempt_id)
            self._roll.put(item.moved_to(State.LIVE, at=time.time(), outcome=seen.outcome))
        elif seen.failure is not None:
            self._let_go(attempt_id)
            self._end(item, seen.failure)

    def _end(self, item: Item, failure: Failure) -> None:
        if failure.code in {Code.SOURCE_CHANGED, Code.SOURCE_MISSING}:
            self.source_changed.emit(item.job_id, failure)
            return
        state = State.CANCELLED if failure.code == Code.CANCELLED else State.FAILED
        self._roll.put(item.moved_to(state, at=time.time(), failure=failure))

    def _find_silent(self, look: Look, queued: int | None, now: float) -> None:
        """Send again what the broker lost, and mark what stands still at a worker."""
        for attempt_id in self._silence.lost(look.unknown, queued=queued, has_forgotten=look.has_forgotten, now=now):
            self._unsent[self._attempts[attempt_id]] = None
            self._let_go(attempt_id)
        for attempt_id in self._silence.stalled(now):
            item = self._roll[self._attempts[attempt_id]]
            is_overdue = item.hold is Hold.RETRY and (item.retry_at or 0.0) < time.time()
            if is_overdue or (item.hold is None and item.state is not State.QUEUED):
                self._roll.show(item.changed(hold=Hold.STALLED))


def _progressed(item: Item, progress: Progress) -> Item:
    state = State(progress.stage.value.lower())
    failure = Failure(code=progress.code, transient=True) if progress.code else None
    hold = Hold.RETRY if progress.retry_at is not None else None
    details = {
        "fraction": progress.fraction,
        "retry_at": progress.retry_at,
        "hold": hold,
        "failure": failure,
        "retries": progress.retry,
    }
    if state is item.state:
        return item.changed(**details)
    return item.moved_to(state, at=progress.at, **details)
