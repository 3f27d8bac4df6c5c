"""Open our own connection to the broker, for what Celery does not keep: drops, deliveries, dead letters."""

from __future__ import annotations

import redis

from worker.broker.settings import SOCKET_PATIENCE
from worker.settings import WorkerSettings


def connect(settings: WorkerSettings) -> redis.Redis:
    """Return a client with short timeouts; it connects when first used."""
    return redis.Redis.from_url(
        settings.broker_url.get_secret_value(),
        socket_timeout=SOCKET_PATIENCE,
        socket_connect_timeout=SOCKET_PATIENCE,
        socket_keepalive=True,
        health_check_interval=10,
    )
