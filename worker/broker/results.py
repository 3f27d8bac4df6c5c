"""Store what becomes of a job in the contract's words, whoever notices: the child, or the worker that lost it."""

from __future__ import annotations

import time
from typing import Any

from celery import Celery
from celery.backends.redis import RedisBackend
from redis.exceptions import OutOfMemoryError

from worker.broker.failures import TaskFailed, WillRetry, failure_of
from worker.broker.settings import CRASH_PAUSE
from worker.contract import Progress, Stage, TaskName

_ANSWER_KEPT = 3600
"""Seconds; a desktop reads an answer at once, and those of a hundred open windows, with their tickets, add up."""


class Results(RedisBackend):
    """Keep results in Redis: failures as `TaskFailed`, waiting retries as the stage QUEUED with its countdown."""

    app: Celery  # the stubs leave it out

    def exception_safe_to_retry(self, exc: Exception) -> bool:
        """Wait for room as for the connection: a job that is done may not fail because the broker is full."""
        return isinstance(exc, OutOfMemoryError) or bool(super().exception_safe_to_retry(exc))

    def _store_result(
        self,
        task_id: str,
        result: object,
        state: str,
        traceback: str | None = None,
        request: Any = None,  # noqa: ANN401  Celery's Context
        **kwargs: Any,  # noqa: ANN401  passed on
    ) -> object:
        """Keep what became of an image until its desktop is back; every other answer is read at once, or never."""
        store: Any = super()._store_result  # type: ignore[misc]  # the stubs leave it out
        stored: object = store(task_id, result, state, traceback, request, **kwargs)
        if getattr(request, "task", None) not in {None, TaskName.PROCESS_IMAGE}:
            self.expire(self.get_key_for_task(task_id), _ANSWER_KEPT)
        return stored

    def mark_as_failure(
        self,
        task_id: str,
        exc: BaseException,
        traceback: str | None = None,
        request: Any = None,  # noqa: ANN401  Celery's Context
        *args: Any,  # noqa: ANN401  passed on
        **kwargs: Any,  # noqa: ANN401  passed on
    ) -> None:
        """Store the failure, then let the task settle what depends on it (its drop)."""
        failed = exc if type(exc) is TaskFailed else TaskFailed(failure_of(exc).to_wire())
        super().mark_as_failure(task_id, failed, traceback, request, *args, **kwargs)
        task = self.app.tasks.get(getattr(request, "task", None) or "")
        if settle := getattr(task, "settle_failure", None):
            settle(request, failed.failure)

    def mark_as_retry(
        self,
        task_id: str,
        exc: BaseException,
        traceback: str | None = None,  # noqa: ARG002  what goes on is not an error yet
        request: Any = None,  # noqa: ANN401  Celery's Context
        *_args: Any,  # noqa: ANN401  Celery's own state name, which the contract replaces
        **_kwargs: Any,  # noqa: ANN401  as above
    ) -> None:
        """Show the wait: its number, its end and its reason."""
        now = time.time()
        retry, retry_at = request.retries + 1, now + CRASH_PAUSE
        if isinstance(exc, WillRetry):
            retry, retry_at = exc.retry, exc.retry_at
        code = failure_of(exc).code
        progress = Progress(stage=Stage.QUEUED, fraction=0.0, at=now, retry=retry, retry_at=retry_at, code=code)
        self.store_result(task_id, progress.to_wire(), Stage.QUEUED.value, request=request)
