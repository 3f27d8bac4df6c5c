"""Say whose turn it is when a store answers with an error: known codes get our names, others are shown as given."""

from __future__ import annotations

from worker.contract import Code
from worker.errors import PermanentError, PixferryError, TransientError

_PERMANENT = {
    Code.SOURCE_MISSING: ("404", "NoSuchKey", "NotFound"),
    Code.STORAGE_NO_BUCKET: ("NoSuchBucket", "InvalidBucketName", "PermanentRedirect"),
    Code.STORAGE_FULL: ("507", "InsufficientStorage", "QuotaExceeded", "XMinioStorageFull"),
    Code.STORAGE_DENIED: (
        "401",
        "403",
        "AccessDenied",
        "AccountProblem",
        "AllAccessDisabled",
        "ExpiredToken",
        "Forbidden",
        "InvalidAccessKeyId",
        "InvalidToken",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
        "Unauthorized",
    ),
}
_TRANSIENT = {
    Code.STORAGE_SLOW_DOWN: (
        "429",
        "RequestLimitExceeded",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequests",
    ),
    Code.STORAGE_UNAVAILABLE: (
        "500",
        "502",
        "503",
        "InternalError",
        "InternalServerError",
        "OperationAborted",
        "ServiceUnavailable",
    ),
    Code.STORAGE_TIMEOUT: ("408", "504", "GatewayTimeout", "RequestTimeout"),
}
_PERMANENT_BY_NAME = {name: code for code, names in _PERMANENT.items() for name in names}
_TRANSIENT_BY_NAME = {name: code for code, names in _TRANSIENT.items() for name in names}
_TOO_MANY_REQUESTS = 429
_SERVER_ERRORS = 500
_LONGEST_NAME = 64


def error_of_answer(name: str, status: int, *, detail: str = "", retry_after: str = "") -> PixferryError:
    """Map an answer's error name and HTTP status (0 when unknown) to our error.

    A name we do not know is decided by its status: 429 and 5xx may pass, other answers stay as they are; one that goes
    on and on is cut. A HEAD has no name, so the status stands in for it. `retry_after` is the header's text; a date
    there counts as no wish.
    """
    known = name[:_LONGEST_NAME] if name and not name.isdigit() else str(status or name)
    wait = float(retry_after) if retry_after.isdigit() else None
    if known in _PERMANENT_BY_NAME:
        return PermanentError(_PERMANENT_BY_NAME[known], detail)
    if known in _TRANSIENT_BY_NAME:
        return TransientError(_TRANSIENT_BY_NAME[known], detail, retry_after=wait)
    if status == _TOO_MANY_REQUESTS or status >= _SERVER_ERRORS:
        return TransientError(f"storage:{known}", detail, retry_after=wait)
    return PermanentError(f"storage:{known}", detail)
