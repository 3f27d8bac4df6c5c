"""Tell a user how their drop ended: once, later where the channel takes nothing, and not for ever.

A channel that is dead may cost the workers little: it rests nine times as long as a try at it took, and what ends
meanwhile waits. A drop waits as long again as it has waited already, and is given up after three days.
"""

from __future__ import annotations

import logging
import time

import redis

from worker.contract import NotifyAnswer
from worker.errors import TransientError
from worker.notify.base import Notifier
from worker.notify.drops import Drop, Drops

NO_CHANNEL = "no channel is set in PIXFERRY_NOTIFY_URLS"
TOLD_BEFORE = "the user was told before"
NOT_TAKEN = "no channel took the message: the user is told later"
RESTING = "no channel took anything a moment ago: the user is told later"
GIVEN_UP = "no channel took the message for three days: the user is not told any more"

REST = "pixferry:channel:resting"
_SHORTEST_REST = 30.0
_REST_PER_TRY = 9.0
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
        if (rest := self._rest_left()) > 0:
            return self._put_off(drop, rest, reason=RESTING)
        if not self._drops.claim(drop.drop_id):
            return NotifyAnswer(notified=False, reason=TOLD_BEFORE)
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
        return NotifyAnswer(notified=True, urls=urls)

    def _put_off(self, drop: Drop, seconds: float, *, reason: str) -> NotifyAnswer:
        if self._drops.put_off(drop.drop_id, at_least=seconds):
            return NotifyAnswer(notified=False, reason=reason)
        _log.critical("Nobody can tell %r how drop %s ended: no channel took it for days", drop.user, drop.drop_id)
        self._drops.close(drop.drop_id)
        return NotifyAnswer(notified=False, reason=GIVEN_UP)

    def _rest_left(self) -> float:
        left: object = self._client.pttl(REST)
        return left / 1000 if isinstance(left, int) else 0.0

    def _rest(self, took: float) -> float:
        """Let the channel rest; return for how many seconds."""
        rest = max(_SHORTEST_REST, _REST_PER_TRY * took)
        self._client.set(REST, "1", px=int(rest * 1000))
        return rest
