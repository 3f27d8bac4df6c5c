"""A job that fails says why, leaves nothing half done, and is finished by the next try."""

from __future__ import annotations

import contextlib
import errno
from pathlib import Path
from typing import Any

import pytest

from tests.plugins.pictures import photo, saved
from tests.plugins.published import PowerCutError, StoreThatDies, all_fit, run, send, source_of
from worker.contract import Code, ProcessRequest, Stage
from worker.drafts import MemoryDrafts
from worker.errors import PermanentError, PixferryError, TransientError
from worker.pipeline import process
from worker.settings import WorkerSettings
from worker.storage.memory import MemoryStore


@pytest.mark.parametrize("preset", ["web", "responsive"])
def test_a_job_killed_between_any_two_store_operations_is_finished_by_the_next(
    tmp_path: Path, settings: WorkerSettings, preset: str
) -> None:
    holiday = saved(photo(340, 250), tmp_path / "holiday.jpg", quality=95)
    source = source_of(holiday, preset=preset)
    whole = MemoryStore()
    send(source, holiday, whole)
    outcome = run(source, whole, settings)
    operations, finished = 0, False

    while not finished:
        store, drafts = MemoryStore(), MemoryDrafts()
        send(source, holiday, store)
        dying: Any = StoreThatDies(store=store, dies_before=operations)
        with contextlib.suppress(PowerCutError):
            run(source, dying, settings, drafts=drafts)
            finished = True
        if store.list_keys("manifests/"):
            assert all_fit(store, outcome), operations

        going_on: Any = StoreThatDies(store=store)
        run(source, going_on, settings, drafts=drafts)

        assert store.list_keys("") == whole.list_keys("")
        sent = dying.calls.count("upload")
        assert going_on.calls.count("upload") == len(outcome.files) - sent
        assert going_on.calls.count("download") == (sent < len(outcome.files))
        assert list((settings.scratch or Path()).iterdir()) == []
        operations += 1

    assert operations > len(outcome.files) + 4


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"words, not pixels", Code.IMAGE_NOT_AN_IMAGE),
        (b"\xff\xd8\xff\xe0 and then nothing of a JPEG", Code.IMAGE_DAMAGED),
        (b"%PDF-1.4", Code.IMAGE_NOT_AN_IMAGE),
    ],
)
def test_a_bad_file_is_refused_by_its_code_and_leaves_nothing(
    tmp_path: Path, store: MemoryStore, settings: WorkerSettings, body: bytes, code: Code
) -> None:
    path = tmp_path / "holiday.jpg"
    path.write_bytes(body)
    source = source_of(path)
    send(source, path, store)

    with pytest.raises(PermanentError) as refused:
        run(source, store, settings)

    assert refused.value.code == code
    assert store.list_keys("") == [f"originals/{source.sha256}"]
    assert list((settings.scratch or Path()).iterdir()) == []


def test_a_missing_original_is_said(holiday: Path, store: MemoryStore, settings: WorkerSettings) -> None:
    with pytest.raises(PermanentError) as missing:
        run(source_of(holiday), store, settings)

    assert missing.value.code == Code.SOURCE_MISSING


def test_an_original_that_is_not_what_was_announced_is_deleted(
    holiday: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    source = source_of(holiday)
    store.write(f"originals/{source.sha256}", b"other bytes", content_type="image/jpeg")

    with pytest.raises(PermanentError) as changed:
        run(source, store, settings)

    assert changed.value.code == Code.SOURCE_CHANGED
    assert store.list_keys("") == []


def test_an_unknown_preset_is_refused(holiday: Path, store: MemoryStore, settings: WorkerSettings) -> None:
    with pytest.raises(PermanentError) as refused:
        run(source_of(holiday, preset="poster"), store, settings)

    assert refused.value.code == Code.REQUEST_UNKNOWN_PRESET


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), TransientError(Code.WORKER_DISK_FULL)),
        (MemoryError(), PermanentError(Code.WORKER_OUT_OF_MEMORY)),
        (TransientError(Code.STORAGE_SLOW_DOWN), TransientError(Code.STORAGE_SLOW_DOWN)),
    ],
)
def test_the_machines_and_the_stores_limits_keep_their_meaning(
    holiday: Path, store: MemoryStore, settings: WorkerSettings, error: Exception, expected: PixferryError
) -> None:
    source = source_of(holiday)
    send(source, holiday, store)
    breaking: Any = StoreThatDies(store=store, dies_before=1, error=error)

    with pytest.raises(type(expected)) as failed:
        run(source, breaking, settings)

    assert failed.value.code == expected.code
    assert list((settings.scratch or Path()).iterdir()) == []


def test_a_time_limit_passes_through_whatever_it_interrupts(
    holiday: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    class TimeIsUpError(Exception):
        pass

    source = source_of(holiday)
    send(source, holiday, store)

    def strike(stage: Stage, fraction: float) -> None:  # noqa: ARG001  strikes at once
        if stage is Stage.THUMBNAILS:
            raise TimeIsUpError

    request = ProcessRequest(source=source, drop_id="drop", user="somebody")
    with pytest.raises(TimeIsUpError):
        process(
            request,
            store=store,
            drafts=MemoryDrafts(),
            settings=settings,
            report=strike,
            let_pass=(TimeIsUpError,),
        )

    assert list((settings.scratch or Path()).iterdir()) == []
    assert store.list_keys("images/") == []
