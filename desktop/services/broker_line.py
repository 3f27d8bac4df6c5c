"""Hold what belongs to one broker address: who sends tasks there, and who reads what became of them.

The producer has no result backend, declares nothing and never retries on its own: a dead broker is said within
seconds, and whoever asked decides when to try again (see RELIABILITY: with a backend one send blocks for 19 s).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import redis
from celery import Celery
from celery.backends.redis import RedisBackend
from kombu import Queue
from kombu.exceptions import DecodeError
from redis.backoff import NoBackoff
from redis.retry import Retry

from desktop.domain.remote import Job
from desktop.services.broker_errors import at_the_broker
from worker.contract import NotifyRequest, QueueName, TaskName

SOCKET_SECONDS = 5.0
_CHUNK = 1000


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Tell what the broker keeps: the results of those asked for, whether the mark is there, how many tasks wait."""

    results: Mapping[str, bytes | None]
    has_mark: bool = False
    queued: int | None = None


class BrokerLine:
    """Speak with one broker; every method blocks and raises `TroubleError` alone."""

    def __init__(self, url: str) -> None:
        """Connect to nothing yet."""
        with at_the_broker():
            self._app = _producer(url)
            self._backend = RedisBackend(app=self._app, url=url)
            self._client = redis.Redis.from_url(
                url,
                socket_timeout=SOCKET_SECONDS,
                socket_connect_timeout=SOCKET_SECONDS,
                socket_keepalive=True,
                health_check_interval=10,
                retry=Retry(NoBackoff(), 1),
            )
            # Made at its first use and limited a moment later: two lanes at once would disturb each other.
            self._app.producer_pool  # noqa: B018  the property makes it

    def hang_up(self) -> None:
        """Close every connection."""
        self._client.close()
        self._app.close()

    def send_jobs(self, jobs: Sequence[Job]) -> None:
        """Send tasks in one batch, each with the notification that follows its success."""
        app = self._app
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

    def send_control(self, task: TaskName, args: Sequence[Any], *, expires: float | None = None) -> str:
        """Send a task to the control queue and return its id."""
        task_id = str(uuid.uuid4())
        with at_the_broker():
            self._app.send_task(task.value, args=args, task_id=task_id, queue=QueueName.CONTROL.value, expires=expires)
        return task_id

    def look(self, task_ids: Sequence[str], *, mark: str | None = None, counts: bool = False) -> Kept:
        """Read, in one round trip, the results of all these tasks, and whether there is still one of the mark."""
        chunks = [task_ids[start : start + _CHUNK] for start in range(0, len(task_ids), _CHUNK)]
        with at_the_broker(), self._client.pipeline(transaction=False) as pipe:
            if mark is not None:
                pipe.exists(self._key(mark))
            for queue in QueueName if counts else ():
                pipe.llen(queue.value)
            for chunk in chunks:
                pipe.mget(list(map(self._key, chunk)))
            answers: list[Any] = pipe.execute() if len(pipe) else []
        has_mark = bool(answers.pop(0)) if mark is not None else False
        queued = sum(int(answers.pop(0)) for _ in QueueName) if counts else None
        found = (payload for payloads in answers for payload in payloads)
        return Kept(results=dict(zip(task_ids, found, strict=True)), has_mark=has_mark, queued=queued)

    def length(self, queue: QueueName) -> int:
        """Return how many tasks wait in a queue."""
        with at_the_broker():
            length: Any = self._client.llen(queue.value)
        return int(length)

    def has_result(self, task_id: str) -> bool:
        """Whether the broker keeps a result of a task."""
        with at_the_broker():
            return bool(self._client.exists(self._key(task_id)))

    def result(self, task_id: str) -> dict[str, Any]:
        """Return what the broker keeps of a task; nothing while there is none."""
        with at_the_broker():
            payload: Any = self._client.get(self._key(task_id))
        return self.decoded(payload) if payload is not None else {}

    def decoded(self, payload: bytes) -> dict[str, Any]:
        """Return what a result says; nothing of one that is none, which stops nobody else's from being read."""
        try:
            meta: Any = self._backend.decode(payload)
        except (DecodeError, ValueError):
            return {}
        return meta if isinstance(meta, dict) else {}

    def _key(self, task_id: str) -> Any:  # noqa: ANN401  bytes, which its stubs call str
        return self._backend.get_key_for_task(task_id)


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
