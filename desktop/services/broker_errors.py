"""Turn whatever Redis, kombu or the socket say into one of three codes. The only such mapping of the desktop."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import redis
from kombu.exceptions import KombuError

from desktop.domain.trouble import TroubleError, trouble
from worker.contract import Code

_DENIED = ("NOAUTH", "NOPERM", "WRONGPASS", "invalid username-password", "invalid password")
_FULL = ("OOM ", "maxmemory")


@contextlib.contextmanager
def at_the_broker() -> Iterator[None]:
    """Let `TroubleError` alone out."""
    try:
        yield
    except (redis.RedisError, KombuError, OSError, ValueError) as error:
        raise _trouble_of(error) from error


def _trouble_of(error: BaseException) -> TroubleError:
    causes = list(_causes(error))
    if any(_is_denied(cause) for cause in causes):
        return trouble(Code.BROKER_DENIED, _short(causes[-1]), transient=True)
    if any(isinstance(cause, redis.OutOfMemoryError) or _says(cause, _FULL) for cause in causes):
        return trouble(Code.BROKER_FULL, _short(causes[-1]), transient=True)
    return trouble(Code.BROKER_UNREACHABLE, _short(causes[-1]), transient=True)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_denied(error: BaseException) -> bool:
    kinds = redis.AuthenticationError | redis.exceptions.AuthorizationError | redis.exceptions.NoPermissionError
    return isinstance(error, kinds) or _says(error, _DENIED)


def _says(error: BaseException, words: tuple[str, ...]) -> bool:
    return isinstance(error, redis.RedisError | KombuError) and any(word in str(error) for word in words)


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
