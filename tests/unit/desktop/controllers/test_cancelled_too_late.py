"""An image cancelled in the moment it is published is shown as what it is: live, with its link."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.item import State
from desktop.domain.remote import Job, Seen
from desktop.services.memory import MemoryDeployment
from tests.unit.desktop.conftest import Desk
from worker.contract import Code, Failure, Stage

Image = Callable[..., Path]


def at_a_worker(desk: Desk, deployment: MemoryDeployment, file: Path) -> Job:
    """Drop a file and let a worker take its job, up to its last stage."""
    deployment.works_by_itself = False
    desk.uploads.add([file])
    desk.until(lambda: deployment.queued)
    job = deployment.queued.pop()
    deployment.report(job.attempt_id, Stage.PUBLISHING)
    desk.until(lambda: desk.state(file.name) is State.PUBLISHING)
    return job


def cancel(desk: Desk, deployment: MemoryDeployment) -> None:
    desk.uploads.cancel(list(desk.items))
    desk.until(lambda: deployment.cancelled and desk.reports and desk.uploads.is_settled)


def publish(job: Job, deployment: MemoryDeployment) -> None:
    deployment.queued.append(job)
    deployment.work_off()


@pytest.mark.parametrize("is_reopened", [False, True], ids=["the same run", "the next run"])
def test_a_row_whose_cancel_came_too_late_is_live(
    desks: Callable[..., Desk], image: Image, deployment: MemoryDeployment, *, is_reopened: bool
) -> None:
    desk = desks()
    job = at_a_worker(desk, deployment, image("cat.jpg"))
    cancel(desk, deployment)
    if is_reopened:
        desk.close()
        desk = desks()
        desk.until(lambda: desk.state("cat.jpg") is State.CANCELLED)

    publish(job, deployment)
    desk.until(lambda: desk.state("cat.jpg") is State.LIVE)

    assert desk.item("cat.jpg").outcome is not None
    assert desk.item("cat.jpg").failure is None


def test_a_cancelled_job_that_failed_stays_cancelled_and_one_begun_anew_is_not_mistaken(
    desk: Desk, image: Image, deployment: MemoryDeployment
) -> None:
    old = at_a_worker(desk, deployment, image("cat.jpg"))
    cancel(desk, deployment)
    desk.uploads.retry(list(desk.items))
    desk.until(lambda: desk.state("cat.jpg") is State.QUEUED and deployment.queued)

    deployment.results[old.attempt_id] = Seen(failure=Failure(code=Code.IMAGE_DAMAGED))
    deployment.work_off()
    desk.until(lambda: desk.item("cat.jpg").is_ended)

    assert desk.state("cat.jpg") is State.LIVE
    assert desk.item("cat.jpg").attempt_id != old.attempt_id
