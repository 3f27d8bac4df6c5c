"""Answer a message or end its task in the contract's words: what every door of the worker has in common.

One mapping at the door says what an error means: a transient one is tried again with backoff, at most three times,
visibly; everything else ends the task with `TaskFailed`, whose only argument is the contract's `Failure`.
"""

from __future__ import annotations

import logging
import random
import time
from typing import Any

from celery import Task
from celery.exceptions import Reject

from worker.broker.failures import TaskFailed, WillRetry, failure_of
from worker.broker.settings import CRASH_PAUSE, LONGEST_BACKOFF, MAX_RETRIES
from worker.contract import Code, ContractError, Failure
from worker.services import Services

_log = logging.getLogger(__name__)


class Door(Task[Any, Any]):
    """Answer one kind of message. Task objects are made once per process, so nothing of a job is kept on `self`."""

    abstract = True
    max_retries = MAX_RETRIES
    default_retry_delay = CRASH_PAUSE  # Celery waits three minutes after a crash
    throws = (TaskFailed,)
    resultrepr_maxsize = 200
    takes = 1
    """Messages a request consists of."""

    def __init__(self, services: Services) -> None:
        """Work with `services`."""
        self.services = services

    def answer(self, *messages: Any) -> object:  # noqa: ANN401  decoded JSON
        """Return the answer as a JSON value; any error may be raised."""
        raise NotImplementedError

    def run(self, *messages: Any) -> object:  # noqa: ANN401  decoded JSON
        """Answer, or end in the contract's words."""
        try:
            if len(messages) != self.takes:
                msg = f"{self.name} takes {self.takes} messages, not {len(messages)}"
                raise ContractError(msg)  # noqa: TRY301  it leaves as a Failure like any other
            return self.answer(*messages)
        except Exception as error:  # noqa: BLE001  the edge of the process: every error leaves as a Failure
            failure = failure_of(error)
            if failure.code == Code.WORKER_BUG:
                _log.critical("A bug in %s[%s]", self.name, self.request.id, exc_info=True)
        if failure.transient and self.request.retries < MAX_RETRIES:
            self._try_again(failure)
        raise TaskFailed(failure.to_wire())

    def _try_again(self, failure: Failure) -> None:
        retry = self.request.retries + 1
        settings = self.services.settings
        pause = pause_before(
            retry, retry_after=failure.retry_after, first=settings.retry_pause, longest=settings.longest_retry_pause
        )
        waiting = WillRetry(failure.to_wire(), retry=retry, retry_at=time.time() + pause)
        try:
            raise self.retry(exc=waiting, countdown=pause)
        except Reject as error:
            # Celery drops a task whose next try it could not publish: the broker keeps this message instead.
            raise Reject(error.args[0], requeue=True) from error


def pause_before(
    retry: int, *, retry_after: float | None, first: float = 2.0, longest: float = LONGEST_BACKOFF
) -> float:
    """Return the seconds before the `retry`-th try: 2, 4, 8, at most 60, spread, and no less than the store asked."""
    backoff = min(first * 2.0 ** (retry - 1), longest)
    spread = backoff * random.uniform(0.75, 1.25)  # noqa: S311  jitter, no secret
    return min(max(spread, retry_after or 0.0), longest)
