"""Deleting from the CDN and applying another preset, over the in-memory deployment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.controllers.unpublishing import Unpublished
from desktop.domain.item import State, Wish
from desktop.domain.reports import Connection, Link
from desktop.services.memory import MemoryDeployment
from tests.unit.desktop.conftest import Desk
from worker.contract import Code, Failure

Image = Callable[..., Path]


@pytest.fixture
def told(desk: Desk) -> list[Unpublished]:
    heard: list[Unpublished] = []
    desk.uploads.unpublish_ended.connect(heard.append)
    return heard


def publish(desk: Desk, *files: Path) -> list[str]:
    before = len(desk.reports)
    desk.uploads.add(files)
    desk.until(lambda: len(desk.reports) > before)
    return [item.job_id for item in desk.reports[-1].items]


def test_a_deleted_image_is_off_the_cdn_and_its_row_stays_without_a_link(
    desk: Desk, image: Image, deployment: MemoryDeployment, told: list[Unpublished]
) -> None:
    ids = publish(desk, image("cat.jpg"), image("dog.jpg"))

    desk.uploads.unpublish(ids[:1])
    desk.until(lambda: told and desk.state("cat.jpg") is State.UNPUBLISHED)

    assert told == [Unpublished(gone=1)]
    assert desk.item("cat.jpg").outcome is None
    assert [request.owner for request in deployment.unpublished] == ["desk"]
    assert {name for _, _, name in deployment.published} == {"dog.jpg"}
    assert desk.state("dog.jpg") is State.LIVE


def test_a_deleted_image_is_restored_without_the_file_while_the_store_has_the_original(
    desk: Desk, image: Image, told: list[Unpublished]
) -> None:
    file = image("cat.jpg")
    ids = publish(desk, file)
    desk.uploads.unpublish(ids)
    desk.until(lambda: told and desk.state("cat.jpg") is State.UNPUBLISHED)
    file.unlink()

    desk.uploads.retry(ids)

    desk.until(lambda: desk.state("cat.jpg") is State.LIVE)


def test_a_deleted_image_is_sent_again_when_the_store_has_lost_the_original(
    desk: Desk, image: Image, deployment: MemoryDeployment, told: list[Unpublished]
) -> None:
    ids = publish(desk, image("cat.jpg"))
    desk.uploads.unpublish(ids)
    desk.until(lambda: told and desk.state("cat.jpg") is State.UNPUBLISHED)
    deployment.originals.clear()

    desk.uploads.retry(ids)

    desk.until(lambda: desk.state("cat.jpg") is State.LIVE)
    assert len(deployment.originals) == 1


def test_two_rows_of_one_image_lose_their_link_together(desk: Desk, image: Image, told: list[Unpublished]) -> None:
    file = image("cat.jpg")
    first, second = publish(desk, file), publish(desk, file)

    desk.uploads.unpublish(first)
    desk.until(lambda: told)

    desk.until(lambda: [desk.items[job].state for job in first + second] == [State.UNPUBLISHED] * 2)


def test_what_other_desktops_own_stays_for_them_and_is_said(
    desk: Desk, image: Image, deployment: MemoryDeployment, told: list[Unpublished]
) -> None:
    ids = publish(desk, image("cat.jpg"))
    deployment.other_owners = 2

    desk.uploads.unpublish(ids)
    desk.until(lambda: told)

    assert told == [Unpublished(gone=1, kept_by_others=1)]


AWAY = Failure(code=Code.BROKER_UNREACHABLE, transient=True)


def test_a_deletion_waits_for_the_broker_says_so_once_and_goes_on_by_itself(
    desk: Desk, image: Image, deployment: MemoryDeployment, told: list[Unpublished]
) -> None:
    ids = publish(desk, image("a.jpg"), image("b.jpg"))
    deployment.broker_trouble = AWAY

    desk.uploads.unpublish(ids)
    desk.until(lambda: {(item.state, item.wish) for item in desk.items.values()} == {(State.LIVE, Wish.DELETE)})
    desk.until(lambda: len(deployment.refused) >= 3)
    deployment.broker_trouble = None
    desk.until(lambda: len(told) == 2)

    assert told == [Unpublished(gone=0, waiting=2, failure=AWAY), Unpublished(gone=2)]
    desk.until(lambda: {(item.state, item.wish) for item in desk.items.values()} == {(State.UNPUBLISHED, None)})


def test_a_deletion_the_closed_window_could_not_tell_is_told_by_the_next_one_also_for_a_removed_row(
    desks: Callable[..., Desk], image: Image, deployment: MemoryDeployment
) -> None:
    first = desks()
    ids = publish(first, image("cat.jpg"), image("dog.jpg"))
    deployment.broker_trouble = AWAY
    first.uploads.unpublish(ids)
    first.until(lambda: deployment.refused)
    first.uploads.remove(ids[:1])
    first.close()

    deployment.broker_trouble = None
    second = desks()
    second.until(lambda: second.state("dog.jpg") is State.UNPUBLISHED)
    second.close()

    assert deployment.published == {}
    third = desks()
    third.uploads.restore(ids[:1])
    third.until(lambda: third.state("cat.jpg") is State.UNPUBLISHED)
    third.qtbot.wait(300)
    assert len(deployment.unpublished) == 2


def test_what_the_workers_refuse_to_delete_stays_live_and_is_not_asked_again(
    desks: Callable[..., Desk], image: Image, deployment: MemoryDeployment
) -> None:
    first, heard = desks(), list[Unpublished]()
    first.uploads.unpublish_ended.connect(heard.append)
    ids = publish(first, image("cat.jpg"))
    denied = Failure(code=Code.STORAGE_DENIED)
    deployment.broker_trouble = denied

    first.uploads.unpublish(ids)
    first.until(lambda: heard and first.item("cat.jpg").wish is None)
    first.close()
    deployment.broker_trouble = None
    second = desks()
    second.until(lambda: second.items)
    second.qtbot.wait(300)

    assert heard == [Unpublished(gone=0, failed=1, failure=denied)]
    assert second.state("cat.jpg") is State.LIVE
    assert deployment.unpublished == []


def test_another_preset_is_applied_from_the_kept_original_and_both_links_stay(
    desk: Desk, image: Image, deployment: MemoryDeployment
) -> None:
    file = image("cat.jpg")
    ids = publish(desk, file)
    file.unlink()
    asked = len(deployment.asked)

    drop_id = desk.uploads.apply_preset(ids, "responsive")
    desk.until(lambda: len(desk.reports) == 2)

    report = desk.reports[-1]
    (anew,) = report.items
    assert (report.drop_id, anew.preset, anew.state) == (drop_id, "responsive", State.LIVE)
    assert anew.job_id not in ids
    assert desk.items[ids[0]].is_live
    assert len(deployment.asked) == asked


def test_another_preset_sends_the_file_again_when_the_store_has_lost_it(
    desk: Desk, image: Image, deployment: MemoryDeployment
) -> None:
    ids = publish(desk, image("cat.jpg"))
    deployment.originals.clear()

    desk.uploads.apply_preset(ids, "responsive")
    desk.until(lambda: len(desk.reports) == 2)

    assert [item.state for item in desk.reports[-1].items] == [State.LIVE]


def test_a_preset_the_image_has_already_is_not_applied_again(desk: Desk, image: Image) -> None:
    ids = publish(desk, image("cat.jpg"))

    assert desk.uploads.apply_preset(ids, "web") == ""


def test_another_preset_goes_on_after_the_window_was_closed(
    desks: Callable[..., Desk], image: Image, deployment: MemoryDeployment
) -> None:
    first = desks()
    ids = publish(first, image("cat.jpg"))
    deployment.works_by_itself = False
    first.uploads.apply_preset(ids, "responsive")
    first.until(lambda: deployment.queued)
    first.close()

    deployment.work_off()
    second = desks()

    second.until(lambda: [item.state for item in second.items.values()] == [State.LIVE] * 2)


def move(desk: Desk, deployment: MemoryDeployment, store: str) -> None:
    """Let the workers have another store from now on, without what the one before has."""
    deployment.store = store
    deployment.published.clear()
    description = deployment.describe(timeout=1, is_stopped=lambda: False)
    desk.uploads.follow(Connection(link=Link.ONLINE, description=description))


def test_what_another_store_has_keeps_its_link_when_the_same_image_is_deleted_here(
    desk: Desk, image: Image, deployment: MemoryDeployment, told: list[Unpublished]
) -> None:
    file, ids = image("cat.jpg"), []
    for store in ("folder", "bucket"):
        move(desk, deployment, store)
        ids += publish(desk, file)

    desk.uploads.unpublish(ids[1:])
    desk.until(lambda: told and desk.items[ids[1]].state is State.UNPUBLISHED)

    assert desk.items[ids[0]].state is State.LIVE
    assert desk.items[ids[0]].outcome is not None


def test_a_deletion_waits_while_the_workers_have_another_store(
    desk: Desk, image: Image, deployment: MemoryDeployment, told: list[Unpublished]
) -> None:
    ids = []
    for store in ("folder", "bucket"):
        move(desk, deployment, store)
        ids += publish(desk, image(f"{store}.jpg"))

    desk.uploads.unpublish(ids)
    desk.until(lambda: told and desk.items[ids[1]].state is State.UNPUBLISHED)
    before = desk.items[ids[0]].state
    move(desk, deployment, "folder")
    desk.until(lambda: desk.items[ids[0]].state is State.UNPUBLISHED)

    assert before is State.LIVE
