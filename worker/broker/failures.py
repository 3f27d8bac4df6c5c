"""Turn whatever ends a job into the one exception the wire knows: `TaskFailed`, whose only argument is a `Failure`."""

from __future__ import annotations

import errno

import redis
from billiard.exceptions import SoftTimeLimitExceeded, TimeLimitExceeded, WorkerLostError
from kombu.exceptions import OperationalError
from redis.exceptions import OutOfMemoryError

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
    if _is_out_of_time(error):
        return Failure(code=Code.WORKER_TIME_LIMIT, detail=type(error).__name__)
    if isinstance(error, PixferryError):
        return error.to_failure()
    if isinstance(error, ContractError):
        return Failure(code=Code.REQUEST_INVALID, detail=str(error)[:_LONGEST_DETAIL])
    if isinstance(error, (redis.ConnectionError, redis.TimeoutError, OutOfMemoryError, OperationalError)):
        code = Code.BROKER_FULL if isinstance(error, OutOfMemoryError) else Code.BROKER_UNREACHABLE
        return Failure(code=code, detail=type(error).__name__, transient=True)
    is_full = isinstance(error, OSError) and error.errno == errno.ENOSPC
    detail = f"{type(error).__name__}: {error}"[:_LONGEST_DETAIL]
    return Failure(code=Code.WORKER_DISK_FULL if is_full else _code_of(error), detail=detail, transient=is_full)


def _is_out_of_time(error: BaseException) -> bool:
    """Look behind the error: the signal of the time limit is wrapped by whatever library it interrupts."""
    behind: BaseException | None = error
    while behind is not None:
        if isinstance(behind, (SoftTimeLimitExceeded, TimeLimitExceeded)):
            return True
        behind = behind.__cause__ or behind.__context__
    return False


def _code_of(error: BaseException) -> Code:
    if isinstance(error, MemoryError):
        return Code.WORKER_OUT_OF_MEMORY
    if isinstance(error, WorkerLostError) and "SIGABRT" in str(error):
        return Code.WORKER_OUT_OF_MEMORY  # native libraries abort the process when they are refused memory
    if isinstance(error, WorkerLostError):
        return Code.WORKER_CRASHED
    return Code.WORKER_BUG
