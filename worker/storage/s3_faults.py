"""Say in our own words what boto3 raises: the one place where its errors enter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore import exceptions as botocore_errors
from urllib3 import exceptions as transport_errors

from worker.contract import Code
from worker.errors import PermanentError, PixferryError, TransientError
from worker.storage.answers import error_of_answer

_WITHOUT_ANSWER: tuple[tuple[type[Exception], type[PixferryError], Code], ...] = (
    (botocore_errors.ConnectTimeoutError, TransientError, Code.STORAGE_TIMEOUT),
    (botocore_errors.ReadTimeoutError, TransientError, Code.STORAGE_TIMEOUT),
    (botocore_errors.ConnectionError, TransientError, Code.STORAGE_UNREACHABLE),
    (botocore_errors.HTTPClientError, TransientError, Code.STORAGE_UNREACHABLE),
    (botocore_errors.IncompleteReadError, TransientError, Code.STORAGE_UNREACHABLE),
    (transport_errors.TimeoutError, TransientError, Code.STORAGE_TIMEOUT),
    (transport_errors.HTTPError, TransientError, Code.STORAGE_UNREACHABLE),
    (botocore_errors.NoCredentialsError, PermanentError, Code.STORAGE_DENIED),
    (botocore_errors.PartialCredentialsError, PermanentError, Code.STORAGE_DENIED),
    (botocore_errors.CredentialRetrievalError, PermanentError, Code.STORAGE_DENIED),
    (botocore_errors.ParamValidationError, PermanentError, Code.STORAGE_NO_BUCKET),
)


def as_our_error(error: Exception) -> PixferryError:
    """Map what boto3 raised to whose turn it is; an unknown code is decided by its HTTP status and shown as it came."""
    if isinstance(error, botocore_errors.ClientError):
        return _from_answer(error)
    for foreign, ours, code in _WITHOUT_ANSWER:
        if isinstance(error, foreign):
            return ours(code, type(error).__name__)
    return PermanentError(f"storage:{type(error).__name__}", type(error).__name__)


def _from_answer(error: botocore_errors.ClientError) -> PixferryError:
    answer: Any = error.response
    name = str(answer.get("Error", {}).get("Code") or "")
    metadata = answer.get("ResponseMetadata", {})
    status = int(metadata.get("HTTPStatusCode") or 0)
    return error_of_answer(
        name,
        status,
        detail=f"{error.operation_name}: {name or status}",
        retry_after=str(metadata.get("HTTPHeaders", {}).get("retry-after", "")),
    )


@contextmanager
def storage_faults() -> Iterator[None]:
    """Raise ours for whatever boto3 raises inside."""
    try:
        yield
    except (botocore_errors.BotoCoreError, botocore_errors.ClientError, transport_errors.HTTPError) as error:
        raise as_our_error(error) from error
