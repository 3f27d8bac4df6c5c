"""A link is answered as live only while everything it names is there, though another desktop gives it up just then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.plugins.published import StoreWithAQueue, all_fit, giving_up, run, send, source_of
from worker.contract import Code
from worker.errors import TransientError
from worker.keys import ImageKeys
from worker.manifests import Manifest, read_manifest, write_manifest
from worker.settings import WorkerSettings
from worker.storage.memory import MemoryStore
from worker.unpublish import unpublish


def test_an_image_given_up_while_another_desktop_adopts_it_is_made_anew(
    holiday: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    source = source_of(holiday)
    send(source, holiday, store)
    first = run(source, store, settings)
    queue: Any = StoreWithAQueue(store=store, meanwhile=lambda: unpublish(giving_up(first), store=store))

    again = run(source_of(holiday, owner="desk-2"), queue, settings)

    assert not again.reused
    assert all_fit(store, again)
    assert unpublish(giving_up(again, owner="desk-2"), store=store).owners_left == 0


def test_an_image_its_own_desktop_gives_up_while_it_is_dropped_again_is_made_anew(
    holiday: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    source = source_of(holiday)
    send(source, holiday, store)
    first = run(source, store, settings)
    queue: Any = StoreWithAQueue(store=store, meanwhile=lambda: unpublish(giving_up(first), store=store))

    again = run(source, queue, settings)

    assert not again.reused
    assert all_fit(store, again)
    assert unpublish(giving_up(again), store=store).owners_left == 0


def test_what_was_stored_before_and_is_gone_when_the_manifest_is_written_waits_for_another_try(
    holiday: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    source = source_of(holiday)
    send(source, holiday, store)
    first = run(source, store, settings)
    store.delete(ImageKeys(sha256=source.sha256, fingerprint=first.fingerprint, slug=first.slug).manifest)
    queue: Any = StoreWithAQueue(store=store, meanwhile=lambda: store.delete(first.main.key))

    with pytest.raises(TransientError) as gone:
        run(source, queue, settings)

    assert gone.value.code == Code.STORAGE_UNAVAILABLE
    assert store.list_keys("manifests/") == []
    assert all_fit(store, run(source, queue, settings))


def test_owners_of_an_image_whose_file_is_gone_stay_owners(
    holiday: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    source = source_of(holiday)
    send(source, holiday, store)
    first = run(source, store, settings)
    keys = ImageKeys(sha256=source.sha256, fingerprint=first.fingerprint, slug=first.slug)
    store.delete(first.thumbnail.key)

    with pytest.raises(TransientError):
        write_manifest(store, keys, first, owner="desk-2")

    assert read_manifest(store, keys) == Manifest(outcome=first, owners=("desk-1",))


def test_a_file_a_listing_does_not_show_yet_is_asked_for_by_its_name(holiday: Path, settings: WorkerSettings) -> None:
    class LateListing(MemoryStore):
        def list_keys(self, prefix: str) -> list[str]:
            return [key for key in super().list_keys(prefix) if not key.startswith("images/")]

    late = LateListing()
    source = source_of(holiday)
    send(source, holiday, late)

    assert all_fit(late, run(source, late, settings))
