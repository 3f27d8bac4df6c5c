"""Count how often a job died with its worker: what kills its worker every time is poison, not bad luck."""

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
def counted(client: redis.Redis, task_id: str, *, most: int, came_back: bool) -> Iterator[None]:
    """Refuse a run of a job whose runs died `most` times; forget them once a run ends in whatever way Python notices.

    A message that came back was delivered before and never acknowledged: that run died. A copy that did not come back
    says nothing, however many of them run at once. A Redis that is away counts nothing: the job itself matters more.
    """
    key = f"pixferry:deliveries:{task_id}"
    if (died := _deaths(client, key, came_back=came_back)) >= most:
        raise PermanentError(Code.WORKER_POISON, f"the worker died in each of {died} runs")
    try:
        yield
    finally:
        with contextlib.suppress(redis.RedisError):
            client.delete(key)


def _deaths(client: redis.Redis, key: str, *, came_back: bool) -> int:
    try:
        with client.pipeline() as pipe:
            if came_back:
                pipe.incr(key)
                pipe.expire(key, _LIFETIME)
            pipe.get(key)
            answers: list[Any] = pipe.execute()
    except redis.RedisError as error:
        _log.warning("This delivery is not counted: %s", type(error).__name__)
        return 0
    return int(answers[-1] or 0)
