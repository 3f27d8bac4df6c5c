"""Count how often a job was begun and never ended: what kills its worker every time is poison, not bad luck."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from typing import Any

import redis

from worker.contract import Code
from worker.errors import PermanentError

_log = logging.getLogger(__name__)
_LIFETIME = 24 * 3600


@contextlib.contextmanager
def counted(client: redis.Redis, task_id: str, *, most: int) -> Iterator[None]:
    """Count this run until it ends in whatever way Python notices; refuse one that did not `most` times.

    A Redis that is away counts nothing: the job itself matters more.
    """
    key = f"pixferry:deliveries:{task_id}"
    if (begun := _begin(client, key)) > most:
        raise PermanentError(Code.WORKER_POISON, f"the worker died in each of {begun - 1} runs")
    try:
        yield
    finally:
        with contextlib.suppress(redis.RedisError):
            client.delete(key)


def _begin(client: redis.Redis, key: str) -> int:
    try:
        with client.pipeline() as pipe:
            pipe.incr(key)
            pipe.expire(key, _LIFETIME)
            answers: list[Any] = pipe.execute()
    except redis.RedisError as error:
        _log.warning("This delivery is not counted: %s", type(error).__name__)
        return 0
    return int(answers[0])
