"""Tell from what the broker says, and does not say, which attempts are lost and which stand still at a worker.

The broker says nothing of an attempt that waits in a queue, and nothing of one it has lost. What tells them apart:

- the queues are empty, and have been for a while: whatever is still unknown is lost;
- the broker has forgotten an answer it gave us: it was restarted without its memory, and every unknown attempt is lost;
- a later attempt of the same queue was taken up long ago: a queue keeps its order, so the earlier one is lost;
- a worker had begun with it, nothing was heard of it for longer than any job may take, and the queues are empty.

A broker that is away says nothing of anybody: that time does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from worker.contract import QueueName

FORGOTTEN_SECONDS = 60.0
STALLED_SECONDS = 60.0
OVERTAKEN_SECONDS = 1200.0
"""Longer than the visibility timeout and the longest job: what another worker holds in reserve comes back by then."""
_RESUMED_SECONDS = 5.0
"""An attempt of an earlier run has been silent for as long as we were away, but is looked at so long first."""


@dataclass
class _Heard:
    queue: QueueName
    number: int
    at: float
    has_begun: bool = False


class Silence:
    """Hold when each followed attempt was last heard of; instants are of one monotonic clock."""

    def __init__(
        self,
        *,
        forgotten_after: float = FORGOTTEN_SECONDS,
        stalled_after: float = STALLED_SECONDS,
        overtaken_after: float = OVERTAKEN_SECONDS,
    ) -> None:
        """Begin with nobody."""
        self._forgotten_after, self._stalled_after = forgotten_after, stalled_after
        self._overtaken_after = overtaken_after
        self._heard: dict[str, _Heard] = {}
        self._begun: dict[QueueName, list[tuple[int, float]]] = {queue: [] for queue in QueueName}
        self._count = 0

    def follow(self, attempt_id: str, queue: QueueName, now: float, *, age: float = 0.0) -> None:
        """Begin with an attempt that was sent just now, or `age` seconds ago by an earlier run."""
        self._count += 1
        silent = min(age, self._forgotten_after) - _RESUMED_SECONDS
        self._heard[attempt_id] = _Heard(queue=queue, number=self._count, at=now - max(0.0, silent))

    def leave(self, attempt_id: str) -> None:
        """Follow it no longer."""
        self._heard.pop(attempt_id, None)

    def hear(self, attempt_id: str, now: float) -> None:
        """Note a sign of life."""
        if (heard := self._heard.get(attempt_id)) is None:
            return
        heard.at = now
        if not heard.has_begun:
            heard.has_begun = True
            self._note_begun(heard, now)

    def pause(self, now: float) -> None:
        """Let the time until now not count: the broker was away."""
        for heard in self._heard.values():
            heard.at = now
        self._begun = {queue: [] for queue in QueueName}

    def is_due(self, now: float) -> bool:
        """Whether anybody is silent for long enough to ask how full the queues are."""
        patience = min(self._forgotten_after, self._stalled_after) / 2
        return any(now - heard.at > patience for heard in self._heard.values())

    def lost(self, unknown: Iterable[str], *, queued: int | None, has_forgotten: bool, now: float) -> list[str]:
        """Return the attempts to send again: of those the broker does not know, and of those it knows too long."""
        not_known, overtakers = frozenset(unknown), self._overtakers(now)
        return [
            attempt_id
            for attempt_id, heard in self._heard.items()
            if (attempt_id in not_known and (has_forgotten or self._is_lost(heard, queued, overtakers, now)))
            or (queued == 0 and now - heard.at > self._overtaken_after)
        ]

    def stalled(self, now: float) -> list[str]:
        """Return the attempts a worker has begun and says nothing of."""
        return [
            attempt_id
            for attempt_id, heard in self._heard.items()
            if heard.has_begun and now - heard.at > self._stalled_after
        ]

    def _is_lost(self, heard: _Heard, queued: int | None, overtakers: Mapping[QueueName, int], now: float) -> bool:
        silent = now - heard.at
        if queued == 0 and silent > self._forgotten_after:
            return True
        return silent > self._overtaken_after and heard.number < overtakers[heard.queue]

    def _overtakers(self, now: float) -> dict[QueueName, int]:
        """Return, for each queue, the latest attempt that was taken up long ago."""
        return {
            queue: max((number for number, at in begun if now - at > self._overtaken_after), default=0)
            for queue, begun in self._begun.items()
        }

    def _note_begun(self, heard: _Heard, now: float) -> None:
        """Keep, for each queue, only what a later look can need: every number that is higher than all before it."""
        begun = self._begun[heard.queue]
        if not begun or heard.number > begun[-1][0]:
            begun.append((heard.number, now))
        while len(begun) > 1 and now - begun[1][1] > self._overtaken_after:
            begun.pop(0)
