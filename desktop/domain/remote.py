"""Say what the desktop needs of its deployment: a queue of tasks and a way to send bytes. Knows no Celery, no HTTP.

The real doors are services/queue.py and services/transfer.py; their twins in services/memory.py pass the same tests.
Every method blocks, runs on a lane, and raises `TroubleError` and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from desktop.domain.moment import Moment
from worker.contract import (
    CancelRequest,
    Description,
    Failure,
    Outcome,
    ProcessRequest,
    Progress,
    QueueName,
    SealRequest,
    Ticket,
    TicketsAnswer,
    TicketsRequest,
    UnpublishAnswer,
    UnpublishRequest,
)

Question = Callable[[], bool]
UNSAID_LIFETIME = 900.0
"""Seconds; what a ticket of a worker lives that does not tell, unless its operator chose otherwise."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """Hold one image's task as it is sent: the attempt id is the task's id; a trial is followed by no notification."""

    attempt_id: str
    request: ProcessRequest
    queue: QueueName
    notifies: bool = True


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Tell what the broker knows of an attempt: exactly one of them, or none when it only says it has begun."""

    progress: Progress | None = None
    outcome: Outcome | None = None
    failure: Failure | None = None


@dataclass(frozen=True, kw_only=True)
class Look:
    """Answer one look at many attempts: those with news, and those the broker has no result of.

    `has_forgotten`: something the broker knew before is gone, so it lost its memory since the last look. `queued`: how
    many tasks wait, if that was asked. `has_more`: there is more news than one look tells.
    """

    news: Mapping[str, Seen] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    has_forgotten: bool = False
    queued: int | None = None
    has_more: bool = False


class JobQueue(Protocol):
    """Send tasks and read their results."""

    def ping(self) -> int:
        """Ask the broker for a sign of life and return how many tasks wait in its three queues."""

    def describe(self, *, timeout: float, is_stopped: Question) -> Description:
        """Ask a worker what the deployment is; `broker:no-worker` when none answers in time."""

    def issue_tickets(self, request: TicketsRequest, *, timeout: float, is_stopped: Question) -> TicketsAnswer:
        """Ask where files may be put; `broker:no-worker` when nobody answers in time."""

    def send_jobs(self, jobs: Sequence[Job]) -> None:
        """Send tasks in one batch. After an error some may have arrived: send again under the same ids."""

    def seal_drop(self, request: SealRequest) -> None:
        """Tell the workers a drop's final size; waits for no answer."""

    def cancel_jobs(self, request: CancelRequest) -> None:
        """Tell the workers of jobs nobody wants any more; waits for no answer."""

    def unpublish(self, request: UnpublishRequest, *, timeout: float, is_stopped: Question) -> UnpublishAnswer:
        """Give up this desktop's ownership of a published image; `broker:no-worker` when nobody answers in time."""

    def look(self, attempt_ids: Sequence[str], *, again: bool = False, counts: bool = False) -> Look:
        """Read what is new of all these attempts in one round trip.

        With `again` also what was told before, with `counts` also how many tasks wait in the three queues.
        """

    def close(self) -> None:
        """Give the connections up."""


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """Hold one file to be put into the store, what it was when it was hashed, and the ticket that came for it."""

    path: Path
    size: int
    modified: float
    ticket: Ticket
    came: Moment = field(default_factory=Moment.now)

    @property
    def lifetime(self) -> float:
        """Seconds the ticket is good for from when it came."""
        return self.ticket.lifetime or UNSAID_LIFETIME

    @property
    def seconds_left(self) -> float:
        """Seconds the ticket is still good for, whatever the clocks of the worker and of this computer show."""
        return self.lifetime - self.came.age


class Carrier(Protocol):
    """Put files into the store."""

    def put(self, parcel: Parcel, *, progressed: Callable[[int], None], is_stopped: Question) -> bool:
        """Send one file whole; `progressed` is told the bytes sent so far. Return False when asked to stop."""

    def limit(self, bytes_per_second: int | None) -> None:
        """Change how fast all parcels together may go, also those on their way."""

    def close(self) -> None:
        """Give the connections up."""
