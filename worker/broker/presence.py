"""Know how many workers make images: each writes its name down every few seconds, and is gone when it does not."""

from __future__ import annotations

import logging
import time
from typing import Any

import redis
from celery import Celery, bootsteps

from worker.broker.connection import connect
from worker.contract import QueueName
from worker.settings import WorkerSettings

KEY = "pixferry:workers"
BEAT_SECONDS = 5.0
GONE_AFTER = 20.0
_IMAGES = (QueueName.IMAGES.value, QueueName.BULK.value)
_log = logging.getLogger(__name__)


def add_presence(app: Celery, settings: WorkerSettings) -> None:
    """Make every worker of this app that takes images say that it is there."""

    class Presence(bootsteps.StartStopStep):
        """Write this worker down as long as it consumes."""

        requires = ("celery.worker.consumer.tasks:Tasks",)

        def start(self, parent: Any) -> None:  # noqa: ANN401  Celery's consumer
            if any(queue in app.amqp.queues.consume_from for queue in _IMAGES):
                write_down(settings, parent.hostname)
                self.entry = parent.timer.call_repeatedly(BEAT_SECONDS, write_down, (settings, parent.hostname))

        def stop(self, parent: Any) -> None:  # noqa: ANN401  Celery's consumer
            if entry := getattr(self, "entry", None):
                entry.cancel()
                strike_out(settings, parent.hostname)

    app.steps["consumer"].add(Presence)


def write_down(settings: WorkerSettings, name: str) -> None:
    """Note that a worker is there, and forget those that are not."""
    now = time.time()
    try:
        with connect(settings) as client, client.pipeline() as pipe:
            pipe.zadd(KEY, {name: now})
            pipe.zremrangebyscore(KEY, "-inf", now - GONE_AFTER)
            pipe.execute()
    except redis.RedisError as error:
        _log.warning("This worker is not counted for now: %s", type(error).__name__)


def strike_out(settings: WorkerSettings, name: str) -> None:
    """Note that a worker is leaving."""
    try:
        with connect(settings) as client:
            client.zrem(KEY, name)
    except redis.RedisError:
        _log.warning("This worker counts for %.0f more seconds", GONE_AFTER)


def count_workers(client: redis.Redis) -> int:
    """Return how many workers make images now."""
    found: Any = client.zcount(KEY, time.time() - GONE_AFTER, "+inf")
    return int(found)
