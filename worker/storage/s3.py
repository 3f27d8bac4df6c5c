"""Keep objects in any S3-compatible bucket, over boto3, and say in our own words what the bucket answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore import exceptions as botocore_errors
from botocore.config import Config
from urllib3 import exceptions as transport_errors

from worker.contract import Code, Part, SourceFile, Ticket
from worker.errors import PermanentError, PixferryError, TransientError
from worker.settings import WorkerSettings
from worker.storage.answers import error_of_answer
from worker.storage.base import IMMUTABLE, OwnTurn, StoredObject, Turn
from worker.storage.multipart import Uploads
from worker.storage.signing import signed_put
from worker.storage.streaming import pieces

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Lock = Callable[[str], AbstractContextManager[Turn]]

_CONNECTIONS = 16

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
def _storage_faults() -> Iterator[None]:
    try:
        yield
    except (botocore_errors.BotoCoreError, botocore_errors.ClientError, transport_errors.HTTPError) as error:
        raise as_our_error(error) from error


def open_store(settings: WorkerSettings, *, lock: Lock | None = None) -> S3Store:
    """Return the configured bucket; connects to nothing yet."""
    if not settings.s3_bucket:
        raise PermanentError(Code.STORAGE_NO_BUCKET, "PIXFERRY_S3_BUCKET is not set")
    secret = settings.s3_secret_access_key
    key_id = settings.s3_access_key_id
    config = Config(
        signature_version="s3v4",
        connect_timeout=5,
        read_timeout=settings.store_timeout,
        retries={"total_max_attempts": 1, "mode": "standard"},  # Celery alone retries
        request_checksum_calculation="when_required",  # some look-alikes refuse the CRC boto3 adds
        response_checksum_validation="when_required",
        max_pool_connections=_CONNECTIONS,
        s3={"addressing_style": "path" if settings.s3_endpoint else "auto"},
    )
    with _storage_faults():
        client = boto3.session.Session().client(
            "s3",
            endpoint_url=settings.s3_endpoint,
            region_name=settings.s3_region,
            aws_access_key_id=key_id.get_secret_value() if key_id else None,
            aws_secret_access_key=secret.get_secret_value() if secret else None,
            config=config,
        )
    bucket, prefix = settings.s3_bucket, settings.s3_prefix
    return S3Store(client, bucket=bucket, prefix=prefix, lock=lock, patience=settings.store_timeout)


class S3Store:
    """Hold objects in one bucket under one prefix; safe to share between threads."""

    def __init__(
        self, client: S3Client, *, bucket: str, prefix: str = "", lock: Lock | None = None, patience: float = 30.0
    ) -> None:
        """Take a ready client; `prefix` is empty or ends in a slash, `lock` makes what `alone` returns.

        A body that only dribbles is given up after `patience` seconds.
        """
        self._client = client
        self._bucket = bucket
        self._patience = patience
        self._prefix = prefix
        self._lock: Lock = lock or (lambda _name: nullcontext(OwnTurn()))

    def download(self, key: str, target: Path, *, max_bytes: int) -> int:
        """Write the object to `target` and return its size; refuse more than `max_bytes` before reading them."""
        with _storage_faults():
            answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)
            if answer["ContentLength"] > max_bytes:
                answer["Body"].close()
                raise PermanentError(Code.IMAGE_TOO_LARGE, f"{answer['ContentLength']} bytes; the limit is {max_bytes}")
            with self._body(answer) as body, target.open("wb") as file:
                for piece in body:
                    file.write(piece)
        return target.stat().st_size

    def upload(self, source: Path, key: str, *, content_type: str, cache_control: str = IMMUTABLE) -> None:
        """Store the file in one PUT with `Content-Disposition: inline`."""
        with source.open("rb") as body, _storage_faults():
            self._client.put_object(
                Bucket=self._bucket,
                Key=self._prefix + key,
                Body=body,
                ContentType=content_type,
                CacheControl=cache_control,
                ContentDisposition="inline",
            )

    def read(self, key: str) -> bytes | None:
        """Return a small object's bytes, or None."""
        try:
            with _storage_faults():
                answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)
                with self._body(answer) as body:
                    return b"".join(body)
        except PermanentError as error:
            if error.code == Code.SOURCE_MISSING:
                return None
            raise

    def write(self, key: str, body: bytes, *, content_type: str) -> None:
        """Store a small private object."""
        with _storage_faults():
            self._client.put_object(
                Bucket=self._bucket,
                Key=self._prefix + key,
                Body=body,
                ContentType=content_type,
                CacheControl="no-store",
            )

    def find(self, key: str) -> StoredObject | None:
        """Describe the object, or None."""
        try:
            with _storage_faults():
                answer = self._client.head_object(Bucket=self._bucket, Key=self._prefix + key)
        except PermanentError as error:
            if error.code == Code.SOURCE_MISSING:
                return None
            raise
        return StoredObject(
            key=key,
            size=answer["ContentLength"],
            content_type=answer.get("ContentType", ""),
            cache_control=answer.get("CacheControl", ""),
            content_disposition=answer.get("ContentDisposition", ""),
        )

    def copy(self, source_key: str, target_key: str) -> None:
        """Copy inside the bucket; S3 keeps the headers by itself."""
        with _storage_faults():
            self._client.copy_object(
                Bucket=self._bucket,
                Key=self._prefix + target_key,
                CopySource={"Bucket": self._bucket, "Key": self._prefix + source_key},
            )

    def delete(self, key: str) -> None:
        """Remove the object; S3 says nothing if it was not there."""
        with _storage_faults():
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + key)

    def list_keys(self, prefix: str) -> list[str]:
        """Return every key that starts with `prefix`, sorted."""
        return [item.key for item in self.list_objects(prefix)]

    def list_objects(self, prefix: str) -> list[StoredObject]:
        """Describe every object whose key starts with `prefix`, sorted."""
        found: list[StoredObject] = []
        with _storage_faults():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=self._prefix + prefix
            )
            for page in pages:
                found.extend(
                    StoredObject(
                        key=item["Key"].removeprefix(self._prefix),
                        size=item["Size"],
                        modified_at=item["LastModified"].timestamp(),
                    )
                    for item in page.get("Contents", ())
                )
        return sorted(found, key=lambda item: item.key)

    def alone(self, key: str) -> AbstractContextManager[Turn]:
        """Keep other writers away: S3 has no portable compare-and-set, so whoever opened the store brings the lock."""
        return self._lock(self._prefix + key)

    def presign_put(self, source: SourceFile, key: str, *, lifetime: float) -> Ticket:
        """Sign a PUT of exactly this size, content type and SHA-256; needs no connection."""
        with _storage_faults():
            return signed_put(self._client, source, bucket=self._bucket, key=self._prefix + key, lifetime=lifetime)

    def presign_parts(self, source: SourceFile, key: str, *, part_size: int, lifetime: float) -> tuple[Part, ...]:
        """Sign a PUT for each part the bucket does not hold yet."""
        with _storage_faults():
            return self._uploads(key).sign_missing(source, part_size=part_size, lifetime=lifetime)

    def join_parts(self, key: str, *, size: int) -> bool:
        """Complete the upload; whoever comes second finds what the first has made."""
        try:
            with _storage_faults():
                return self._uploads(key).join(size=size)
        except PermanentError as error:
            if error.code == "storage:NoSuchUpload":
                return self.find(key) is not None
            raise

    @contextmanager
    def _body(self, answer: Any) -> Iterator[Iterator[bytes]]:  # noqa: ANN401  boto3's dictionary
        with answer["Body"] as stream:  # entered, it is the transport's own, which hands out what has come so far
            yield pieces(stream, size=answer["ContentLength"], patience=self._patience)

    def _uploads(self, key: str) -> Uploads:
        return Uploads(client=self._client, bucket=self._bucket, key=self._prefix + key)
