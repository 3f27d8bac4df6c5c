"""Be the desktop's Celery client: send tasks in batches, read the results of all of them in one round trip.

The producer has no result backend, declares nothing and never retries on its own: a dead broker is said within
seconds, and whoever asked decides when to try again (see RELIABILITY: with a backend one send blocks for 19 s).
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import redis
from celery import Celery
from celery.backends.redis import RedisBackend
from kombu import Queue
from kombu.exceptions import DecodeError
from redis.backoff import NoBackoff
from redis.retry import Retry

from desktop.domain.remote import Job, Look, Question
from desktop.domain.trouble import trouble
from desktop.services.answers import said_by, seen_in
from desktop.services.broker_errors import at_the_broker
from desktop.services.broker_memory import BrokerMemory
from worker.contract import (
    CancelRequest,
    Code,
    Description,
    Message,
    NotifyRequest,
    QueueName,
    SealRequest,
    TaskName,
    TicketsAnswer,
    TicketsRequest,
    UnpublishAnswer,
    UnpublishRequest,
)

M = TypeVar("M", bound=Message)

SOCKET_SECONDS = 5.0
_CHUNK = 1000
_QUICKEST, _SLOWEST = 0.02, 0.2
_MOST_UNANSWERED = 50
"""Questions nobody answered stay in the control queue; beyond so many no new one is put behind them."""
_CLOCK_SECONDS = 86_400.0
"""A question lives so much longer than its asker waits: workers compare its end, told by our clock, with theirs."""


@dataclass(frozen=True)
class _Line:
    """Hold what belongs to one broker address."""

    app: Celery
    backend: RedisBackend
    client: redis.Redis


class CeleryQueue:
    """Speak to one broker; `point_at` may name another at any time."""

    def __init__(self, *, memory: BrokerMemory | None = None) -> None:
        """Begin without an address: every call raises `broker:unreachable` until there is one."""
        self._line: _Line | None = None
        self._seen: dict[str, bytes] = {}
        self._memory = memory or BrokerMemory()

    def point_at(self, url: str) -> None:
        """Use this broker from now on; connects to nothing."""
        with at_the_broker():
            app = _producer(url)
            backend = RedisBackend(app=app, url=url)
            client = redis.Redis.from_url(
                url,
                socket_timeout=SOCKET_SECONDS,
                socket_connect_timeout=SOCKET_SECONDS,
                socket_keepalive=True,
                health_check_interval=10,
                retry=Retry(NoBackoff(), 1),
            )
            # Made at its first use and limited a moment later: two lanes at once would disturb each other.
            app.producer_pool  # noqa: B018  the property makes it
            before, self._line = self._line, _Line(app, backend, client)
            self._memory.forget()
        if before is not None:
            _hang_up(before)

    def close(self) -> None:
        """Close every connection."""
        line, self._line = self._line, None
        if line is not None:
            _hang_up(line)

    def ping(self) -> int:
        """Ask the broker for a sign of life and return how many tasks wait in its three queues."""
        line = self._current()
        with at_the_broker():
            line.client.ping()
            return sum(_length(line, queue) for queue in QueueName)

    def describe(self, *, timeout: float, is_stopped: Question) -> Description:
        """Ask a worker what the deployment is."""
        return self._ask(TaskName.DESCRIBE, (), Description, timeout, is_stopped)

    def issue_tickets(self, request: TicketsRequest, *, timeout: float, is_stopped: Question) -> TicketsAnswer:
        """Ask where files may be put."""
        return self._ask(TaskName.ISSUE_TICKETS, (request.to_wire(),), TicketsAnswer, timeout, is_stopped)

    def send_jobs(self, jobs: Sequence[Job]) -> None:
        """Send tasks in one batch, each with the notification that follows its success."""
        app = self._current().app
        with (
            at_the_broker(),
            app.producer_pool.acquire(block=True, timeout=SOCKET_SECONDS) as producer,
            producer.batch(max_size=_CHUNK),  # type: ignore[attr-defined] # new in kombu 5.7: its stubs lag
        ):
            for job in jobs:
                app.send_task(
                    TaskName.PROCESS_IMAGE.value,
                    args=(job.request.to_wire(),),
                    task_id=job.attempt_id,
                    queue=job.queue.value,
                    chain=[_notify(app, job)] if job.notifies else None,
                    producer=producer,
                )

    def seal_drop(self, request: SealRequest) -> None:
        """Tell the workers a drop's final size."""
        self._send_control(TaskName.SEAL_DROP, (request.to_wire(),))

    def cancel_jobs(self, request: CancelRequest) -> None:
        """Tell the workers of jobs nobody wants any more."""
        self._send_control(TaskName.CANCEL, (request.to_wire(),))

    def unpublish(self, request: UnpublishRequest, *, timeout: float, is_stopped: Question) -> UnpublishAnswer:
        """Give up this desktop's ownership of a published image."""
        return self._ask(TaskName.UNPUBLISH, (request.to_wire(),), UnpublishAnswer, timeout, is_stopped)

    def look(self, attempt_ids: Sequence[str], *, again: bool = False) -> Look:
        """Read what is new of all these attempts: one MGET for each thousand.

        What is new is remembered as told once the whole look succeeded: an end is written once and read once.
        """
        line = self._current()
        has_forgotten = self._memory.is_lost(lambda task_id: _has_answer(line, task_id))
        payloads: dict[str, bytes | None] = {}
        for start in range(0, len(attempt_ids), _CHUNK):
            ids = attempt_ids[start : start + _CHUNK]
            with at_the_broker():
                found: Any = line.client.mget([line.backend.get_key_for_task(attempt) for attempt in ids])
            payloads.update(zip(ids, found, strict=True))
        known = {attempt: payload for attempt, payload in payloads.items() if payload is not None}
        new = [attempt for attempt, payload in known.items() if again or self._seen.get(attempt) != payload]
        news = {attempt: seen_in(_decoded(line, known[attempt])) for attempt in new}
        self._seen.update(known)
        self._forget_all_but(attempt_ids)
        if has_forgotten:
            self._memory.said()
        return Look(news=news, unknown=frozenset(payloads.keys() - known.keys()), has_forgotten=has_forgotten)

    def _forget_all_but(self, attempt_ids: Sequence[str]) -> None:
        if len(self._seen) > 2 * len(attempt_ids) + _CHUNK:
            kept = set(attempt_ids)
            self._seen = {attempt: payload for attempt, payload in self._seen.items() if attempt in kept}

    def _ask(self, task: TaskName, args: Sequence[Any], kind: type[M], timeout: float, is_stopped: Question) -> M:
        """Send a control task and wait for its answer."""
        line = self._current()
        with at_the_broker():
            unanswered = _length(line, QueueName.CONTROL)
        if unanswered > _MOST_UNANSWERED:
            raise trouble(Code.NO_WORKER, f"{unanswered} questions wait unanswered", transient=True)
        task_id = self._send_control(task, args, expires=timeout + _CLOCK_SECONDS)
        meta = _awaited(lambda: self._meta(line, task_id), timeout, is_stopped)
        if meta is None:
            raise trouble(Code.NO_WORKER, f"{task.value} was not answered in {timeout:.0f} s", transient=True)
        self._memory.mark(task_id, lambda older: _has_answer(line, older))
        return said_by(meta, kind)

    def _meta(self, line: _Line, task_id: str) -> dict[str, Any] | None:
        with at_the_broker():
            payload: Any = line.client.get(line.backend.get_key_for_task(task_id))
        meta = _decoded(line, payload) if payload is not None else {}
        return meta if meta.get("status") in {"SUCCESS", "FAILURE", "REVOKED"} else None

    def _send_control(self, task: TaskName, args: Sequence[Any], *, expires: float | None = None) -> str:
        app, task_id = self._current().app, str(uuid.uuid4())
        with at_the_broker():
            app.send_task(task.value, args=args, task_id=task_id, queue=QueueName.CONTROL.value, expires=expires)
        return task_id

    def _current(self) -> _Line:
        if self._line is None:
            raise trouble(Code.BROKER_UNREACHABLE, "no broker is known yet", transient=True)
        return self._line


