"""Remember which jobs nobody wants any more, so that they end when their turn comes instead of being made."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import redis

from worker.contract import Code
from worker.errors import PermanentError

_log = logging.getLogger(__name__)
_KEPT = 30 * 24 * 3600
"""Seconds: a job waits for as long as no worker is there, over holidays too."""


def cancel(client: redis.Redis, attempt_ids: Sequence[str]) -> None:
    """Note these jobs; one that has ended already is not touched."""
    with client.pipeline() as pipe:
        for attempt_id in attempt_ids:
            pipe.set(_key(attempt_id), "1", ex=_KEPT)
        pipe.execute()


def refuse_cancelled(client: redis.Redis, attempt_id: str) -> None:
    """Raise `PermanentError(CANCELLED)` for a job that was cancelled; a Redis that is away cancels nothing."""
    try:
        is_cancelled = bool(client.exists(_key(attempt_id)))
    except redis.RedisError as error:
        _log.warning("Whether this job was cancelled is not known: %s", type(error).__name__)
        return
    if is_cancelled:
        raise PermanentError(Code.CANCELLED)


def _key(attempt_id: str) -> str:
    return f"pixferry:cancelled:{attempt_id}"
