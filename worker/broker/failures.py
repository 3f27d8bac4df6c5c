"""Turn whatever ends a job into the one exception the wire knows: `TaskFailed`, whose only argument is a `Failure`."""

from __future__ import annotations

import errno

import redis
from billiard.exceptions import SoftTimeLimitExceeded, TimeLimitExceeded, WorkerLostError
from kombu.exceptions import OperationalError

from worker.contract import Code, ContractError, Failure
from worker.errors import PixferryError

_LONGEST_DETAIL = 500


class TaskFailed(Exception):  # noqa: N818  the name is read in Flower and in results
    """Fail a task in the contract's words; survives JSON because its only argument is a JSON object."""

    def __init__(self, failure: object) -> None:
        """Take the wire form of a `Failure`."""
        super().__init__(failure)

    @property
    def failure(self) -> Failure:
        """The failure as the contract's object."""
        return Failure.from_wire(self.args[0])


class WillRetry(TaskFailed):
    """Say that a job waits for another try at `retry_at` (Unix time), its `retry`-th."""

    def __init__(self, failure: object, *, retry: int, retry_at: float) -> None:
        """Keep when and for which time it is tried again."""
        super().__init__(failure)
        self.retry = retry
        self.retry_at = retry_at


def failure_of(error: BaseException) -> Failure:
    """Say in the contract's words what `error` means for the job."""
    if isinstance(error, TaskFailed):
        return error.failure
    if isinstance(error, PixferryError):
        return error.to_failure()
    if isinstance(error, ContractError):
        return Failure(code=Code.REQUEST_INVALID, detail=str(error)[:_LONGEST_DETAIL])
    if isinstance(error, (redis.ConnectionError, redis.TimeoutError, OperationalError)):
        return Failure(code=Code.BROKER_UNREACHABLE, detail=type(error).__name__, transient=True)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return Failure(code=Code.WORKER_DISK_FULL, detail="no space left in the scratch folder", transient=True)
    return Failure(code=_code_of(error), detail=f"{type(error).__name__}: {error}"[:_LONGEST_DETAIL])


def _code_of(error: BaseException) -> Code:
    if isinstance(error, (SoftTimeLimitExceeded, TimeLimitExceeded)):
        return Code.WORKER_TIME_LIMIT
    if isinstance(error, MemoryError):
        return Code.WORKER_OUT_OF_MEMORY
    if isinstance(error, WorkerLostError):
        return Code.WORKER_CRASHED
    return Code.WORKER_BUG
