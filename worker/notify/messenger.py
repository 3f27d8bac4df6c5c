"""Tell a user how their drop ended: once, later where the channel takes nothing, and not for ever.

A channel that is dead may cost the workers little: one at a time tries it, it rests nine times as long as that try
took, and what ends meanwhile waits. A drop waits as long again as it has waited already, and is given up after three
days, also where nobody who tried lived to say how it went.
"""

from __future__ import annotations

import contextlib
import logging
import time
import uuid
from typing import Any

import redis

from worker.contract import NotifyAnswer
from worker.errors import TransientError
from worker.notify.base import Notifier
from worker.notify.drops import Drop, Drops

NO_CHANNEL = "no channel is set in PIXFERRY_NOTIFY_URLS"
TOLD_BEFORE = "the user was told before"
NOT_TAKEN = "no channel took the message: the user is told later"
RESTING = "no channel took anything a moment ago: the user is told later"
BEING_TRIED = "another message is on its way through the channel: the user is told later"
GIVEN_UP = "no channel took the message for three days: the user is not told any more"

REST = "pixferry:channel:resting"
_RESTS = b"1"
_WHILE_TRIED = 5.0
_PATIENCE = 3.0
_PAUSE = 0.05
_SHORTEST_REST = 30.0
_REST_PER_TRY = 9.0
_LONGEST_TRY = 30.0
"""Seconds a try has the channel to itself, longer than one address takes: a messenger that dies holds up no longer."""
_log = logging.getLogger(__name__)


class Messenger:
    """Send the messages of ended drops. Raises redis-py's errors, and whatever bug a channel has."""

    def __init__(self, client: redis.Redis, drops: Drops, notifier: Notifier) -> None:
        """Remember in the broker how the channel does, for every worker."""
        self._client, self._drops, self._notifier = client, drops, notifier

    def tell(self, drop: Drop, *, public_url: str) -> NotifyAnswer:
        """Tell the user what is known of the drop, unless somebody did."""
        message = drop.message(public_url)
        urls = message.urls[: NotifyAnswer.MOST_URLS]
        if not self._notifier.is_configured:
            self._drops.close(drop.drop_id)
            return NotifyAnswer(notified=False, urls=urls, reason=NO_CHANNEL)
        if not self._drops.claim(drop.drop_id):
            return NotifyAnswer(notified=False, reason=TOLD_BEFORE)
        if (waited := self._drops.begin_telling(drop.drop_id)) is None:
            return self._give_up(drop)
        if (later := self._try_alone(drop, patience=0.0 if waited else _PATIENCE)) is not None:
            return later
        begun = time.monotonic()
        try:
            self._notifier.send(message)
        except BaseException as error:
            self._drops.release(drop.drop_id)
            answer = self._put_off(drop, self._rest(time.monotonic() - begun), reason=NOT_TAKEN)
            if isinstance(error, TransientError):
                return answer
            raise
        self._drops.close(drop.drop_id)
        with contextlib.suppress(redis.RedisError):  # it runs out by itself
            self._client.delete(REST)
        return NotifyAnswer(notified=True, urls=urls)

    def _put_off(self, drop: Drop, seconds: float, *, reason: str) -> NotifyAnswer:
        if self._drops.put_off(drop.drop_id, at_least=seconds):
            return NotifyAnswer(notified=False, reason=reason)
        return self._give_up(drop)

    def _give_up(self, drop: Drop) -> NotifyAnswer:
        _log.critical("Nobody can tell %r how drop %s ended: no channel took it for days", drop.user, drop.drop_id)
        self._drops.close(drop.drop_id)
        return NotifyAnswer(notified=False, reason=GIVEN_UP)

    def _try_alone(self, drop: Drop, *, patience: float) -> NotifyAnswer | None:
        """Mark the channel as being tried, for as long as that mostly takes; put the drop off where it is, or rests."""
        mine, deadline = uuid.uuid4().hex.encode(), time.monotonic() + patience
        while True:
            mark, left = self._mark(mine)
            if mark == mine:
                return None
            if mark == _RESTS or time.monotonic() >= deadline:
                break
            time.sleep(_PAUSE)
        self._drops.release(drop.drop_id)
        if mark == _RESTS:
            return self._put_off(drop, left, reason=RESTING)
        return self._put_off(drop, _WHILE_TRIED, reason=BEING_TRIED)

    def _mark(self, mine: bytes) -> tuple[bytes | None, float]:
        """Set our mark unless there is one; return which there is, and for how many seconds."""
        with self._client.pipeline() as pipe:
            pipe.set(REST, mine, nx=True, px=int(_LONGEST_TRY * 1000))
            pipe.get(REST)
            pipe.pttl(REST)
            answers: list[Any] = pipe.execute()
        # Not the answer to SET: the client asks again where an answer was lost, and the first asking set it.
        _, mark, left = answers
        return mark, left / 1000

    def _rest(self, took: float) -> float:
        """Let the channel rest; return for how many seconds."""
        rest = max(_SHORTEST_REST, _REST_PER_TRY * took)
        self._client.set(REST, _RESTS, px=int(rest * 1000))
        return rest