def _producer(url: str) -> Celery:
    app = Celery("pixferry-desktop", broker=url, backend="disabled://", set_as_current=False, fixups=[])
    app.conf.update(
        task_serializer="json",
        accept_content=["json"],
        result_accept_content=["json"],
        task_queues=[Queue(queue.value, no_declare=True) for queue in QueueName],
        task_create_missing_queues=False,
        task_publish_retry=False,
        broker_connection_timeout=SOCKET_SECONDS,
        broker_pool_limit=4,
        broker_transport_options={
            "socket_timeout": SOCKET_SECONDS,
            "socket_connect_timeout": SOCKET_SECONDS,
            "socket_keepalive": True,
            "health_check_interval": 10,
            "max_retries": 0,  # else it knocks for five seconds on its own, and a close waits as long
        },
    )
    return app


def _notify(app: Celery, job: Job) -> Any:  # noqa: ANN401  a Celery signature
    """Return the signature that follows; its id is made from the attempt's, so that a re-send is the same message."""
    request = NotifyRequest(
        job_id=job.request.source.job_id, drop_id=job.request.drop_id, user=job.request.user
    ).to_wire()
    task_id = str(uuid.uuid5(uuid.UUID(job.attempt_id), TaskName.NOTIFY.value))
    return app.signature(
        TaskName.NOTIFY.value, args=(request,), options={"queue": QueueName.CONTROL.value, "task_id": task_id}
    )


def _has_answer(line: _Line, task_id: str) -> bool:
    with at_the_broker():
        return bool(line.client.exists(line.backend.get_key_for_task(task_id)))


def _decoded(line: _Line, payload: bytes) -> dict[str, Any]:
    """Return what a result says; nothing of one that is none, which stops nobody else's from being read."""
    try:
        meta: Any = line.backend.decode(payload)
    except (DecodeError, ValueError):
        return {}
    return meta if isinstance(meta, dict) else {}


def _length(line: _Line, queue: QueueName) -> int:
    length: Any = line.client.llen(queue.value)
    return int(length)


def _awaited(read: Callable[[], dict[str, Any] | None], timeout: float, is_stopped: Question) -> dict[str, Any] | None:
    end, pause = time.monotonic() + timeout, _QUICKEST
    while not is_stopped() and time.monotonic() < end:
        if (meta := read()) is not None:
            return meta
        time.sleep(pause)
        pause = min(_SLOWEST, pause * 1.3)
    return None


def _hang_up(line: _Line) -> None:
    line.client.close()
    line.app.close()
