"""Store what becomes of a job in the contract's words, whoever notices: the child, or the worker that lost it."""

from __future__ import annotations

import functools
import logging
import time
from typing import Any

import redis
from celery import Celery, states
from celery.backends.redis import RedisBackend
from redis.backoff import NoBackoff
from redis.exceptions import OutOfMemoryError
from redis.retry import Retry

from worker.broker.failures import TaskFailed, WillRetry, failure_of
from worker.broker.patience import given_back
from worker.broker.settings import CRASH_PAUSE
from worker.contract import Progress, Stage, TaskName

_PROGRESS = frozenset(stage.value for stage in Stage)
_PROGRESS_PATIENCE = 1.0
_PROGRESS_PAUSE = 10.0
_log = logging.getLogger(__name__)
_ANSWER_KEPT = 3600
"""Seconds; a desktop reads an answer at once, and those of a hundred open windows, with their tickets, add up."""


class Results(RedisBackend):
    """Keep results in Redis: failures as `TaskFailed`, waiting retries as the stage QUEUED with its countdown."""

    # Attributes of Celery's backend that the stubs leave out.
    app: Celery
    connparams: dict[str, Any]
    expires: int
    _create_client: Any
    _get_result_meta: Any
    _shows_again = 0.0

    @functools.cached_property
    def _hasty(self) -> redis.Redis:
        """A client that gives up at once."""
        patience = {"socket_timeout": _PROGRESS_PATIENCE, "socket_connect_timeout": _PROGRESS_PATIENCE}
        once = {"retry": Retry(NoBackoff(), 0), "retry_on_timeout": False}
        client: redis.Redis = self._create_client(**{**self.connparams, **patience, **once})
        return client

    def store_result(
        self,
        task_id: str,
        result: Any,  # noqa: ANN401  decoded JSON
        state: str,
        traceback: str | None = None,
        request: Any = None,  # noqa: ANN401  Celery's Context
        **kwargs: Any,  # noqa: ANN401  passed on
    ) -> Any:  # noqa: ANN401  as it came
        """Wait for the broker with an end, but not with progress: the time of a job is for the job."""
        if state not in _PROGRESS:
            with given_back():
                return super().store_result(task_id, result, state, traceback, request=request, **kwargs)
        if time.monotonic() >= self._shows_again:
            try:
                self._show(task_id, result, state, request)
            except (redis.RedisError, OSError) as error:
                self._shows_again = time.monotonic() + _PROGRESS_PAUSE
                _log.warning("Progress is not shown for a while: %s", type(error).__name__)
        return result

    def _show(self, task_id: str, result: object, state: str, request: Any) -> None:  # noqa: ANN401  Celery's Context
        key = self.get_key_for_task(task_id)
        held: Any = self._hasty.get(key)
        if held and self.decode_result(held)["status"] == states.SUCCESS:
            return
        meta = self._get_result_meta(result=result, state=state, traceback=None, request=request)
        body = self.encode({**meta, "task_id": task_id})
        with self._hasty.pipeline() as pipe:
            pipe.set(key, body, ex=self.expires)
            pipe.publish(key, body)
            pipe.execute()

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
