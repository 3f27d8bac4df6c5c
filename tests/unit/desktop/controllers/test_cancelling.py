"""The workers learn which jobs a person cancelled, whatever becomes of the broker, the row or the app meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.item import State, Wish
from desktop.services.memory import MemoryDeployment
from tests.unit.desktop.conftest import Desk
from worker.contract import CancelRequest, Code, Ending, Failure

Image = Callable[..., Path]
AWAY = Failure(code=Code.BROKER_UNREACHABLE, transient=True)


class CountingCancels(MemoryDeployment):
    """Count also the cancels that did not arrive."""

    cancels = 0

    def cancel_jobs(self, request: CancelRequest) -> None:
        self.cancels += 1
        super().cancel_jobs(request)


@pytest.fixture
def deployment() -> CountingCancels:
    return CountingCancels()


def handed_over(desk: Desk, deployment: MemoryDeployment, *files: Path) -> list[str]:
    """Drop files whose jobs stay in the queue, and return their ids."""
    deployment.works_by_itself = False
    desk.uploads.add(files)
    desk.until(lambda: len(desk.items) == len(files) and all(item.sent_at for item in desk.items.values()))
    return list(desk.items)


def test_a_cancel_is_told_and_then_wished_no_more(desk: Desk, image: Image, deployment: MemoryDeployment) -> None:
    ids = handed_over(desk, deployment, image("a.jpg"), image("b.jpg"))

    desk.uploads.cancel(ids)
    desk.until(lambda: deployment.cancelled and desk.item("a.jpg").wish is desk.item("b.jpg").wish is None)

    (request,) = deployment.cancelled
    assert set(request.attempt_ids) == {item.attempt_id for item in desk.items.values()}
    assert {job.ending for job in request.ended} == {Ending.CANCELLED}
    assert deployment.queued == []


def test_a_cancel_the_closed_app_could_not_tell_is_told_once_by_the_next_one_also_of_a_removed_row(
    desks: Callable[..., Desk], image: Image, deployment: MemoryDeployment
) -> None:
    first = desks()
    ids = handed_over(first, deployment, image("a.jpg"), image("b.jpg"))
    deployment.broker_trouble = AWAY
    first.uploads.cancel(ids)
    first.until(lambda: first.reports)
    first.uploads.remove([first.item("a.jpg").job_id])
    first.close()

    deployment.broker_trouble = None
    second = desks()
    second.until(lambda: second.items and second.item("b.jpg").wish is None and second.uploads.is_settled)
    second.close()
    third = desks()
    third.until(lambda: third.items)
    third.qtbot.wait(300)

    (request,) = deployment.cancelled
    assert len(request.attempt_ids) == 2
    assert {job.name for job in request.ended} == {"a.jpg", "b.jpg"}
    assert deployment.queued == []
    assert [item.wish for item in third.items.values()] == [None]


def test_a_job_retried_before_its_cancel_was_told_is_not_counted_as_ended(
    desk: Desk, image: Image, deployment: CountingCancels
) -> None:
    ids = handed_over(desk, deployment, image("a.jpg"), image("b.jpg"))
    (old,) = [item.attempt_id for item in desk.items.values() if item.name == "a.jpg"]
    deployment.broker_trouble = AWAY
    desk.uploads.cancel(ids)
    desk.until(lambda: desk.item("a.jpg").wish is Wish.CANCEL and deployment.cancels)

    desk.uploads.retry([desk.item("a.jpg").job_id])
    deployment.broker_trouble = None
    desk.until(lambda: deployment.cancelled and deployment.queued, patience=20)
    deployment.work_off()
    desk.until(lambda: desk.state("a.jpg") is State.LIVE)

    assert {job.name for request in deployment.cancelled for job in request.ended} == {"b.jpg"}
    assert old in {attempt for request in deployment.cancelled for attempt in request.attempt_ids}
    assert desk.item("a.jpg").attempt_id != old


def test_an_end_that_was_shown_but_not_told_is_told_whole_by_the_next_run(
    desks: Callable[..., Desk], image: Image, deployment: MemoryDeployment
) -> None:
    first = desks()
    ids = handed_over(first, deployment, image("a.jpg"), image("b.jpg"))
    deployment.work_off()
    first.until(lambda: all(first.items[job].is_live for job in ids[:1]))
    deployment.broker_trouble = AWAY
    seals = len(deployment.seals)
    first.until(lambda: first.reports)
    first.close()
    assert len(deployment.seals) == seals

    deployment.broker_trouble = None
    second = desks()
    second.until(lambda: len(deployment.seals) > seals and second.uploads.is_settled)

    assert {job.name: job.ending for job in deployment.seals[-1].ended} == dict.fromkeys(
        ["a.jpg", "b.jpg"], Ending.LIVE
    )
    assert second.reports == []
