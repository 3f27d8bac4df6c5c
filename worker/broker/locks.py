"""Let one worker at a time change what several may want to change, as far as the broker they share can see to it.

A lock is held for as long as its holder lives, however slow the store is: a thread renews it. It outlives its holder's
death by five seconds.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import redis

from worker.contract import Code
from worker.errors import TransientError

HELD_AT_MOST = 5.0
PATIENCE = 6.0
_RENEWALS = 5
_PAUSE = 0.05
_log = logging.getLogger(__name__)


@contextlib.contextmanager
def alone(
    client: Callable[[], redis.Redis], name: str, *, held: float = HELD_AT_MOST, patience: float = PATIENCE
) -> Iterator[Lock]:
    """Hold the lock `name`; raise `TransientError` if somebody else does so for longer than `patience` seconds.

    A broker that is away stops nobody: whoever does what cannot be undone asks the lock whether it is certain.
    """
    lock = Lock(client, f"pixferry:lock:{name}", held=held)
    keeper = threading.Thread(target=lock.keep, name="lock-keeper", daemon=True)
    is_kept = lock.take(patience=patience)
    if is_kept:
        keeper.start()
    try:
        yield lock
    finally:
        if is_kept:
            lock.give_back()
            keeper.join()


class Lock:
    """Hold a lock, and know whether it is held."""

    def __init__(self, client: Callable[[], redis.Redis], key: str, *, held: float) -> None:
        """Take nothing yet; `held` is how many seconds the lock outlives us."""
        self._client, self._key, self._held = client, key, held
        self._token = uuid.uuid4().hex.encode()
        self._certain_until = 0.0
        self._is_over = threading.Event()

    @property
    def is_certain(self) -> bool:
        """Whether nobody else can hold it at this moment."""
        return time.monotonic() < self._certain_until

    @property
    def is_lost(self) -> bool:
        """Whether it was held and is not any more; a broker that is away says nothing of it."""
        try:
            return bool(self._certain_until) and self._client().get(self._key) != self._token
        except redis.RedisError:
            return False

    def take(self, *, patience: float) -> bool:
        """Take it as soon as it is free; False where the broker is away."""
        deadline = time.monotonic() + patience
        try:
            while not self._is_taken():
                if time.monotonic() > deadline:
                    raise TransientError(Code.STORAGE_UNAVAILABLE, "another worker changes the same image")
                time.sleep(_PAUSE)
        except redis.RedisError as error:
            _log.warning("Going on without %s: %s", self._key, type(error).__name__)
            return False
        return True

    def keep(self) -> None:
        """Renew it until it is given back, or is somebody else's."""
        while not self._is_over.wait(self._held / _RENEWALS):
            begun = time.monotonic()
            try:
                if not self._is_renewed():
                    return
            except redis.RedisError:
                continue
            self._certain_until = begun + self._held

    def give_back(self) -> None:
        """Let the next have it; what cannot be given back runs out by itself."""
        self._is_over.set()
        with contextlib.suppress(redis.RedisError):
            self._if_ours(lambda pipe: pipe.delete(self._key))

    def _is_taken(self) -> bool:
        begun = time.monotonic()
        is_new = self._client().set(self._key, self._token, nx=True, px=int(self._held * 1000))
        # The client asks again where an answer was lost: then the first asking took it.
        if is_new or self._client().get(self._key) == self._token:
            self._certain_until = begun + self._held
        return self.is_certain

    def _is_renewed(self) -> bool:
        return self._if_ours(lambda pipe: pipe.pexpire(self._key, int(self._held * 1000)))

    def _if_ours(self, change: Callable[[Any], object]) -> bool:
        """Make one change unless the lock is somebody else's, or becomes so in that moment."""
        pipe: Any  # redis-py leaves `watch` untyped
        with self._client().pipeline() as pipe:
            pipe.watch(self._key)
            if pipe.get(self._key) != self._token:
                return False
            pipe.multi()
            change(pipe)
            try:
                pipe.execute()
            except redis.WatchError:
                return False
        return True
