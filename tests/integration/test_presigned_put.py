"""The ticket's road against a real S3 server: only the promised bytes get in, and what comes out is published."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from PIL import Image

from tests.plugins.published import run
from tests.plugins.servers import S3Server, wait_until
from worker.contract import Code, SourceFile, Ticket, TicketsRequest, UnpublishRequest
from worker.errors import PermanentError
from worker.settings import WorkerSettings
from worker.storage.base import IMMUTABLE
from worker.storage.s3 import S3Store, open_store
from worker.tickets import issue
from worker.unpublish import unpublish

REFUSED = 403
EXPIRED = (400, REFUSED)  # rclone's answer and S3's


@pytest.fixture
def settings(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> WorkerSettings:
    """Settings as an operator gives them: from the environment."""
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)
    return WorkerSettings()


@pytest.fixture
def store(settings: WorkerSettings) -> S3Store:
    return open_store(settings)


def source_file(path: Path, *, content_type: str = "image/jpeg", preset: str = "web") -> SourceFile:
    body = path.read_bytes()
    return SourceFile(
        job_id="job-1",
        owner="desk-1",
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
        content_type=content_type,
        name=path.name,
        preset=preset,
    )


def ticket_for(source: SourceFile, store: S3Store, settings: WorkerSettings) -> Ticket:
    (answer,) = issue(TicketsRequest(files=(source,)), store=store, settings=settings).answers
    assert answer.ticket is not None
    return answer.ticket


def put(ticket: Ticket, body: bytes, **changed: str) -> int:
    headers = {**ticket.headers, **{name.replace("_", "-"): value for name, value in changed.items()}}
    return httpx.put(ticket.url, content=body, headers=headers).status_code


def test_the_promised_bytes_get_in(samples: Path, store: S3Store, settings: WorkerSettings) -> None:
    photo = samples / "rocket.jpg"
    source = source_file(photo)

    status = put(ticket_for(source, store, settings), photo.read_bytes())

    assert status == 200
    found = store.find(f"originals/{source.sha256}")
    assert found is not None
    assert found.size == source.size


def test_another_size_is_refused(samples: Path, store: S3Store, settings: WorkerSettings) -> None:
    photo = samples / "rocket.jpg"
    body = photo.read_bytes() + b"more"

    status = put(ticket_for(source_file(photo), store, settings), body, Content_Length=str(len(body)))

    assert status == REFUSED
    assert store.list_keys("") == []


def test_another_type_is_refused(samples: Path, store: S3Store, settings: WorkerSettings) -> None:
    photo = samples / "rocket.jpg"

    status = put(ticket_for(source_file(photo), store, settings), photo.read_bytes(), Content_Type="text/html")

    assert status == REFUSED
    assert store.list_keys("") == []


def test_another_digest_is_refused(samples: Path, store: S3Store, settings: WorkerSettings) -> None:
    photo = samples / "rocket.jpg"
    digest = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

    status = put(ticket_for(source_file(photo), store, settings), photo.read_bytes(), x_amz_checksum_sha256=digest)

    assert status == REFUSED
    assert store.list_keys("") == []


def test_another_key_is_refused(samples: Path, store: S3Store, settings: WorkerSettings) -> None:
    photo = samples / "rocket.jpg"
    ticket = ticket_for(source_file(photo), store, settings)

    elsewhere = replace(ticket, url=ticket.url.replace("/originals/", "/images/"))
    status = put(elsewhere, photo.read_bytes())

    assert status == REFUSED
    assert store.list_keys("") == []


def test_an_expired_ticket_is_refused(samples: Path, store: S3Store) -> None:
    photo = samples / "rocket.jpg"
    source = source_file(photo)
    ticket = store.presign_put(source, f"originals/{source.sha256}", lifetime=1)
    body = photo.read_bytes()

    wait_until(lambda: put(ticket, body) in EXPIRED, what="the ticket's end", pause=0.3)


def test_a_photo_goes_all_the_way_and_is_served_as_it_should(
    samples: Path, store: S3Store, settings: WorkerSettings, s3_server: S3Server, tmp_path: Path
) -> None:
    photo = samples / "coffee-sideways.jpg"
    source = source_file(photo, preset="responsive")
    assert put(ticket_for(source, store, settings), photo.read_bytes()) == 200

    outcome = run(source, store, settings)

    stored = {file.key: store.find(file.key) for file in outcome.files}
    assert {found.content_type for found in stored.values() if found} == {"image/jpeg", "image/avif"}
    assert {(found.cache_control, found.content_disposition) for found in stored.values() if found} == {
        (IMMUTABLE, "inline")
    }
    for file in outcome.files:
        target = tmp_path / Path(file.key).name
        assert store.download(file.key, target, max_bytes=source.size) == file.bytes
        with Image.open(target) as image:
            assert image.size == (file.width, file.height)
            assert not image.getexif()
    assert (outcome.width, outcome.height) == (600, 400)
    assert (s3_server.bucket_folder / outcome.main.key).stat().st_size < source.size


def test_the_same_photo_under_another_name_is_copied_with_its_headers_and_deleted_alone(
    samples: Path, store: S3Store, settings: WorkerSettings
) -> None:
    photo = samples / "rocket.jpg"
    source = source_file(photo)
    put(ticket_for(source, store, settings), photo.read_bytes())
    first = run(source, store, settings)

    renamed = replace(source, name="Saturn V.jpg", job_id="job-2")
    (answer,) = issue(TicketsRequest(files=(renamed,)), store=store, settings=settings).answers
    unpublish(
        UnpublishRequest(owner="desk-1", sha256=first.sha256, fingerprint=first.fingerprint, slug=first.slug),
        store=store,
    )

    assert answer.published is not None
    assert answer.published.main.key == first.main.key.replace("rocket", "saturn-v")
    found = store.find(answer.published.main.key)
    assert found is not None
    assert (found.content_type, found.cache_control, found.content_disposition) == ("image/jpeg", IMMUTABLE, "inline")
    assert store.find(first.main.key) is None


def test_bytes_that_are_not_the_promised_ones_are_thrown_away(
    samples: Path, store: S3Store, settings: WorkerSettings
) -> None:
    source = source_file(samples / "rocket.jpg")
    key = f"originals/{source.sha256}"
    store.write(key, b"something else", content_type="image/jpeg")

    with pytest.raises(PermanentError) as changed:
        run(source, store, settings)

    assert changed.value.code == Code.SOURCE_CHANGED
    assert store.list_keys("") == []
