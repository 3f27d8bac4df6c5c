"""Be the desktop's Celery client: send tasks in batches, read the results of all of them in one round trip."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from desktop.domain.remote import Job, Look, Question
from desktop.domain.trouble import trouble
from desktop.services.answers import said_by, seen_in
from desktop.services.broker_line import BrokerLine
from desktop.services.broker_memory import BrokerMemory
from worker.contract import (
    CancelRequest,
    Code,
    Description,
    Message,
    QueueName,
    SealRequest,
    TaskName,
    TicketsAnswer,
    TicketsRequest,
    UnpublishAnswer,
    UnpublishRequest,
)

M = TypeVar("M", bound=Message)

MOST_NEWS = 250
"""So much news a look tells at most: whoever hears it would be busy for longer than a window may stand still."""
_QUICKEST, _SLOWEST = 0.02, 0.2
_MOST_UNANSWERED = 50
"""Questions nobody answered stay in the control queue; beyond so many no new one is put behind them."""
_CLOCK_SECONDS = 86_400.0
"""A question lives so much longer than its asker waits: workers compare its end, told by our clock, with theirs."""


class CeleryQueue:
    """Speak to one broker; `point_at` may name another at any time."""

    def __init__(self, *, memory: BrokerMemory | None = None) -> None:
        """Begin without an address: every call raises `broker:unreachable` until there is one."""
        self._line: BrokerLine | None = None
        self._seen: dict[str, bytes] = {}
        self._memory = memory or BrokerMemory()

    def point_at(self, url: str) -> None:
        """Use this broker from now on; connects to nothing."""
        before, self._line = self._line, BrokerLine(url)
        self._memory.forget()
        if before is not None:
            before.hang_up()

    def close(self) -> None:
        """Close every connection."""
        line, self._line = self._line, None
        if line is not None:
            line.hang_up()

    def ping(self) -> int:
        """Ask the broker for a sign of life and return how many tasks wait in its three queues."""
        return self._current().look((), counts=True).queued or 0

    def describe(self, *, timeout: float, is_stopped: Question) -> Description:
        """Ask a worker what the deployment is."""
        return self._ask(TaskName.DESCRIBE, (), Description, timeout, is_stopped)

    def issue_tickets(self, request: TicketsRequest, *, timeout: float, is_stopped: Question) -> TicketsAnswer:
        """Ask where files may be put."""
        return self._ask(TaskName.ISSUE_TICKETS, (request.to_wire(),), TicketsAnswer, timeout, is_stopped)

    def send_jobs(self, jobs: Sequence[Job]) -> None:
        """Send tasks in one batch, each with the notification that follows its success."""
        self._current().send_jobs(jobs)

    def seal_drop(self, request: SealRequest) -> None:
        """Tell the workers a drop's final size."""
        self._current().send_control(TaskName.SEAL_DROP, (request.to_wire(),))

    def cancel_jobs(self, request: CancelRequest) -> None:
        """Tell the workers of jobs nobody wants any more."""
        self._current().send_control(TaskName.CANCEL, (request.to_wire(),))

    def unpublish(self, request: UnpublishRequest, *, timeout: float, is_stopped: Question) -> UnpublishAnswer:
        """Give up this desktop's ownership of a published image."""
        return self._ask(TaskName.UNPUBLISH, (request.to_wire(),), UnpublishAnswer, timeout, is_stopped)

    def look(self, attempt_ids: Sequence[str], *, again: bool = False, counts: bool = False) -> Look:
        """Read what is new of all these attempts in one round trip; what is beyond `MOST_NEWS` the next look tells.

        What is new is remembered as told once the whole look succeeded: an end is written once and read once.
        """
        line = self._current()
        mark = self._memory.marked
        kept = line.look(attempt_ids, mark=mark, counts=counts)
        if mark is not None:
            self._memory.found(mark, is_there=kept.has_mark)
        known = {attempt: payload for attempt, payload in kept.results.items() if payload is not None}
        new = [attempt for attempt, payload in known.items() if again or self._seen.get(attempt) != payload]
        told = new if again else new[:MOST_NEWS]
        news = {attempt: seen_in(line.decoded(known[attempt])) for attempt in told}
        self._seen.update((attempt, known[attempt]) for attempt in told)
        self._forget_all_but(attempt_ids)
        return Look(
            news=news,
            unknown=frozenset(kept.results.keys() - known.keys()),
            has_forgotten=self._memory.tell_loss(),
            queued=kept.queued,
            has_more=len(told) < len(new),
        )

    def _forget_all_but(self, attempt_ids: Sequence[str]) -> None:
        if len(self._seen) > 2 * len(attempt_ids) + MOST_NEWS:
            kept = set(attempt_ids)
            self._seen = {attempt: payload for attempt, payload in self._seen.items() if attempt in kept}

    def _ask(self, task: TaskName, args: Sequence[Any], kind: type[M], timeout: float, is_stopped: Question) -> M:
        """Send a control task and wait for its answer."""
        line = self._current()
        unanswered = line.length(QueueName.CONTROL)
        if unanswered > _MOST_UNANSWERED:
            raise trouble(Code.NO_WORKER, f"{unanswered} questions wait unanswered", transient=True)
        task_id = line.send_control(task, args, expires=timeout + _CLOCK_SECONDS)
        meta = _awaited(lambda: _ended(line.result(task_id)), timeout, is_stopped)
        if meta is None:
            raise trouble(Code.NO_WORKER, f"{task.value} was not answered in {timeout:.0f} s", transient=True)
        self._memory.mark(task_id, line.has_result)
        return said_by(meta, kind)

    def _current(self) -> BrokerLine:
        if self._line is None:
            raise trouble(Code.BROKER_UNREACHABLE, "no broker is known yet", transient=True)
        return self._line


def _ended(meta: dict[str, Any]) -> dict[str, Any] | None:
    return meta if meta.get("status") in {"SUCCESS", "FAILURE", "REVOKED"} else None


def _awaited(read: Callable[[], dict[str, Any] | None], timeout: float, is_stopped: Question) -> dict[str, Any] | None:
    end, pause = time.monotonic() + timeout, _QUICKEST
    while not is_stopped() and time.monotonic() < end:
        if (meta := read()) is not None:
            return meta
        time.sleep(pause)
        pause = min(_SLOWEST, pause * 1.3)
    return None
