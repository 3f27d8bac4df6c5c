"""Every twentieth thing asked of the store goes wrong: one file's look-up fails, never a request of a hundred."""

from __future__ import annotations

import dataclasses
import hashlib
import random
import uuid
from threading import Lock

from desktop.domain.item import State
from tests.plugins.app import Apps, Photos
from tests.plugins.farm import Farm
from tests.plugins.jobs import source_of
from tests.plugins.store_proxy import Fault, Request, Script
from worker.contract import TicketsAnswer, TicketsRequest

FAULTS = (Fault(status=503, code="SlowDown"), Fault(status=500, code="InternalError"), Fault(cuts_answer=True))


def one_in(count: int, *, seed: int) -> Script:
    """Let a look-up in so many meet a fault, at random."""
    chance, lock = random.Random(seed), Lock()  # noqa: S311  the same faults in each run, no secret

    def script(request: Request) -> Fault | None:
        with lock:
            is_met = request.method != "PUT" and chance.random() < 1 / count
            return chance.choice(FAULTS) if is_met else None

    return script


def test_of_a_hundred_files_nearly_all_get_their_ticket_at_once_and_the_rest_when_asked_for_again(farm: Farm) -> None:
    farm.start_worker("-Q", "pixferry.control")
    farm.store.script = one_in(20, seed=4)
    base = source_of(b"any")
    waiting = {
        str(uuid.uuid4()): dataclasses.replace(base, sha256=hashlib.sha256(bytes([number])).hexdigest())
        for number in range(100)
    }

    ticketed: list[int] = []
    while waiting and len(ticketed) < 5:
        files = tuple(dataclasses.replace(source, job_id=job_id) for job_id, source in waiting.items())
        request = TicketsRequest(files=files, asks_again=True)
        answers = TicketsAnswer.from_wire(farm.sender.ask("worker.issue_tickets", request.to_wire())).answers
        assert [answer.job_id for answer in answers] == list(waiting)
        given = [answer.job_id for answer in answers if answer.ticket is not None]
        assert all(answer.refused.transient for answer in answers if answer.refused is not None)
        ticketed.append(len(given))
        for job_id in given:
            del waiting[job_id]

    assert not waiting
    assert ticketed[0] >= 90
    assert len(farm.store.faults) >= 5


def test_every_photo_of_a_drop_is_sent_through_a_store_that_hesitates(farm: Farm, apps: Apps, photos: Photos) -> None:
    farm.start_worker("-Q", "pixferry.control")
    farm.store.script = one_in(20, seed=7)
    app = apps()
    app.add(*photos(150))

    app.until(lambda: len(app.items) == 150 and {item.state for item in app.items.values()} == {State.QUEUED})

    assert len(farm.store.faults) >= 5
    assert not any(State.FAILED in app.states(name) for name in app.history)
