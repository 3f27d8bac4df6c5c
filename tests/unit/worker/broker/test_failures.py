"""Whatever ends a job leaves as one Failure."""

from __future__ import annotations

import errno

import pytest
import redis
from billiard.exceptions import SoftTimeLimitExceeded, TimeLimitExceeded, WorkerLostError
from redis.exceptions import OutOfMemoryError

from worker.broker.failures import TaskFailed, failure_of
from worker.contract import ContractError, Failure
from worker.errors import PermanentError, TransientError


@pytest.mark.parametrize(
    ("error", "code", "transient"),
    [
        (PermanentError("image:damaged", "cut off"), "image:damaged", False),
        (TransientError("storage:slow-down", retry_after=3), "storage:slow-down", True),
        (ContractError("TicketsRequest.files is missing"), "request:invalid", False),
        (SoftTimeLimitExceeded(), "worker:time-limit", False),
        (TimeLimitExceeded(300), "worker:time-limit", False),
        (MemoryError(), "worker:out-of-memory", False),
        (WorkerLostError("signal 9"), "worker:crashed", False),
        (WorkerLostError("signal 6 (SIGABRT)"), "worker:out-of-memory", False),
        (redis.ConnectionError("gone"), "broker:unreachable", True),
        (OutOfMemoryError("OOM command not allowed"), "broker:full", True),
        (OSError(errno.ENOSPC, "full"), "worker:disk-full", True),
        (OSError(errno.EACCES, "no"), "worker:bug", False),
        (ZeroDivisionError("1/0"), "worker:bug", False),
        (TaskFailed({"code": "image:empty"}), "image:empty", False),
    ],
)
def test_an_error_says_whose_turn_it_is(error: BaseException, code: str, transient: bool) -> None:
    failure = failure_of(error)

    assert (failure.code, failure.transient) == (code, transient)


def test_what_a_store_asked_for_is_kept() -> None:
    assert failure_of(TransientError("storage:slow-down", "busy", retry_after=3)) == Failure(
        code="storage:slow-down", detail="busy", transient=True, retry_after=3
    )


def test_a_long_detail_is_cut() -> None:
    assert len(failure_of(ValueError("x" * 10_000)).detail) == 500
