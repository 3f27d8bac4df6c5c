"""However slow the store, an image is not published again while it is being taken off the CDN."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.plugins.jobs import a_photo, put_original, source_of
from tests.plugins.servers import S3Server, Valkey, wait_until
from tests.plugins.store_proxy import Request, StoreProxy
from worker.contract import Outcome, ProcessRequest, SourceFile, Stage, UnpublishRequest
from worker.errors import TransientError
from worker.services import Services
from worker.settings import WorkerSettings


@pytest.fixture
def proxy(s3_server: S3Server) -> Iterator[StoreProxy]:
    with StoreProxy(s3_server.endpoint) as store:
        yield store


@pytest.fixture
def workers(valkey: Valkey, s3_server: S3Server, proxy: StoreProxy) -> Iterator[tuple[Services, Services]]:
    """Two workers' services on one broker and one store."""
    variables = {name.removeprefix("PIXFERRY_").lower(): value for name, value in s3_server.environment.items()}
    settings = WorkerSettings.model_validate({**variables, "s3_endpoint": proxy.url, "broker_url": valkey.url})
    one, other = Services(settings), Services(settings)
    with one.redis, other.redis:
        yield one, other


def publish(worker: Services, source: SourceFile) -> Outcome:
    def unseen(stage: Stage, fraction: float) -> None:
        """Look away."""

    return worker.process(ProcessRequest(source=source, drop_id="d", user="Ann"), report=unseen, worker="")


def test_an_image_is_published_again_only_after_a_slow_store_has_deleted_it(
    workers: tuple[Services, Services], s3_server: S3Server, proxy: StoreProxy
) -> None:
    deleting, publishing = workers
    body = a_photo(width=320, height=240)
    put_original(s3_server, body)
    source = source_of(body)
    first = publish(deleting, source)
    held, go_on = threading.Event(), threading.Event()

    def hold_a_deletion(request: Request) -> None:
        if request.method == "DELETE":
            held.set()
            go_on.wait(30)

    proxy.script = hold_a_deletion
    giving_up = UnpublishRequest(
        owner=source.owner, sha256=source.sha256, fingerprint=first.fingerprint, slug=first.slug
    )
    other = dataclasses.replace(source, job_id="job-2", owner="owner-2")
    with ThreadPoolExecutor(max_workers=1) as pool:
        given_up = pool.submit(deleting.unpublish, giving_up)
        wait_until(held.is_set, what="the first deletion")
        with pytest.raises(TransientError):
            publish(publishing, other)
        go_on.set()
    again = publish(publishing, other)

    assert given_up.result().owners_left == 0
    assert [file.key for file in again.files if publishing.store.find(file.key) is None] == []
    assert len(publishing.store.list_keys("manifests/")) == 1
