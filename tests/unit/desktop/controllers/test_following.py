"""A job a worker had begun with is not waited for without end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.domain.item import State
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
    """Answer looks, but fall silent when asked how full the queues are."""

    is_silent = True
    pings = 0

    def ping(self) -> int:
        self.pings += 1
        if self.is_silent:
            raise trouble(Code.BROKER_UNREACHABLE, transient=True)
        return super().ping()


def test_an_end_is_heard_though_the_line_broke_right_behind_it(qtbot: QtBot, tmp_path: Path, image: Image) -> None:
    deployment = SilentWhenCounted(works_by_itself=False)
    desk = Desk(home=tmp_path / "home", deployment=deployment, qtbot=qtbot, forgotten_after=0.0)
    desk.open()
    desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: deployment.pings)

    deployment.work_off()
    pings = deployment.pings
    desk.until(lambda: deployment.pings >= pings + 2)
    deployment.is_silent = False
    desk.until(lambda: desk.state("cat.jpg") is State.LIVE)

    desk.close()
