"""A store that hesitates over one file holds up that file alone, visibly, for as long as it takes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.item import Hold, State
from desktop.domain.remote import Question
from desktop.services.memory import MemoryDeployment
from tests.unit.desktop.conftest import Desk
from worker.contract import Code, Failure, TicketAnswer, TicketsAnswer, TicketsRequest

Image = Callable[..., Path]
SLOW_DOWN = Failure(code=Code.STORAGE_SLOW_DOWN, transient=True)


class HesitantDeployment(MemoryDeployment):
    """Put off the files of these names so many times."""

    def __init__(self) -> None:
        super().__init__()
        self.put_offs: dict[str, int] = {}

    def issue_tickets(self, request: TicketsRequest, *, timeout: float, is_stopped: Question) -> TicketsAnswer:
        usual = super().issue_tickets(request, timeout=timeout, is_stopped=is_stopped)
        names = {source.job_id: source.name for source in request.files}
        return dataclasses.replace(usual, answers=tuple(self._put_off(one, names[one.job_id]) for one in usual.answers))

    def _put_off(self, answer: TicketAnswer, name: str) -> TicketAnswer:
        left = self.put_offs.get(name, 0)
        if not left:
            return answer
        self.put_offs[name] = left - 1
        return TicketAnswer(job_id=answer.job_id, refused=SLOW_DOWN)


@pytest.fixture
def deployment() -> HesitantDeployment:
    return HesitantDeployment()


def test_a_file_that_is_put_off_is_asked_for_again_and_its_neighbours_go_on(
    desk: Desk, image: Image, deployment: HesitantDeployment
) -> None:
    deployment.put_offs = {"b.jpg": 1}
    deployment.has_worker = False

    desk.uploads.add([image("a.jpg")])
    desk.until(lambda: [item for item in desk.items.values() if item.sha256])  # it is asked for alone, not b.jpg
    desk.uploads.add([image("b.jpg"), image("c.jpg")])
    desk.until(lambda: len(desk.items) == 3 and all(item.sha256 for item in desk.items.values()))
    deployment.has_worker = True
    desk.until(lambda: len(desk.reports) == 2)

    assert {desk.state(name) for name in ("a.jpg", "b.jpg", "c.jpg")} == {State.LIVE}
    (held,) = [item for items in desk.changes for item in items if item.hold is not None]
    assert (held.name, held.hold, held.failure) == ("b.jpg", Hold.RETRY, SLOW_DOWN)
    assert held.retry_at is not None
    assert [len(request.files) for request in deployment.asked] == [1, 2, 1]


def test_a_request_of_which_every_file_is_put_off_holds_up_all(
    desk: Desk, image: Image, deployment: HesitantDeployment
) -> None:
    deployment.put_offs = {"a.jpg": 1}

    desk.uploads.add([image("a.jpg")])
    desk.until(lambda: desk.reports)

    assert desk.state("a.jpg") is State.LIVE
    assert {item.hold for items in desk.changes for item in items if item.hold} == {Hold.NETWORK}


def test_a_file_that_is_put_off_can_be_cancelled(desk: Desk, image: Image, deployment: HesitantDeployment) -> None:
    deployment.put_offs = {"b.jpg": 1000}
    desk.uploads.add([image("a.jpg"), image("b.jpg")])
    desk.until(lambda: desk.state("a.jpg") is State.LIVE and desk.item("b.jpg").hold)

    desk.uploads.cancel([desk.item("b.jpg").job_id])
    desk.until(lambda: desk.reports)

    assert desk.state("b.jpg") is State.CANCELLED
