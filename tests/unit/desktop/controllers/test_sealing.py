"""A drop's workers are told of everything that ended on this computer, whatever becomes of its rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop.controllers.sealing import MOST_PER_SEAL
from desktop.domain.item import State
from desktop.services.memory import MemoryDeployment
from tests.unit.desktop.conftest import Desk
from worker.contract import Code, Ending, Failure

Image = Callable[..., Path]


def told(deployment: MemoryDeployment) -> dict[str, Ending]:
    """Return what all seals together tell."""
    return {job.name: job.ending for seal in deployment.seals for job in seal.ended}


def test_a_removed_row_is_told_once(desk: Desk, image: Image, deployment: MemoryDeployment) -> None:
    deployment.broker_trouble = Failure(code=Code.BROKER_UNREACHABLE, transient=True)
    desk.uploads.add([image("text.jpg", body=b"hello")])
    desk.until(lambda: desk.reports)
    desk.uploads.remove(list(desk.items))

    deployment.broker_trouble = None
    desk.until(lambda: desk.uploads.is_settled)

    assert [[job.name for job in seal.ended] for seal in deployment.seals] == [["text.jpg"]]


def test_what_ends_after_another_was_retried_is_told(desk: Desk, image: Image, deployment: MemoryDeployment) -> None:
    desk.uploads.pause()
    desk.uploads.add([image("a.jpg"), image("b.jpg")])
    desk.until(lambda: len(desk.items) == 2)
    desk.uploads.cancel([desk.item("a.jpg").job_id])
    desk.until(lambda: told(deployment) == {"a.jpg": Ending.CANCELLED})

    desk.uploads.retry([desk.item("a.jpg").job_id])
    desk.uploads.cancel([desk.item("b.jpg").job_id])
    desk.until(lambda: "b.jpg" in told(deployment))
    desk.uploads.cancel([desk.item("a.jpg").job_id])
    desk.until(lambda: desk.uploads.is_settled)

    assert [[job.name for job in seal.ended] for seal in deployment.seals[:2]] == [["a.jpg"], ["b.jpg"]]
    assert sorted(job.name for job in deployment.seals[-1].ended) == ["a.jpg", "b.jpg"]


def test_a_drop_with_a_removed_row_ends_after_reopening(
    desks: Callable[..., Desk], image: Image, deployment: MemoryDeployment
) -> None:
    deployment.broker_trouble = Failure(code=Code.BROKER_UNREACHABLE, transient=True)
    first = desks()
    first.uploads.add([image("text.jpg", body=b"hello"), image("cat.jpg")])
    first.until(lambda: first.scans and first.state("cat.jpg") is not State.HASHING)
    first.uploads.remove([first.item("text.jpg").job_id])
    first.close()

    deployment.broker_trouble = None
    second = desks()
    second.until(lambda: second.uploads.is_settled and second.reports)

    assert [item.name for item in second.reports[0].items] == ["cat.jpg"]
    assert told(deployment) == {"text.jpg": Ending.FAILED, "cat.jpg": Ending.LIVE}


def test_an_ended_drop_is_told_whole_once_more_because_any_message_may_vanish(
    desk: Desk, image: Image, deployment: MemoryDeployment
) -> None:
    desk.uploads.add([image("cat.jpg"), image("text.jpg", body=b"hello")])

    desk.until(lambda: desk.reports and desk.uploads.is_settled)

    last = {job.name: job for job in deployment.seals[-1].ended}
    assert {name: job.ending for name, job in last.items()} == {"cat.jpg": Ending.LIVE, "text.jpg": Ending.FAILED}
    assert last["cat.jpg"].key is not None
    assert len(deployment.seals) <= 3


def test_many_endings_are_told_in_several_seals(desk: Desk, image: Image, deployment: MemoryDeployment) -> None:
    files = [image(f"{n}.jpg", body=b"hello") for n in range(2 * MOST_PER_SEAL + 1)]

    desk.uploads.add(files)
    desk.until(lambda: desk.uploads.is_settled, patience=30)

    assert max(len(seal.ended) for seal in deployment.seals) <= MOST_PER_SEAL
    assert {seal.size for seal in deployment.seals} == {len(files)}
    assert told(deployment) == {file.name: Ending.FAILED for file in files}


def test_a_source_that_changed_twice_is_told_from_here(desk: Desk, image: Image, deployment: MemoryDeployment) -> None:
    deployment.failures["cat.jpg"] = Failure(code=Code.SOURCE_CHANGED)

    desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: desk.reports and desk.uploads.is_settled)

    assert desk.state("cat.jpg") is State.FAILED
    assert told(deployment) == {"cat.jpg": Ending.FAILED}
