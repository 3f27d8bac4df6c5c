"""Follow images at the workers to their end: look at all of them in one round trip, find out what was lost."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.controllers.roll import Roll
from desktop.controllers.silence import Silence
from desktop.domain.item import WORKER_LEG, Hold, Item, State
from desktop.domain.moment import Moment
from desktop.domain.remote import JobQueue, Look, Seen
from desktop.services.background import Background, Lane
from worker.contract import Code, Failure, Progress, QueueName

POLL_SECONDS = 0.25
WATCH_SECONDS = 3600.0
"""So long a cancelled job is looked at: longer than any job runs that had begun when the workers heard of it."""
_EAGER_SECONDS, _EAGER_ATTEMPTS = 2.0, 20
"""So long after a sending, a few attempts are looked at with each beat: a small image is done by then."""


class Following(QObject):
    """Own the items from the queue to the link."""

    forgotten = Signal()  # the broker lost its memory
    lost = Signal(str)  # job id: the broker lost its task
    source_changed = Signal(str, object)  # job id, Failure: the worker found other bytes than the ticket's

    def __init__(  # noqa: PLR0913  each is a door of its own
        self,
        background: Background,
        queue: JobQueue,
        roll: Roll,
        *,
        queue_of: Callable[[Item], QueueName],
        silence: Silence,
        parent: QObject | None = None,
    ) -> None:
        """Begin with nothing to follow."""
        super().__init__(parent)
        self._background, self._queue, self._roll = background, queue, roll
        self._queue_of, self._silence = queue_of, silence
        self._attempts: dict[str, str] = {}
        self._cancelled: dict[str, Moment] = {}
        self._is_looking = False
        self._look_after = self._eager_until = 0.0

    def follow(self, item: Item) -> None:
        """Take an item whose task the broker has."""
        if item.attempt_id is not None:
            now = time.monotonic()
            self._attempts[item.attempt_id] = item.job_id
            age = time.time() - (item.sent_at or time.time())
            self._silence.follow(item.attempt_id, self._queue_of(item), now, age=age)
            self._look_after, self._eager_until = 0.0, now + _EAGER_SECONDS

    def watch(self, item: Item) -> None:
        """Look a while longer at a job that was cancelled: one that was just being published may go live after all."""
        if item.attempt_id is not None:
            self._attempts[item.attempt_id] = item.job_id
            self._cancelled[item.attempt_id] = Moment.now()

    def leave(self, job_id: str) -> None:
        """Follow a job no longer."""
        item = self._roll.get(job_id)
        if item is not None and item.attempt_id is not None:
            self._let_go(item.attempt_id)

    def hurry(self) -> None:
        """Look at once: the broker is back."""
        self._look_after = 0.0

    def beat(self, now: float) -> None:
        """Look at what runs."""
        if self._attempts and not self._is_looking and now >= self._look_after:
            self._look(now)

    def _let_go(self, attempt_id: str) -> None:
        self._attempts.pop(attempt_id, None)
        self._cancelled.pop(attempt_id, None)
        self._silence.leave(attempt_id)

    def _look(self, now: float) -> None:
        for attempt_id in [one for one, since in self._cancelled.items() if since.age > WATCH_SECONDS]:
            self._let_go(attempt_id)
        attempts, counts = list(self._attempts), self._silence.is_due(now)
        self._is_looking = True
        self._background.run(
            lambda: self._queue.look(attempts, counts=counts),
            on_done=self._on_looked,
            on_error=lambda _: self._on_blind(),
            lane=Lane.BROKER,
        )

    def _on_blind(self) -> None:
        """Stand by while the broker is away: nothing is lost on its side, and the time does not count."""
        self._is_looking = False
        now = time.monotonic()
        self._look_after = now + 4 * POLL_SECONDS
        self._silence.pause(now)

    def _on_looked(self, look: Look) -> None:
        self._is_looking = False
        now = time.monotonic()
        is_eager = now < self._eager_until and len(self._attempts) <= _EAGER_ATTEMPTS
        self._look_after = now if is_eager or look.has_more else now + POLL_SECONDS
        for attempt_id, seen in look.news.items():
            if (job_id := self._attempts.get(attempt_id)) is not None:
                self._silence.hear(attempt_id, now)
                self._apply(job_id, attempt_id, seen)
        if look.has_forgotten:
            self.forgotten.emit()
        if look.queued is not None or look.has_forgotten:
            self._find_silent(look, now)

    def _apply(self, job_id: str, attempt_id: str, seen: Seen) -> None:
        item = self._roll.get(job_id)
        is_cancelled = item is not None and item.state is State.CANCELLED
        if item is None or item.attempt_id != attempt_id or not (is_cancelled or item.state in WORKER_LEG):
            self._let_go(attempt_id)
        elif seen.outcome is not None:
            self._let_go(attempt_id)
            self._roll.put(item.moved_to(State.LIVE, at=time.time(), outcome=seen.outcome))
        elif seen.failure is not None:
            self._let_go(attempt_id)
            if not is_cancelled:
                self._end(item, seen.failure)
        elif seen.progress is not None and not is_cancelled:
            self._roll.show(_progressed(item, seen.progress))

    def _end(self, item: Item, failure: Failure) -> None:
        if failure.code in {Code.SOURCE_CHANGED, Code.SOURCE_MISSING}:
            self.source_changed.emit(item.job_id, failure)
            return
        state = State.CANCELLED if failure.code == Code.CANCELLED else State.FAILED
        self._roll.put(item.moved_to(state, at=time.time(), failure=failure))

    def _find_silent(self, look: Look, now: float) -> None:
        """Have what the broker lost sent again, and mark what stands still at a worker."""
        lost = self._silence.lost(look.unknown, queued=look.queued, has_forgotten=look.has_forgotten, now=now)
        for attempt_id in lost:
            self.lost.emit(self._attempts[attempt_id])
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
