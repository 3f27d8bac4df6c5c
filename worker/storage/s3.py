"""Keep objects in any S3-compatible bucket, over boto3."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from worker.contract import Code, Part, SourceFile, Ticket
from worker.errors import PermanentError
from worker.settings import WorkerSettings
from worker.storage.base import IMMUTABLE, OwnTurn, StoredObject, Turn
from worker.storage.multipart import Uploads
from worker.storage.s3_faults import storage_faults
from worker.storage.signing import signed_put
from worker.storage.streaming import pieces

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Lock = Callable[[str], AbstractContextManager[Turn]]

_CONNECTIONS = 16


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
    with storage_faults():
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
        """Write the object to `target` and return its size; refuse more than `max_bytes`, unread where it says so."""
        with storage_faults():
            answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)
            with self._body(answer) as body:
                _bound(answer.get("ContentLength", 0), max_bytes)  # a body in chunks says nothing of its size
                with target.open("wb") as file:
                    for piece in body:
                        _bound(file.tell() + len(piece), max_bytes)
                        file.write(piece)
        return target.stat().st_size

    def upload(self, source: Path, key: str, *, content_type: str, cache_control: str = IMMUTABLE) -> None:
        """Store the file in one PUT with `Content-Disposition: inline`."""
        with source.open("rb") as body, storage_faults():
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
            with storage_faults():
                answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)
                with self._body(answer) as body:
                    return b"".join(body)
        except PermanentError as error:
            if error.code == Code.SOURCE_MISSING:
                return None
            raise

    def write(self, key: str, body: bytes, *, content_type: str) -> None:
        """Store a small private object."""
        with storage_faults():
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
            with storage_faults():
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
        with storage_faults():
            self._client.copy_object(
                Bucket=self._bucket,
                Key=self._prefix + target_key,
                CopySource={"Bucket": self._bucket, "Key": self._prefix + source_key},
            )

    def delete(self, key: str) -> None:
        """Remove the object; S3 says nothing if it was not there."""
        with storage_faults():
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + key)

    def list_keys(self, prefix: str) -> list[str]:
        """Return every key that starts with `prefix`, sorted."""
        return [item.key for item in self.list_objects(prefix)]

    def list_objects(self, prefix: str) -> list[StoredObject]:
        """Describe every object whose key starts with `prefix`, sorted."""
        found: list[StoredObject] = []
        with storage_faults():
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
        with storage_faults():
            return signed_put(self._client, source, bucket=self._bucket, key=self._prefix + key, lifetime=lifetime)

    def presign_parts(self, source: SourceFile, key: str, *, part_size: int, lifetime: float) -> tuple[Part, ...]:
        """Sign a PUT for each part the bucket does not hold yet."""
        with storage_faults():
            return self._uploads(key).sign_missing(source, part_size=part_size, lifetime=lifetime)

    def join_parts(self, key: str, *, size: int) -> bool:
        """Complete the upload; whoever comes second finds what the first has made."""
        try:
            with storage_faults():
                return self._uploads(key).join(size=size)
        except PermanentError as error:
            if error.code == "storage:NoSuchUpload":
                return self.find(key) is not None
            raise

    @contextmanager
    def _body(self, answer: Any) -> Iterator[Iterator[bytes]]:  # noqa: ANN401  boto3's dictionary
        with answer["Body"] as stream:  # entered, it is the transport's own, which hands out what has come so far
            yield pieces(stream, size=answer.get("ContentLength"), patience=self._patience)

    def _uploads(self, key: str) -> Uploads:
        return Uploads(client=self._client, bucket=self._bucket, key=self._prefix + key)


def _bound(size: int, most: int) -> None:
    if size > most:
        raise PermanentError(Code.IMAGE_TOO_LARGE, f"{size} bytes; the limit is {most}")
