"""What a bucket answers, in our words: every error has a code and says whose turn it is."""

from __future__ import annotations

import inspect
import socket
from pathlib import Path
from typing import Any

import pytest
from botocore import exceptions as botocore_errors

from worker.contract import Code
from worker.errors import PermanentError, PixferryError, TransientError
from worker.settings import WorkerSettings
from worker.storage.answers import error_of_answer
from worker.storage.s3 import open_store
from worker.storage.s3_faults import as_our_error


def answer(name: str, status: int, **headers: str) -> botocore_errors.ClientError:
    response: Any = {
        "Error": {"Code": name, "Message": "as the store words it"},
        "ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": headers},
    }
    return botocore_errors.ClientError(response, "PutObject")


def test_a_name_that_goes_on_and_on_is_cut() -> None:
    assert error_of_answer("E" * 300, 400).code == "storage:" + "E" * 64


@pytest.mark.parametrize(
    ("name", "status", "kind", "code"),
    [
        ("NoSuchKey", 404, PermanentError, Code.SOURCE_MISSING),
        ("404", 404, PermanentError, Code.SOURCE_MISSING),
        ("NoSuchBucket", 404, PermanentError, Code.STORAGE_NO_BUCKET),
        ("AccessDenied", 403, PermanentError, Code.STORAGE_DENIED),
        ("403", 403, PermanentError, Code.STORAGE_DENIED),
        ("InvalidAccessKeyId", 403, PermanentError, Code.STORAGE_DENIED),
        ("SignatureDoesNotMatch", 403, PermanentError, Code.STORAGE_DENIED),
        ("XMinioStorageFull", 507, PermanentError, Code.STORAGE_FULL),
        ("SlowDown", 503, TransientError, Code.STORAGE_SLOW_DOWN),
        ("", 429, TransientError, Code.STORAGE_SLOW_DOWN),
        ("InternalError", 500, TransientError, Code.STORAGE_UNAVAILABLE),
        ("503", 503, TransientError, Code.STORAGE_UNAVAILABLE),
        ("RequestTimeout", 400, TransientError, Code.STORAGE_TIMEOUT),
        ("EntityTooLarge", 400, PermanentError, "storage:EntityTooLarge"),
        ("BrandNewTrouble", 599, TransientError, "storage:BrandNewTrouble"),
        ("TooBusy", 429, TransientError, "storage:TooBusy"),
        ("", 418, PermanentError, "storage:418"),
    ],
)
def test_an_answer_is_decided_by_its_name_else_by_its_status(
    name: str, status: int, kind: type[PixferryError], code: str
) -> None:
    ours = as_our_error(answer(name, status))

    assert type(ours) is kind
    assert ours.code == code
    assert "as the store words it" not in ours.detail


def test_the_wait_a_store_asks_for_is_passed_on() -> None:
    assert as_our_error(answer("SlowDown", 503, **{"retry-after": "7"})).retry_after == 7.0
    assert as_our_error(answer("SlowDown", 503, **{"retry-after": "Sun, 22 Nov 2026 16:00:00 GMT"})).retry_after is None
    assert error_of_answer("SlowDown", 503).retry_after is None


ARGUMENTS = {
    "endpoint_url": "http://127.0.0.1",
    "error": "e",
    "actual_bytes": 1,
    "expected_bytes": 2,
    "provider": "env",
    "cred_var": "AWS_SECRET_ACCESS_KEY",
    "error_msg": "e",
    "report": "bucket name",
    "proxy_url": "http://127.0.0.1",
    "request": None,
}


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("ConnectTimeoutError", TransientError, Code.STORAGE_TIMEOUT),
        ("ReadTimeoutError", TransientError, Code.STORAGE_TIMEOUT),
        ("EndpointConnectionError", TransientError, Code.STORAGE_UNREACHABLE),
        ("ConnectionClosedError", TransientError, Code.STORAGE_UNREACHABLE),
        ("ProxyConnectionError", TransientError, Code.STORAGE_UNREACHABLE),
        ("SSLError", TransientError, Code.STORAGE_UNREACHABLE),
        ("HTTPClientError", TransientError, Code.STORAGE_UNREACHABLE),
        ("ResponseStreamingError", TransientError, Code.STORAGE_UNREACHABLE),
        ("IncompleteReadError", TransientError, Code.STORAGE_UNREACHABLE),
        ("NoCredentialsError", PermanentError, Code.STORAGE_DENIED),
        ("PartialCredentialsError", PermanentError, Code.STORAGE_DENIED),
        ("CredentialRetrievalError", PermanentError, Code.STORAGE_DENIED),
        ("ParamValidationError", PermanentError, Code.STORAGE_NO_BUCKET),
    ],
)
def test_what_botocore_raises_without_an_answer_is_known(name: str, kind: type[PixferryError], code: Code) -> None:
    ours = as_our_error(getattr(botocore_errors, name)(**ARGUMENTS))

    assert (type(ours), ours.code) == (kind, code)


def test_every_other_error_of_botocore_is_ours_to_see_by_its_name() -> None:
    others = [
        kind
        for _, kind in inspect.getmembers(botocore_errors, inspect.isclass)
        if issubclass(kind, botocore_errors.BotoCoreError) and kind.fmt == botocore_errors.BotoCoreError.fmt
    ]

    for kind in others:
        assert as_our_error(kind()).code.startswith("storage:")


def test_a_store_nobody_listens_at_is_unreachable_and_asked_only_once(tmp_path: Path) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        settings = WorkerSettings.model_validate(
            {
                "s3_bucket": "shop",
                "s3_endpoint": f"http://127.0.0.1:{bound.getsockname()[1]}",
                "s3_access_key_id": "key-for-test",
                "s3_secret_access_key": "secret-for-test",
            }
        )

        with pytest.raises(TransientError) as unreachable:
            open_store(settings).download("originals/x", tmp_path / "x", max_bytes=10)

    assert unreachable.value.code == Code.STORAGE_UNREACHABLE
    assert not (tmp_path / "x").exists()
