"""Read what Celery keeps of a task: progress, an outcome, or the failure an exception carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from desktop.domain.remote import Seen
from desktop.domain.trouble import TroubleError, trouble
from worker.contract import Code, ContractError, Failure, Message, Outcome, Progress, Stage

M = TypeVar("M", bound=Message)

_CELERY_ERRORS: Mapping[str, Code] = {
    "WorkerLostError": Code.WORKER_CRASHED,
    "TimeLimitExceeded": Code.WORKER_TIME_LIMIT,
    "SoftTimeLimitExceeded": Code.WORKER_TIME_LIMIT,
    "MemoryError": Code.WORKER_OUT_OF_MEMORY,
    "TaskRevokedError": Code.CANCELLED,
    "NotRegistered": Code.REQUEST_INVALID,
    "ContractError": Code.REQUEST_INVALID,
}
"""What Celery itself, or a fault beside our own errors, leaves as the exception's name."""


def seen_in(meta: Mapping[str, Any]) -> Seen:
    """Return what the meta of an image's task tells."""
    status, result = meta.get("status"), meta.get("result")
    if status == "SUCCESS":
        try:
            return Seen(outcome=Outcome.from_wire(result))
        except ContractError as error:
            return Seen(failure=Failure(code=Code.REQUEST_INVALID, detail=str(error)))
    if status in {"FAILURE", "REVOKED"}:
        return Seen(failure=failure_in(result))
    if status in set(Stage):
        try:
            return Seen(progress=Progress.from_wire(result))
        except ContractError:
            return Seen()
    return Seen()


def said_by(meta: Mapping[str, Any], kind: type[M]) -> M:
    """Return a control task's answer; raise `TroubleError` for a failed one or one that does not fit.

    Nobody cancels a question: a revoked one was too old for the workers, by their clock, and is asked again.
    """
    if meta.get("status") == "REVOKED":
        raise trouble(Code.NO_WORKER, "the question came too late by the workers' clock", transient=True)
    if meta.get("status") != "SUCCESS":
        raise TroubleError(failure_in(meta.get("result")))
    try:
        return kind.from_wire(meta.get("result"))
    except ContractError as error:
        raise TroubleError(Failure(code=Code.REQUEST_INVALID, detail=str(error))) from error


def failure_in(result: object) -> Failure:
    """Return the failure of a failed task, from the exception as JSON; no exception is ever made from it."""
    if not isinstance(result, Mapping):
        return Failure(code=Code.WORKER_BUG, detail=str(result)[:200])
    arguments = result.get("exc_message")
    first = arguments[0] if isinstance(arguments, list) and arguments else arguments
    try:
        return Failure.from_wire(first)
    except ContractError:
        name = str(result.get("exc_type", ""))
        return Failure(code=_CELERY_ERRORS.get(name, Code.WORKER_BUG), detail=f"{name}: {first}"[:200])
