"""A drop's workers are told of everything that ended on this computer, whatever becomes of its rows."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

from desktop.controllers.sealing import MOST_PER_SEAL, how_many_fit
from desktop.domain.item import State
from desktop.services.memory import MemoryDeployment
from tests.unit.desktop.conftest import Desk
from worker.broker.vetting import vet
from worker.contract import Code, EndedJob, Ending, Failure, Message, SealRequest, TaskName

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


LONG_NAME = "\N{GRINNING FACE}" * 61
"""With a number and an ending the longest name a Linux disk takes, and six times as long in a message."""


def is_taken(message: Message, task: TaskName) -> bool:
    """Whether the workers take a message as the desktop's Celery client wraps it up."""
    body = base64.b64encode(json.dumps([[message.to_wire()], {}, {}]).encode()).decode()
    raw = json.dumps(
        {
            "body": body,
            "headers": {"task": task.value, "id": "x", "argsrepr": repr(message.to_wire())[:1024]},
            "properties": {"body_encoding": "base64"},
        }
    )
    return bool(vet(raw, queue="pixferry.control"))


def test_many_long_names_of_another_script_fit_into_their_messages(
    desk: Desk, image: Image, deployment: MemoryDeployment
) -> None:
    deployment.works_by_itself = False
    bad = [image(f"{LONG_NAME}{n}.jpg", body=b"hello") for n in range(500)]
    good = [image(f"{LONG_NAME}{n}.png") for n in range(500)]
    desk.uploads.add([*bad, *good])
    desk.until(lambda: len(deployment.sent) == 500, patience=60)

    desk.uploads.cancel([job.request.source.job_id for job in deployment.sent])
    desk.until(lambda: desk.uploads.is_settled and not deployment.queued, patience=60)

    assert all(is_taken(seal, TaskName.SEAL_DROP) for seal in deployment.seals)
    assert all(is_taken(request, TaskName.CANCEL) for request in deployment.cancelled)
    assert len(told(deployment)) == 1000
    assert sum(len(request.attempt_ids) for request in deployment.cancelled) == 500


def test_the_longest_names_of_all_fit_too() -> None:
    name = "\N{GRINNING FACE}" * 255
    ended = [
        EndedJob(job_id=f"{n:032}", name=name, ending=Ending.LIVE, key=f"images/{n:0255}"[:255]) for n in range(500)
    ]

    count = how_many_fit(ended)

    assert count > 50
    assert is_taken(SealRequest(drop_id="d", user=name, size=500, ended=tuple(ended[:count])), TaskName.SEAL_DROP)


def test_short_names_go_500_at_a_time() -> None:
    ended = [EndedJob(job_id=f"{n:032}", name="a" * 60 + ".jpg", ending=Ending.FAILED) for n in range(501)]

    assert how_many_fit(ended) == MOST_PER_SEAL
    assert how_many_fit(ended[:3]) == 3
