"""A desktop asks where its files may go: every file gets one answer, in order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.plugins.pictures import photo, saved
from tests.plugins.published import run, send, source_of
from worker.contract import Code, SourceFile, Ticket, TicketsRequest
from worker.reuse import placed
from worker.settings import WorkerSettings
from worker.storage.memory import MemoryStore
from worker.tickets import issue


@pytest.fixture
def settings(tmp_path: Path) -> WorkerSettings:
    return WorkerSettings(max_bytes=1_000_000, ticket_lifetime=60, scratch=tmp_path)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return saved(photo(), tmp_path / "picture.jpg", quality=95)


def test_new_bytes_get_a_ticket_for_their_own_key(picture: Path, store: MemoryStore, settings: WorkerSettings) -> None:
    source = source_of(picture)

    (answer,) = issue(TicketsRequest(files=(source,)), store=store, settings=settings).answers

    assert answer.job_id == source.job_id
    assert answer.ticket is not None
    assert answer.ticket.url.endswith(f"originals/{source.sha256}")
    assert store.list_keys("") == []


def test_an_original_that_is_stored_is_not_sent_again(
    picture: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    source = source_of(picture)
    send(source, picture, store)

    (answer,) = issue(TicketsRequest(files=(source,)), store=store, settings=settings).answers

    assert answer.ticket is not None
    assert answer.ticket.stored == source.size


def test_half_an_original_under_its_key_counts_as_nothing(
    picture: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    source = source_of(picture)
    store.write(f"originals/{source.sha256}", picture.read_bytes()[:100], content_type="image/jpeg")

    (answer,) = issue(TicketsRequest(files=(source,)), store=store, settings=settings).answers

    assert answer.ticket is not None
    assert (answer.ticket.stored, answer.ticket.parts) == (0, ())


def test_a_large_original_gets_a_ticket_for_each_part_that_is_missing(
    picture: Path, store: MemoryStore, tmp_path: Path
) -> None:
    settings = WorkerSettings(parts_above=1000, part_size=1000, scratch=tmp_path)
    source, body = source_of(picture), picture.read_bytes()

    def ticket() -> Ticket:
        (answer,) = issue(TicketsRequest(files=(source,)), store=store, settings=settings).answers
        assert answer.ticket is not None
        return answer.ticket

    first = ticket()
    assert [part.offset for part in first.parts] == list(range(0, len(body), 1000))
    assert first.stored == 0
    for part in first.parts[:3]:
        assert store.accept_part(part, body[part.offset : part.offset + part.size])

    again = ticket()

    assert again.parts == first.parts[3:]
    assert again.stored == 3000
    for part in again.parts:
        assert store.accept_part(part, body[part.offset : part.offset + part.size])
    assert (ticket().parts, ticket().stored) == ((), len(body))


def test_what_is_published_comes_back_as_a_link(picture: Path, store: MemoryStore, settings: WorkerSettings) -> None:
    source = source_of(picture)
    send(source, picture, store)
    outcome = run(source, store, settings)

    (answer,) = issue(TicketsRequest(files=(replace(source, job_id="j2"),)), store=store, settings=settings).answers

    again = replace(outcome, job_id="j2", reused=True, worker="", stages=())
    assert answer.published == placed(again, settings)


def test_the_same_bytes_under_another_name_come_back_under_that_name(
    picture: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    source = source_of(picture)
    send(source, picture, store)
    run(source, store, settings)

    (answer,) = issue(TicketsRequest(files=(replace(source, name="b.jpg"),)), store=store, settings=settings).answers

    assert answer.published is not None
    assert answer.published.slug == "b"
    assert store.find(answer.published.main.key) is not None


def test_another_preset_needs_a_ticket(picture: Path, store: MemoryStore, settings: WorkerSettings) -> None:
    source = source_of(picture)
    send(source, picture, store)
    run(source, store, settings)

    (answer,) = issue(
        TicketsRequest(files=(replace(source, preset="responsive"),)), store=store, settings=settings
    ).answers

    assert answer.ticket is not None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"size": 1_000_001}, Code.IMAGE_TOO_LARGE),
        ({"content_type": "image/svg+xml"}, Code.IMAGE_UNSUPPORTED),
        ({"content_type": "text/html"}, Code.IMAGE_UNSUPPORTED),
        ({"preset": "poster"}, Code.REQUEST_UNKNOWN_PRESET),
    ],
)
def test_what_cannot_be_published_is_refused_before_it_is_sent(
    picture: Path, store: MemoryStore, settings: WorkerSettings, change: dict[str, object], code: Code
) -> None:
    source: SourceFile = SourceFile.from_wire({**source_of(picture).to_wire(), **change})

    (answer,) = issue(TicketsRequest(files=(source,)), store=store, settings=settings).answers

    assert answer.refused is not None
    assert (answer.refused.code, answer.refused.transient) == (code, False)


def test_a_hundred_answers_come_in_the_order_of_the_files(
    picture: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    files = tuple(replace(source_of(picture), job_id=f"job-{number}") for number in range(100))
    refused = replace(files[50], preset="poster")

    answers = issue(TicketsRequest(files=(*files[:50], refused, *files[51:])), store=store, settings=settings).answers

    assert [answer.job_id for answer in answers] == [file.job_id for file in files]
    assert [number for number, answer in enumerate(answers) if answer.refused] == [50]
