"""A job a worker had begun with is not waited for without end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.domain.item import State
from desktop.domain.remote import Look
from desktop.domain.trouble import trouble
from desktop.services.memory import MemoryDeployment
from tests.unit.desktop.conftest import Desk
from worker.contract import Code, Stage

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


class SilentWhenCounted(MemoryDeployment):
    """Answer looks, but break off those that ask how full the queues are too."""

    is_silent = True
    counts = 0

    def look(self, attempt_ids: Sequence[str], *, again: bool = False, counts: bool = False) -> Look:
        self.counts += counts
        if counts and self.is_silent:
            raise trouble(Code.BROKER_UNREACHABLE, transient=True)
        return super().look(attempt_ids, again=again, counts=counts)


def test_an_end_is_heard_though_the_line_broke_right_behind_it(qtbot: QtBot, tmp_path: Path, image: Image) -> None:
    deployment = SilentWhenCounted(works_by_itself=False)
    desk = Desk(home=tmp_path / "home", deployment=deployment, qtbot=qtbot, forgotten_after=0.0)
    desk.open()
    desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: deployment.counts)

    deployment.work_off()
    counts = deployment.counts
    desk.until(lambda: deployment.counts >= counts + 2)
    deployment.is_silent = False
    desk.until(lambda: desk.state("cat.jpg") is State.LIVE)

    desk.close()
