"""A body is read as long as it keeps coming, and no longer."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plugins.servers import S3Server
from tests.plugins.store_proxy import Fault, StoreProxy
from worker.contract import Code
from worker.errors import PermanentError, TransientError
from worker.settings import WorkerSettings
from worker.storage.base import ObjectStore
from worker.storage.s3 import open_store
from worker.storage.streaming import pieces


@pytest.fixture
def proxy(s3_server: S3Server) -> Iterator[StoreProxy]:
    with StoreProxy(s3_server.endpoint) as proxy:
        yield proxy


@pytest.fixture
def store(s3_server: S3Server, proxy: StoreProxy) -> ObjectStore:
    """A store one waits for at most a second, with an object whose body can go wrong."""
    settings = WorkerSettings.model_validate(
        {
            "s3_bucket": s3_server.bucket,
            "s3_endpoint": proxy.url,
            "s3_access_key_id": s3_server.access_key_id,
            "s3_secret_access_key": s3_server.secret_access_key,
            "store_timeout": 1.0,
        }
    )
    opened = open_store(settings)
    opened.write("manifests/one.json", b"{}" * 50, content_type="application/json")
    return opened


@pytest.mark.parametrize(
    ("fault", "code"),
    [(Fault(dribbles=0.1), Code.STORAGE_TIMEOUT), (Fault(cuts_answer=True), Code.STORAGE_UNREACHABLE)],
    ids=["dribbling", "cut"],
)
def test_a_small_object_that_does_not_come_whole_is_times_turn(
    store: ObjectStore, proxy: StoreProxy, fault: Fault, code: Code
) -> None:
    proxy.script = lambda _: fault

    with pytest.raises(TransientError) as refused:
        store.read("manifests/one.json")

    assert refused.value.code == code


def test_a_body_in_chunks_of_unsaid_length_comes_whole(store: ObjectStore, proxy: StoreProxy, tmp_path: Path) -> None:
    proxy.script = lambda _: Fault(chunks=True)

    assert store.read("manifests/one.json") == b"{}" * 50
    assert store.download("manifests/one.json", tmp_path / "one", max_bytes=100) == 100
    with pytest.raises(PermanentError) as refused:
        store.download("manifests/one.json", tmp_path / "one", max_bytes=99)
    assert refused.value.code == Code.IMAGE_TOO_LARGE


def test_a_body_in_chunks_that_is_cut_is_times_turn(store: ObjectStore, proxy: StoreProxy) -> None:
    proxy.script = lambda _: Fault(chunks=True, cuts_answer=True)

    with pytest.raises(TransientError) as refused:
        store.read("manifests/one.json")

    assert refused.value.code == Code.STORAGE_UNREACHABLE


def test_a_body_of_many_pieces_comes_whole() -> None:
    body = bytes(range(256)) * 5000

    assert b"".join(pieces(io.BytesIO(body), size=len(body), patience=1.0)) == body
