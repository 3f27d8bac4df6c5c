"""Let one worker at a time change what several may want to change, as far as the broker they share can see to it."""

from __future__ import annotations

import contextlib
import logging
import time
import uuid
from collections.abc import Callable, Iterator

import redis

_HELD_AT_MOST = 5.0
_PATIENCE = 6.0
_PAUSE = 0.05
_log = logging.getLogger(__name__)


@contextlib.contextmanager
def alone(client: Callable[[], redis.Redis], name: str) -> Iterator[None]:
    """Hold the lock `name` for up to five seconds: it outlives its holder's death by no more.

    A broker that is away, or a lock that does not come free, delays nothing for long: what is done under it is
    checked afterwards and done again where it was lost.
    """
    key, token = f"pixferry:lock:{name}", uuid.uuid4().hex
    held = _taken(client, key, token)
    try:
        yield
    finally:
        if held:
            _give_back(client, key, token)


def _taken(client: Callable[[], redis.Redis], key: str, token: str) -> bool:
    deadline = time.monotonic() + _PATIENCE
    try:
        while not client().set(key, token, nx=True, px=int(_HELD_AT_MOST * 1000)):
            if time.monotonic() > deadline:
                _log.warning("Somebody holds %s for too long: going on without it", key)
                return False
            time.sleep(_PAUSE)
    except redis.RedisError as error:
        _log.warning("Going on without %s: %s", key, type(error).__name__)
        return False
    return True


def _give_back(client: Callable[[], redis.Redis], key: str, token: str) -> None:
    with contextlib.suppress(redis.RedisError):
        if client().get(key) == token.encode():
            client().delete(key)
