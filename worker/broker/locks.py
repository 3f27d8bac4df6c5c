"""Let one worker at a time change what several may want to change, as far as the broker they share can see to it.

A lock is held for as long as its holder lives, however slow the store is: a thread renews it, though not for longer
than any job may take. It outlives its holder's death by five seconds.
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
LONGEST = 300.0
_RENEWALS = 5
_PAUSE = 0.05
_log = logging.getLogger(__name__)


@contextlib.contextmanager
def alone(
    client: Callable[[], redis.Redis],
    name: str,
    *,
    held: float = HELD_AT_MOST,
    patience: float = PATIENCE,
    longest: float = LONGEST,
) -> Iterator[Lock]:
    """Hold the lock `name`; raise `TransientError` if somebody else does so for longer than `patience` seconds.

    It runs out after `longest` seconds: whoever holds it is ended by then.

    A broker that is away stops nobody: whoever does what cannot be undone asks the lock whether it is certain.
    """
    lock = Lock(client, f"pixferry:lock:{name}", held=held)
    keeper = threading.Thread(target=lock.keep, kwargs={"longest": longest}, name="lock-keeper", daemon=True)
    is_kept = True
    try:  # A time limit may interrupt any line from here on.
        is_kept = lock.take(patience=patience)
        if is_kept:
            keeper.start()
        yield lock
    finally:
        if is_kept:
            lock.give_back()
            if keeper.is_alive():
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
        first_asked = time.monotonic()
        deadline = first_asked + patience
        try:
            while not self._is_taken(first_asked):
                if time.monotonic() > deadline:
                    raise TransientError(Code.STORAGE_UNAVAILABLE, "another worker changes the same image")
                time.sleep(_PAUSE)
        except redis.RedisError as error:
            _log.warning("Going on without %s: %s", self._key, type(error).__name__)
            return False
        return True

    def keep(self, *, longest: float) -> None:
        """Renew it until it is given back, is somebody else's, or was held for `longest` seconds."""
        pause = self._held / _RENEWALS
        for _ in range(int(longest / pause)):
            if self._is_over.wait(pause):
                return
            begun = time.monotonic()
            try:
                if not self._is_renewed():
                    self._certain_until = begun
                    return
            except redis.RedisError:
                continue
            self._certain_until = begun + self._held

    def give_back(self) -> None:
        """Let the next have it; what cannot be given back runs out by itself."""
        self._is_over.set()
        with contextlib.suppress(redis.RedisError):
            self._if_ours(lambda pipe: pipe.delete(self._key))

    def _is_taken(self, first_asked: float) -> bool:
        begun = time.monotonic()
        if self._client().set(self._key, self._token, nx=True, px=int(self._held * 1000)):
            self._certain_until = begun + self._held
        elif self._client().get(self._key) == self._token:
            # An earlier asking took it, whose answer was lost or late: its time runs since then.
            self._certain_until = first_asked + self._held
        return self.is_certain

    def _is_renewed(self) -> bool:
        return self._if_ours(lambda pipe: pipe.pexpire(self._key, int(self._held * 1000)))

    def _if_ours(self, change: Callable[[Any], object]) -> bool:
        """Make one change unless the lock is somebody else's.

        `WatchError` where it becomes so in that moment, and where the line is cut: only asking again tells which.
        """
        pipe: Any  # redis-py leaves `watch` untyped
        with self._client().pipeline() as pipe:
            pipe.watch(self._key)
            if pipe.get(self._key) != self._token:
                return False
            pipe.multi()
            change(pipe)
            pipe.execute()
        return True
