"""A retry goes on where the last try stopped: what is stored is neither fetched, made nor sent again."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.plugins.pictures import photo, saved
from tests.plugins.published import PowerCutError, StoreThatDies, all_fit, run, send, source_of
from worker.contract import Code, SourceFile
from worker.drafts import MemoryDrafts
from worker.errors import TransientError
from worker.imaging.presets import preset_named
from worker.keys import ImageKeys, slug_of
from worker.manifests import read_manifest
from worker.settings import WorkerSettings
from worker.storage.base import IMMUTABLE
from worker.storage.memory import MemoryStore


class WatchfulStore(MemoryStore):
    """Refuse the file that is sent as number `refused`, from 0, and see what has been made when a file is sent."""

    def __init__(self, refused: int | None = None) -> None:
        super().__init__()
        self.refused = refused
        self._numbers = itertools.count()
        self.sent: list[str] = []
        self.made: set[str] = set()

    def upload(self, source: Path, key: str, *, content_type: str, cache_control: str = IMMUTABLE) -> None:
        if next(self._numbers) == self.refused:
            raise TransientError(Code.STORAGE_SLOW_DOWN)
        self.made |= {path.name for path in source.parent.iterdir()} - {"original"}
        super().upload(source, key, content_type=content_type, cache_control=cache_control)
        self.sent.append(key)


def keys_of(source: SourceFile) -> ImageKeys:
    return ImageKeys(
        sha256=source.sha256, fingerprint=preset_named(source.preset).fingerprint, slug=slug_of(source.name)
    )


@pytest.fixture
def holiday(tmp_path: Path) -> Path:
    return saved(photo(400, 300), tmp_path / "holiday.jpg", quality=95)


@pytest.fixture
def drafts() -> MemoryDrafts:
    return MemoryDrafts()


@pytest.fixture
def responsive(holiday: Path) -> SourceFile:
    return source_of(holiday, preset="responsive")


def test_after_a_busy_store_only_what_is_missing_is_made_and_sent(
    holiday: Path, responsive: SourceFile, drafts: MemoryDrafts, settings: WorkerSettings
) -> None:
    store = WatchfulStore(refused=2)
    send(responsive, holiday, store)
    with pytest.raises(TransientError):
        run(responsive, store, settings, drafts=drafts)
    stored, store.sent = store.sent, []
    everything, store.made = store.made, set()

    outcome = run(responsive, store, settings, drafts=drafts)

    assert len(everything) == len(outcome.files) == 4
    assert sorted([*stored, *store.sent]) == sorted(file.key for file in outcome.files)
    assert len(store.made) == len(store.sent) < 4
    assert "main.jpg" not in store.made
    assert all_fit(store, outcome)


def test_a_retry_says_the_same_of_every_file_as_one_try_would(
    holiday: Path, responsive: SourceFile, drafts: MemoryDrafts, settings: WorkerSettings
) -> None:
    whole, store = MemoryStore(), WatchfulStore(refused=2)
    send(responsive, holiday, whole)
    send(responsive, holiday, store)
    expected = run(responsive, whole, settings)
    with pytest.raises(TransientError):
        run(responsive, store, settings, drafts=drafts)

    outcome = run(responsive, store, settings, drafts=drafts)

    assert replace(outcome, published_at=0, stages=()) == replace(expected, published_at=0, stages=())


def test_where_only_the_manifest_is_missing_nothing_is_fetched_or_made(
    holiday: Path, store: MemoryStore, drafts: MemoryDrafts, settings: WorkerSettings
) -> None:
    source = source_of(holiday)
    send(source, holiday, store)
    whole = StoreThatDies(store=store)
    first = run(source, whole, settings)
    store.delete(keys_of(source).manifest)
    store.delete(first.main.key)
    dying: Any = StoreThatDies(store=store, dies_before=whole.calls.index("write") - 1)
    with pytest.raises(PowerCutError):
        run(source, dying, settings, drafts=drafts)
    store.delete(f"originals/{source.sha256}")
    watched: Any = StoreThatDies(store=store)

    outcome = run(source, watched, settings, drafts=drafts)

    assert not {"download", "upload"} & set(watched.calls)
    assert (outcome.reused, outcome.stages) == (False, ())
    assert replace(outcome, published_at=0) == replace(first, published_at=0, stages=())
    assert all_fit(store, outcome)


def test_a_job_without_trouble_asks_the_store_for_nothing_more_and_leaves_no_draft(
    holiday: Path, store: MemoryStore, drafts: MemoryDrafts, settings: WorkerSettings
) -> None:
    source = source_of(holiday)
    send(source, holiday, store)
    watched: Any = StoreThatDies(store=store)

    run(source, watched, settings, drafts=drafts)

    assert watched.calls[:4] == ["list_keys", "download", "list_objects", "upload"]
    assert drafts.read(keys_of(source)) is None


def test_a_file_that_is_not_the_drafts_is_made_again(
    holiday: Path, responsive: SourceFile, drafts: MemoryDrafts, settings: WorkerSettings
) -> None:
    store = WatchfulStore(refused=3)
    send(responsive, holiday, store)
    with pytest.raises(TransientError):
        run(responsive, store, settings, drafts=drafts)
    main = keys_of(responsive).main("jpg")
    store.write(main, b"half of it", content_type="image/jpeg")
    store.sent.clear()

    outcome = run(responsive, store, settings, drafts=drafts)

    assert main in store.sent
    assert all_fit(store, outcome)


def test_a_draft_of_another_preset_or_name_is_not_used(
    holiday: Path, drafts: MemoryDrafts, settings: WorkerSettings
) -> None:
    store, source = WatchfulStore(refused=1), source_of(holiday)
    send(source, holiday, store)
    with pytest.raises(TransientError):
        run(source, store, settings, drafts=drafts)

    for other in (source_of(holiday, preset="responsive"), source_of(holiday, name="other.jpg")):
        assert drafts.read(keys_of(other)) is None


def test_an_image_taken_back_after_its_files_were_stored_is_made_again(
    holiday: Path, drafts: MemoryDrafts, store: MemoryStore, settings: WorkerSettings
) -> None:
    source = source_of(holiday)
    send(source, holiday, store)
    counting = StoreThatDies(store=MemoryStore())
    send(source, holiday, counting.store)
    run(source, counting, settings)
    dying: Any = StoreThatDies(store=store, dies_before=counting.calls.index("write"))
    with pytest.raises(PowerCutError):
        run(source, dying, settings, drafts=drafts)
    for key in store.list_keys("images/"):
        store.delete(key)

    outcome = run(source, store, settings, drafts=drafts)

    assert all_fit(store, outcome)
    assert read_manifest(store, keys_of(source)) is not None


def test_copies_an_earlier_try_made_are_not_made_again(
    holiday: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    source = source_of(holiday, preset="responsive")
    send(source, holiday, store)
    whole = StoreThatDies(store=store)
    first = run(source, store, settings)
    other = source_of(holiday, preset="responsive", name="other.jpg")
    dying: Any = StoreThatDies(store=store, dies_before=6)
    with pytest.raises(PowerCutError):
        run(other, dying, settings)

    outcome = run(other, whole, settings)

    assert 0 < dying.calls.count("copy") < len(first.files)
    assert dying.calls.count("copy") + whole.calls.count("copy") == len(first.files)
    assert all_fit(store, outcome)
