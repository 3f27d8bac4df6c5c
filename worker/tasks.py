"""Be the doors of the worker: decode the message, call what does the work, encode the answer. Nothing else.

One mapping at the door says what an error means: a transient one is tried again with backoff, at most three times,
visibly; everything else ends the task with `TaskFailed`, whose only argument is the contract's `Failure`.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from typing import Any

from celery import Celery, Task
from celery.exceptions import Reject

from worker.broker.deliveries import counted
from worker.broker.failures import TaskFailed, WillRetry, failure_of
from worker.broker.limits import cpu_limit
from worker.broker.patience import given_back
from worker.broker.settings import CRASH_PAUSE, LONGEST_BACKOFF, MAX_RETRIES
from worker.contract import (
    CancelRequest,
    Code,
    ContractError,
    EndedJob,
    Ending,
    Failure,
    NotifyRequest,
    Outcome,
    ProcessRequest,
    Progress,
    QueueName,
    SealRequest,
    Stage,
    TaskName,
    TicketsRequest,
    UnpublishRequest,
)
from worker.services import Services

_log = logging.getLogger(__name__)
_PROGRESS_PAUSE = 0.5


def add_tasks(app: Celery, services: Services) -> None:
    """Register the contract's tasks, and only those, with this app alone."""
    for door in (Describe, IssueTickets, ProcessImage, Notify, SealDrop, Unpublish, Cancel):
        app.register_task(door(services))


class Door(Task[Any, Any]):
    """Answer one kind of message. Task objects are made once per process, so nothing of a job is kept on `self`."""

    abstract = True
    max_retries = MAX_RETRIES
    default_retry_delay = CRASH_PAUSE  # Celery waits three minutes after a crash
    throws = (TaskFailed,)
    resultrepr_maxsize = 200
    takes = 1
    """Messages a request consists of."""

    def __init__(self, services: Services) -> None:
        """Work with `services`."""
        self.services = services

    def answer(self, *messages: Any) -> object:  # noqa: ANN401  decoded JSON
        """Return the answer as a JSON value; any error may be raised."""
        raise NotImplementedError

    def run(self, *messages: Any) -> object:  # noqa: ANN401  decoded JSON
        """Answer, or end in the contract's words."""
        try:
            if len(messages) != self.takes:
                msg = f"{self.name} takes {self.takes} messages, not {len(messages)}"
                raise ContractError(msg)  # noqa: TRY301  it leaves as a Failure like any other
            return self.answer(*messages)
        except Exception as error:  # noqa: BLE001  the edge of the process: every error leaves as a Failure
            failure = failure_of(error)
            if failure.code == Code.WORKER_BUG:
                _log.critical("A bug in %s[%s]", self.name, self.request.id, exc_info=True)
        if failure.transient and self.request.retries < MAX_RETRIES:
            self._try_again(failure)
        raise TaskFailed(failure.to_wire())

    def _try_again(self, failure: Failure) -> None:
        retry = self.request.retries + 1
        settings = self.services.settings
        pause = pause_before(
            retry, retry_after=failure.retry_after, first=settings.retry_pause, longest=settings.longest_retry_pause
        )
        waiting = WillRetry(failure.to_wire(), retry=retry, retry_at=time.time() + pause)
        try:
            raise self.retry(exc=waiting, countdown=pause)
        except Reject as error:
            # Celery drops a task whose next try it could not publish: the broker keeps this message instead.
            raise Reject(error.args[0], requeue=True) from error


def pause_before(
    retry: int, *, retry_after: float | None, first: float = 2.0, longest: float = LONGEST_BACKOFF
) -> float:
    """Return the seconds before the `retry`-th try: 2, 4, 8, at most 60, spread, and no less than the store asked."""
    backoff = min(first * 2.0 ** (retry - 1), longest)
    spread = backoff * random.uniform(0.75, 1.25)  # noqa: S311  jitter, no secret
    return min(max(spread, retry_after or 0.0), longest)


class Describe(Door):
    """Tell what this deployment is and accepts."""

    name = TaskName.DESCRIBE.value
    takes = 0

    def answer(self) -> object:
        """Describe it."""
        return self.services.describe().to_wire()


class IssueTickets(Door):
    """Say where files may be put. Tickets are secrets: no events, and nothing to read in a log."""

    name = TaskName.ISSUE_TICKETS.value
    send_events = False

    def answer(self, message: Any) -> object:  # noqa: ANN401  decoded JSON
        """Issue them."""
        return Unspoken(self.services.issue_tickets(TicketsRequest.from_wire(message)).to_wire())


class Unspoken:
    """Carry a JSON value that a log shows as three words; kombu's encoder asks for `__json__`."""

    def __init__(self, value: object) -> None:
        """Wrap it."""
        self._value = value

    def __json__(self) -> object:
        """Return what is sent."""
        return self._value

    def __repr__(self) -> str:
        """Say nothing of it."""
        return "<not for logs>"


