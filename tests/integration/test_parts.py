"""A large file goes to a real S3 server, and to moto, in parts: what is there is found again, and joined once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import boto3
import httpx
import pytest
from moto import mock_aws

from tests.plugins.jobs import source_of
from tests.plugins.servers import S3Server
from worker.contract import Part
from worker.settings import WorkerSettings
from worker.storage.base import ObjectStore
from worker.storage.s3 import S3Store, open_store

MIB = 1024 * 1024
KEY = "originals/x"
BODY = bytes(range(256)) * (13 * MIB // 256)
PART = 5 * MIB


@pytest.fixture
def rclone_store(s3_server: S3Server) -> S3Store:
    names = {name.removeprefix("PIXFERRY_").lower(): value for name, value in s3_server.environment.items()}
    return open_store(WorkerSettings.model_validate(names))


@pytest.fixture
def moto_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Store]:
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    keys = {"s3_access_key_id": "key-for-test", "s3_secret_access_key": "secret-for-test"}
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="shop")
        yield open_store(WorkerSettings.model_validate({"s3_bucket": "shop", "s3_prefix": "a", **keys}))


def sign(store: ObjectStore) -> tuple[Part, ...]:
    return store.presign_parts(source_of(BODY), KEY, part_size=PART, lifetime=60)


def put(store: S3Store, part: Part, body: bytes | None = None) -> int:
    """PUT a part as a desktop does; moto has no address, so there boto3 itself does it."""
    content = BODY[part.offset : part.offset + part.size] if body is None else body
    if "amazonaws" not in part.url:
        return httpx.put(part.url, content=content).status_code
    wanted = dict(pair.split("=") for pair in part.url.partition("?")[2].split("&"))
    store._client.upload_part(
        Bucket="shop",
        Key=f"a/{KEY}",
        UploadId=wanted["uploadId"],
        PartNumber=int(wanted["partNumber"]),
        Body=content,
    )
    return 200


@pytest.mark.parametrize("kind", ["rclone", "moto"])
def test_an_upload_is_gone_on_with_and_joined(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    store: S3Store = request.getfixturevalue(f"{kind}_store")
    first = sign(store)
    assert [(part.offset, part.size) for part in first] == [(0, PART), (PART, PART), (2 * PART, 3 * MIB)]
    assert put(store, first[0]) == put(store, first[2]) == 200
    assert not store.join_parts(KEY, size=len(BODY))

    (left,) = sign(store)
    assert left.offset == PART
    assert put(store, left) == 200

    assert sign(store) == ()
    assert store.join_parts(KEY, size=len(BODY))
    assert store.download(KEY, tmp_path / "whole", max_bytes=len(BODY)) == len(BODY)
    assert (tmp_path / "whole").read_bytes() == BODY
    assert not store.join_parts("originals/never", size=1)


def test_a_part_of_another_size_than_signed_is_refused(rclone_store: S3Store) -> None:
    part = sign(rclone_store)[0]

    assert put(rclone_store, part, b"short") == 403


def test_an_upload_with_other_parts_is_left_alone(rclone_store: S3Store) -> None:
    small = rclone_store.presign_parts(source_of(BODY), KEY, part_size=MIB, lifetime=60)
    for part in small[:5]:
        assert put(rclone_store, part) == 200

    assert [part.size for part in sign(rclone_store)] == [PART, PART, 3 * MIB]
