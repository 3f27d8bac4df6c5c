"""An image leaves the CDN with its last owner, and takes nothing else along."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.plugins.published import PowerCutError, StoreOfDoubt, StoreThatDies, giving_up, run, send, source_of
from worker.contract import Code, Outcome, UnpublishRequest
from worker.errors import PermanentError, TransientError
from worker.settings import WorkerSettings
from worker.storage.memory import MemoryStore
from worker.unpublish import unpublish


def test_the_last_owner_takes_the_objects_along(picture: Path, store: MemoryStore, settings: WorkerSettings) -> None:
    outcome = run(source_of(picture, preset="responsive"), store, settings)

    answer = unpublish(giving_up(outcome), store=store)

    assert answer.deleted == tuple(file.key for file in outcome.files)
    assert answer.owners_left == 0
    assert store.list_keys("") == [f"originals/{outcome.sha256}"]


def test_while_another_desktop_owns_it_the_image_stays(
    picture: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    outcome = run(source_of(picture), store, settings)
    run(source_of(picture, owner="desk-2"), store, settings)
    before = store.list_keys("")

    answer = unpublish(giving_up(outcome), store=store)

    assert (answer.deleted, answer.owners_left) == ((), 1)
    assert store.list_keys("") == before
    assert unpublish(giving_up(outcome, owner="desk-2"), store=store).owners_left == 0
    assert store.list_keys("images/") == []


def test_a_stranger_gives_up_nothing(picture: Path, store: MemoryStore, settings: WorkerSettings) -> None:
    outcome = run(source_of(picture), store, settings)
    before = {key: store.read(key) for key in store.list_keys("")}

    answer = unpublish(giving_up(outcome, owner="desk-9"), store=store)

    assert (answer.deleted, answer.owners_left) == ((), 1)
    assert {key: store.read(key) for key in store.list_keys("")} == before


@pytest.mark.parametrize("other", ["other.jpg", "picture-thumb.jpg", "picture-320.jpg", "picture-2.jpg"])
def test_the_same_bytes_under_another_name_stay(
    picture: Path, store: MemoryStore, settings: WorkerSettings, other: str
) -> None:
    outcome = run(source_of(picture, preset="responsive"), store, settings)
    kept: Outcome = run(source_of(picture, preset="responsive", name=other), store, settings)

    unpublish(giving_up(outcome), store=store)

    assert store.list_keys("images/") == sorted(file.key for file in kept.files)
    assert not {file.key for file in outcome.files} & {file.key for file in kept.files}


def test_doing_it_twice_is_harmless(picture: Path, store: MemoryStore, settings: WorkerSettings) -> None:
    outcome = run(source_of(picture), store, settings)
    unpublish(giving_up(outcome), store=store)

    answer = unpublish(giving_up(outcome), store=store)

    assert (answer.deleted, answer.owners_left) == ((), 0)


def test_what_was_cut_short_anywhere_is_finished_by_the_next_call(
    picture: Path, settings: WorkerSettings, tmp_path: Path
) -> None:
    operations, finished = 0, False
    while not finished:
        store = MemoryStore()
        send(source_of(picture), picture, store)
        outcome = run(source_of(picture), store, settings)
        dying: Any = StoreThatDies(store=store, dies_before=operations)
        try:
            unpublish(giving_up(outcome), store=dying)
            finished = True
        except PowerCutError:
            unpublish(giving_up(outcome), store=store)

        assert store.list_keys("") == [f"originals/{outcome.sha256}"], operations
        operations += 1

    assert operations == 7
    assert tmp_path.exists()


def test_what_is_half_gone_is_made_anew_and_not_reused(
    picture: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    outcome = run(source_of(picture), store, settings)
    dying: Any = StoreThatDies(store=store, dies_before=2)
    with pytest.raises(PowerCutError):
        unpublish(giving_up(outcome), store=dying)

    again = run(source_of(picture, owner="desk-2"), store, settings)

    assert not again.reused
    assert unpublish(giving_up(outcome), store=store).owners_left == 1


@pytest.mark.parametrize("changes", range(4))
def test_nothing_more_is_deleted_once_somebody_else_may_have_the_turn(
    picture: Path, store: MemoryStore, settings: WorkerSettings, changes: int
) -> None:
    outcome = run(source_of(picture), store, settings)
    keys = store.list_keys("")
    doubtful: Any = StoreOfDoubt(store=store, changes=changes)

    with pytest.raises(TransientError):
        unpublish(giving_up(outcome), store=doubtful)

    assert len(outcome.files) == 2
    assert len(store.list_keys("")) == len(keys) - max(0, changes - 1)
    assert unpublish(giving_up(outcome), store=store).owners_left == 0
    assert store.list_keys("") == [f"originals/{outcome.sha256}"]


@pytest.mark.parametrize(("fingerprint", "slug"), [("..", "x"), ("0123456789ab", ".."), ("0123456789AB", "x")])
def test_a_request_that_names_no_image_of_ours_is_refused(store: MemoryStore, fingerprint: str, slug: str) -> None:
    request = UnpublishRequest(owner="desk-1", sha256="0" * 64, fingerprint=fingerprint, slug=slug)

    with pytest.raises(PermanentError) as refused:
        unpublish(request, store=store)

    assert refused.value.code == Code.REQUEST_INVALID