class ProcessImage(Door):
    """Make one image and publish it."""

    name = TaskName.PROCESS_IMAGE.value
    # Its first progress report says as much and is in the contract's words.
    track_started = False
    unsettled = frozenset({Code.SOURCE_MISSING, Code.SOURCE_CHANGED})
    """Failures a desktop mends by sending the original again; if it gives up it tells the drop with its seal."""

    def answer(self, message: Any) -> object:  # noqa: ANN401  decoded JSON
        """Publish it, within the limits of one job."""
        request = ProcessRequest.from_wire(message)
        settings = self.services.settings
        attempt_id = self.request.id or ""
        self.services.refuse_cancelled(attempt_id)
        with (
            counted(self.services.redis, attempt_id, most=settings.max_deliveries),
            cpu_limit(settings.time_limit),
        ):
            report = Reporter(self, lambda: self.services.refuse_cancelled(attempt_id))
            return self.services.process(request, report=report, worker=self.request.hostname or "").to_wire()

    def settle_failure(self, request: Any, failure: Failure) -> None:  # noqa: ANN401  Celery's Context
        """Let the drop know of a job that ended without an outcome, however it did."""
        if failure.code in self.unsettled:
            return
        try:
            job = ProcessRequest.from_wire(request.args[0])
        except (ContractError, IndexError, TypeError):
            return
        source = job.source
        ending = Ending.CANCELLED if failure.code == Code.CANCELLED else Ending.FAILED
        ended = EndedJob(job_id=source.job_id, name=source.name, ending=ending, code=failure.code)
        notify = NotifyRequest(job_id=source.job_id, drop_id=job.drop_id, user=job.user)
        self.app.send_task(
            TaskName.NOTIFY.value, args=[ended.to_wire(), notify.to_wire()], queue=QueueName.CONTROL.value
        )


class Reporter:
    """Show a job's progress: at each new stage, and within one at most every half second.

    A job that was cancelled meanwhile ends with its stage.
    """

    def __init__(self, task: Task[Any, Any], go_on: Callable[[], None]) -> None:
        """Report as the state of the running task; `go_on` raises where the job is to end."""
        self._task, self._go_on = task, go_on
        self._stage: Stage | None = None
        self._reported = 0.0

    def __call__(self, stage: Stage, fraction: float) -> None:
        """Report, unless it is too soon."""
        now = time.monotonic()
        if stage is self._stage and now - self._reported < _PROGRESS_PAUSE:
            return
        if self._stage is not None and stage is not self._stage:
            self._go_on()
        self._stage, self._reported = stage, now
        progress = Progress(stage=stage, fraction=fraction, at=time.time())
        self._task.update_state(state=stage.value, meta=progress.to_wire())


class Notify(Door):
    """Add an ended job to its drop, and tell the user if it was the last.

    The first message is the outcome of the image it is chained to, or an `EndedJob` where that image failed.
    """

    name = TaskName.NOTIFY.value
    takes = 2

    def apply_async(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401  Celery's own
        """Follow an image; one that cannot be followed in its time is not failed for it."""
        with given_back():
            return super().apply_async(*args, **options)

    def answer(self, ended: Any, message: Any) -> object:  # noqa: ANN401  decoded JSON
        """Record it."""
        request = NotifyRequest.from_wire(message)
        return self.services.record(request.drop_id, request.user, _ended_job(ended)).to_wire()


def _ended_job(message: Any) -> EndedJob:  # noqa: ANN401  decoded JSON
    if isinstance(message, dict) and "ending" in message:
        return EndedJob.from_wire(message)
    outcome = Outcome.from_wire(message)
    return EndedJob(job_id=outcome.job_id, name=outcome.slug, ending=Ending.LIVE, key=outcome.main.key)


class SealDrop(Door):
    """Learn a drop's final size, and which of its jobs ended on the desktop."""

    name = TaskName.SEAL_DROP.value

    def answer(self, message: Any) -> object:  # noqa: ANN401  decoded JSON
        """Record it."""
        request = SealRequest.from_wire(message)
        return self.services.record(request.drop_id, request.user, *request.ended, size=request.size).to_wire()


class Unpublish(Door):
    """Give up one desktop's ownership of a published image."""

    name = TaskName.UNPUBLISH.value

    def answer(self, message: Any) -> object:  # noqa: ANN401  decoded JSON
        """Give it up."""
        return self.services.unpublish(UnpublishRequest.from_wire(message)).to_wire()


class Cancel(Door):
    """End jobs nobody wants any more."""

    name = TaskName.CANCEL.value

    def answer(self, message: Any) -> object:  # noqa: ANN401  decoded JSON
        """Note them, and let their drop know."""
        return self.services.cancel(CancelRequest.from_wire(message)).to_wire()
