"""A window may begin anew what `pixferry send` gave up, while that still drives the rest of the drop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop.domain.item import State
from desktop.services.memory import MemoryDeployment
from tests.unit.desktop.conftest import Desk

Image = Callable[..., Path]
Desks = Callable[..., Desk]


def retried_beside_a_sender(desks: Desks, image: Image, deployment: MemoryDeployment) -> tuple[Desk, Desk]:
    """Return a sender with one image in the queue, and a window that began its refused one anew, as a good one."""
    deployment.works_by_itself = False
    sender = desks(is_window=False)
    wrong = image("wrong.jpg", body=b"hello")
    sender.uploads.add([wrong, image("cat.jpg")])
    sender.until(lambda: deployment.queued)
    window = desks()
    window.until(lambda: window.state("wrong.jpg") is State.REFUSED)

    image("wrong.jpg")
    window.uploads.retry([window.item("wrong.jpg").job_id])
    window.until(lambda: len(deployment.queued) == 2)
    return sender, window


def test_the_window_hears_of_the_rows_it_does_not_drive(
    desks: Desks, image: Image, deployment: MemoryDeployment
) -> None:
    _, window = retried_beside_a_sender(desks, image, deployment)

    deployment.work_off()
    window.until(lambda: window.state("cat.jpg") is State.LIVE)

    assert window.state("wrong.jpg") is State.LIVE
    assert len(deployment.sent) == 2


def test_the_window_takes_over_what_the_sender_leaves_behind_but_not_what_it_drives_itself(
    desks: Desks, image: Image, deployment: MemoryDeployment
) -> None:
    sender, window = retried_beside_a_sender(desks, image, deployment)

    sender.close()
    deployment.work_off()
    window.until(lambda: window.reports)

    assert {item.state for item in window.reports[0].items} == {State.LIVE}
    assert len(window.reports[0].items) == 2
    assert len(deployment.sent) == 2
