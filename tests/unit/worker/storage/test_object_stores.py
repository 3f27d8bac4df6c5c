"""One suite for every object store: the twin in memory, and boto3 against moto."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from moto import mock_aws

from worker.contract import Code, SourceFile
from worker.errors import PermanentError
from worker.settings import WorkerSettings
from worker.storage.base import IMMUTABLE, ObjectStore
from worker.storage.memory import MemoryStore
from worker.storage.s3 import S3Store, open_store

BODY = b"not really a picture"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkerSettings]:
    """Settings of a bucket under a prefix, held by moto."""
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    with mock_aws():
        settings = WorkerSettings.model_validate(
            {
                "s3_bucket": "shop",
                "s3_prefix": "team/a",
                "s3_access_key_id": "key-for-test",
                "s3_secret_access_key": "secret-for-test",
            }
        )
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="shop")
        yield settings


@pytest.fixture(params=["memory", "s3"])
def store(request: pytest.FixtureRequest) -> ObjectStore:
    if request.param == "memory":
        return MemoryStore()
    return open_store(request.getfixturevalue("bucket"))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.jpg"
    path.write_bytes(BODY)
    return path


def source_file(body: bytes = BODY) -> SourceFile:
    return SourceFile(
        job_id="job",
        owner="owner",
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
        content_type="image/jpeg",
        name="picture.jpg",
        preset="web",
    )


def test_an_uploaded_file_says_how_it_may_be_served(store: ObjectStore, picture: Path) -> None:
    store.upload(picture, "images/a/picture.jpg", content_type="image/jpeg")

    found = store.find("images/a/picture.jpg")
    assert found is not None
    assert (found.key, found.size, found.content_type) == ("images/a/picture.jpg", len(BODY), "image/jpeg")
    assert (found.cache_control, found.content_disposition) == (IMMUTABLE, "inline")


def test_a_small_object_is_read_as_it_was_written_and_never_cached(store: ObjectStore) -> None:
    store.write("manifests/x.json", b"{}", content_type="application/json")

    found = store.find("manifests/x.json")
    assert store.read("manifests/x.json") == b"{}"
    assert found is not None
    assert (found.content_type, found.cache_control) == ("application/json", "no-store")


def test_what_is_not_there_is_none(store: ObjectStore) -> None:
    assert store.read("nothing") is None
    assert store.find("nothing") is None


def test_a_download_gives_the_bytes_and_their_number(store: ObjectStore, picture: Path, tmp_path: Path) -> None:
    store.upload(picture, "originals/x", content_type="image/jpeg")

    size = store.download("originals/x", tmp_path / "copy", max_bytes=len(BODY))

    assert size == len(BODY)
    assert (tmp_path / "copy").read_bytes() == BODY


def test_a_download_over_the_limit_is_refused_before_it_is_written(
    store: ObjectStore, picture: Path, tmp_path: Path
) -> None:
    store.upload(picture, "originals/x", content_type="image/jpeg")

    with pytest.raises(PermanentError) as refused:
        store.download("originals/x", tmp_path / "copy", max_bytes=len(BODY) - 1)

    assert refused.value.code == Code.IMAGE_TOO_LARGE
    assert not (tmp_path / "copy").exists()


def test_a_missing_original_is_said_by_its_code(store: ObjectStore, tmp_path: Path) -> None:
    with pytest.raises(PermanentError) as missing:
        store.download("originals/x", tmp_path / "copy", max_bytes=100)

    assert missing.value.code == Code.SOURCE_MISSING
    assert not (tmp_path / "copy").exists()


def test_a_copy_keeps_the_headers(store: ObjectStore, picture: Path) -> None:
    store.upload(picture, "images/a.jpg", content_type="image/jpeg")

    store.copy("images/a.jpg", "images/b.jpg")

    found = store.find("images/b.jpg")
    assert store.read("images/b.jpg") == BODY
    assert found is not None
    assert (found.content_type, found.cache_control, found.content_disposition) == ("image/jpeg", IMMUTABLE, "inline")


def test_a_copy_of_nothing_is_said_by_its_code(store: ObjectStore) -> None:
    with pytest.raises(PermanentError) as missing:
        store.copy("images/a.jpg", "images/b.jpg")

    assert missing.value.code == Code.SOURCE_MISSING
    assert store.list_keys("") == []


def test_deleting_twice_is_harmless(store: ObjectStore) -> None:
    store.write("a", b"1", content_type="text/plain")

    store.delete("a")
    store.delete("a")

    assert store.find("a") is None


def test_keys_are_listed_by_prefix_in_order(store: ObjectStore) -> None:
    for key in ("images/b", "images/a", "manifests/a"):
        store.write(key, b"1", content_type="text/plain")

    assert store.list_keys("images/") == ["images/a", "images/b"]
    assert store.list_keys("videos/") == []


def test_many_files_go_up_at_once(store: ObjectStore, picture: Path) -> None:
    keys = [f"images/{number:02}.jpg" for number in range(20)]

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda key: store.upload(picture, key, content_type="image/jpeg"), keys))

    assert store.list_keys("images/") == keys


def test_a_ticket_names_the_headers_that_must_go_with_it(store: ObjectStore) -> None:
    ticket = store.presign_put(source_file(), "originals/x", lifetime=900)

    assert ticket.headers == {
        "Content-Length": "20",
        "Content-Type": "image/jpeg",
        "x-amz-checksum-sha256": "/hpKsftjRwNr6tc1l9XSlYsmrAuW9oyi9tzuU6UPKX4=",
    }
    assert ticket.method == "PUT"


def test_a_tickets_url_signs_size_type_and_digest(bucket: WorkerSettings) -> None:
    ticket = open_store(bucket).presign_put(source_file(), "originals/x", lifetime=900)

    url = urlsplit(ticket.url)
    query = parse_qs(url.query)
    assert url.path == "/team/a/originals/x"
    assert query["X-Amz-SignedHeaders"] == ["content-length;content-type;host;x-amz-checksum-sha256"]
    assert query["X-Amz-Expires"] == ["900"]


def test_an_endpoint_of_ones_own_is_addressed_by_path(bucket: WorkerSettings) -> None:
    settings = bucket.model_copy(update={"s3_endpoint": "http://127.0.0.1:9"})

    ticket = open_store(settings).presign_put(source_file(), "originals/x", lifetime=900)

    assert ticket.url.startswith("http://127.0.0.1:9/shop/team/a/originals/x?")


def test_the_prefix_stays_inside_the_store(bucket: WorkerSettings) -> None:
    store = open_store(bucket)
    store.write("manifests/x.json", b"{}", content_type="application/json")

    everything = open_store(bucket.model_copy(update={"s3_prefix": ""})).list_keys("")

    assert everything == ["team/a/manifests/x.json"]
    assert store.list_keys("") == ["manifests/x.json"]


def test_without_a_bucket_there_is_no_store() -> None:
    with pytest.raises(PermanentError) as refused:
        open_store(WorkerSettings())

    assert refused.value.code == Code.STORAGE_NO_BUCKET


def test_the_twin_takes_a_put_with_its_ticket_once_the_bytes_fit() -> None:
    store = MemoryStore()
    ticket = store.presign_put(source_file(), "originals/x", lifetime=900)

    assert not store.accept(ticket, b"other bytes, as long")
    assert store.accept(ticket, BODY)

    assert store.read("originals/x") == BODY


def test_a_missing_bucket_is_said_by_its_code(bucket: WorkerSettings) -> None:
    store: S3Store = open_store(bucket.model_copy(update={"s3_bucket": "elsewhere"}))

    with pytest.raises(PermanentError) as refused:
        store.write("a", b"1", content_type="text/plain")

    assert refused.value.code == Code.STORAGE_NO_BUCKET
