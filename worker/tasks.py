"""Be the doors of the worker: decode the message, call what does the work, encode the answer. Nothing else."""

from __future__ import annotations

from typing import Any

from celery import Celery

from worker.broker.deliveries import counted
from worker.broker.door import Door
from worker.broker.limits import cpu_limit
from worker.broker.patience import given_back
from worker.broker.reporter import Reporter
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
    QueueName,
    SealRequest,
    TaskName,
    TicketsRequest,
    UnpublishRequest,
)
from worker.notify.drops import LONGEST_TELLING
from worker.services import Services

_GRACE = 10
"""Seconds between the polite end of a message to the user and the other one."""


def add_tasks(app: Celery, services: Services) -> None:
    """Register the contract's tasks, and only those, with this app alone."""
    for door in (Describe, IssueTickets, ProcessImage, Notify, SealDrop, Unpublish, Cancel):
        app.register_task(door(services))


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
        came_back = (self.request.delivery_info or {}).get("redelivered") is True
        self.services.refuse_cancelled(attempt_id)
        with (
            counted(self.services.redis, attempt_id, most=settings.max_deliveries, came_back=came_back),
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


class Teller(Door):
    """Maybe tell the user that a drop has ended; done or ended itself before anybody else may believe it dead."""

    abstract = True

    def __init__(self, services: Services) -> None:
        """Have less time than an image has."""
        super().__init__(services)
        self.time_limit = min(services.settings.time_limit, LONGEST_TELLING)
        self.soft_time_limit = min(services.settings.soft_time_limit, LONGEST_TELLING - _GRACE)


class Notify(Teller):
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


class SealDrop(Teller):
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


class Cancel(Teller):
    """End jobs nobody wants any more."""

    name = TaskName.CANCEL.value

    def answer(self, message: Any) -> object:  # noqa: ANN401  decoded JSON
        """Note them, and let their drop know."""
        return self.services.cancel(CancelRequest.from_wire(message)).to_wire()
