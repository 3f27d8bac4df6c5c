"""A job a worker had begun with is not waited for without end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop.domain.item import State
from desktop.services.memory import MemoryDeployment
from tests.unit.desktop.conftest import Desk
from worker.contract import Stage

Image = Callable[..., Path]


def test_a_job_that_began_and_was_lost_is_sent_again_under_the_same_id(
    desks: Callable[..., Desk], image: Image, deployment: MemoryDeployment
) -> None:
    deployment.works_by_itself = False
    desk = desks(forgotten_after=0.2, overtaken_after=0.6)
    desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: deployment.sent)
    deployment.queued.clear()
    deployment.report(deployment.sent[0].attempt_id, Stage.OPTIMISING)
    desk.until(lambda: desk.state("cat.jpg") is State.OPTIMISING)

    deployment.works_by_itself = True
    desk.until(lambda: desk.state("cat.jpg") is State.LIVE)

    assert len(deployment.sent) == 2
    assert len({job.attempt_id for job in deployment.sent}) == 1
