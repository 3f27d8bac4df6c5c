"""Orphans are found, young ones spared, and what a manifest names is never touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.plugins.published import PowerCutError, StoreOfDoubt, StoreThatDies, StoreWithAQueue, run, send, source_of
from worker.errors import TransientError
from worker.settings import WorkerSettings
from worker.storage.memory import MemoryStore
from worker.sweep import delete, look


def orphan_something(picture: Path, store: MemoryStore, settings: WorkerSettings) -> list[str]:
    """Publish until just before the manifest is written."""
    whole = MemoryStore()
    send(source_of(picture), picture, whole)
    counting = StoreThatDies(store=whole)
    run(source_of(picture), counting, settings)
    dying = StoreThatDies(store=store, dies_before=counting.calls.index("write"))
    with pytest.raises(PowerCutError):
        run(source_of(picture), dying, settings)
    return store.list_keys("images/")


def test_what_a_manifest_names_is_no_orphan(picture: Path, store: MemoryStore, settings: WorkerSettings) -> None:
    outcome = run(source_of(picture), store, settings)

    found = look(store, older_than=0)

    assert (found.named, found.orphaned, found.young) == (len(outcome.files), (), ())


def test_what_was_given_up_half_way_is_found_and_goes_only_when_asked(
    picture: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    keys = orphan_something(picture, store, settings)

    found = look(store, older_than=0)
    assert [item.key for item in found.orphaned] == keys
    assert store.list_keys("images/") == keys

    assert list(delete(store, found)) == keys
    assert store.list_keys("images/") == []


def test_what_no_worker_stored_stays(store: MemoryStore) -> None:
    own = [f"images/{'a' * 16}-{'b' * 12}/cat.jpg", f"images/check-{'0' * 32}.txt"]
    foreign = [
        "images/2019/team/photo.jpg",
        "images/cafe-babe/cat.jpg",
        "images/company-logo.png",
        f"images/{'a' * 16}-{'b' * 12}/deeper/cat.jpg",
        f"images/{'a' * 16}-{'b' * 12}x/cat.jpg",
    ]
    for key in (*own, *foreign):
        store.write(key, b"something", content_type="image/jpeg")

    found = look(store, older_than=0)

    assert [item.key for item in found.orphaned] == own
    assert (found.named, found.young, found.foreign) == (0, (), len(foreign))
    assert list(delete(store, found)) == own
    assert store.list_keys("") == sorted(foreign)


def test_a_job_that_may_still_be_running_is_left_alone(
    picture: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    keys = orphan_something(picture, store, settings)

    found = look(store)

    assert (found.orphaned, [item.key for item in found.young]) == ((), keys)
    assert list(delete(store, found)) == []


def test_what_is_published_after_the_look_is_not_deleted(
    picture: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    keys = orphan_something(picture, store, settings)
    found = look(store, older_than=0)

    run(source_of(picture), store, settings)

    assert list(delete(store, found)) == []
    assert store.list_keys("images/") == keys


def test_what_is_published_while_the_sweep_waits_for_its_turn_is_not_deleted(
    picture: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    keys = orphan_something(picture, store, settings)
    found = look(store, older_than=0)
    queue: Any = StoreWithAQueue(store=store, meanwhile=lambda: run(source_of(picture), store, settings))

    assert list(delete(queue, found)) == []
    assert store.list_keys("images/") == keys


def test_the_sweep_and_whoever_writes_a_manifest_wait_for_one_another(
    picture: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    orphan_something(picture, store, settings)
    found = look(store, older_than=0)
    sweeping, publishing = StoreWithAQueue(store=store), StoreWithAQueue(store=store)

    list(delete(sweeping, found))
    run(source_of(picture), publishing, settings)

    assert sweeping.turns == publishing.turns == ["/".join(found.orphaned[0].key.split("/")[:2]) + "/"]


@pytest.mark.parametrize("changes", range(2))
def test_nothing_more_is_swept_once_somebody_else_may_have_the_turn(
    picture: Path, store: MemoryStore, settings: WorkerSettings, changes: int
) -> None:
    keys = orphan_something(picture, store, settings)
    found = look(store, older_than=0)
    doubtful: Any = StoreOfDoubt(store=store, changes=changes)

    with pytest.raises(TransientError):
        list(delete(doubtful, found))

    assert len(keys) == 2
    assert store.list_keys("images/") == keys[changes:]
