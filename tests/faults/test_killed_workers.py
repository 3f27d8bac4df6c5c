"""Children and whole workers are killed in mid-job: the job ends well elsewhere, or is given up with a reason."""

from __future__ import annotations

import time
from typing import Any

import psutil

from tests.plugins.farm import Farm
from tests.plugins.servers import wait_until
from tests.plugins.store_proxy import Fault, Request
from tests.plugins.tcp_proxy import Line

IS_LOST = Fault(cuts_request=True)


def test_the_job_of_a_killed_child_runs_again_within_ten_seconds(farm: Farm) -> None:
    farm.start_worker()
    killed: list[float] = []

    def kill_once(request: Request) -> Fault | None:
        if "/originals/" not in request.path:
            return None
        if not killed:
            farm.kill_child_behind(request)
            killed.append(time.monotonic())
            return IS_LOST
        killed.append(time.monotonic())
        return None

    farm.store.script = kill_once
    job = farm.send()

    farm.assert_published_once(job)
    first, second = killed
    assert second - first < 10
    farm.assert_nothing_waits()


def test_an_image_that_crashes_every_child_is_given_up_and_its_neighbours_are_not(farm: Farm) -> None:
    farm.start_worker("-c", "2")
    killed: list[Request] = []
    before = farm.send()

    def kill(request: Request) -> Fault | None:
        if "/originals/" not in request.path or crasher.sha256 not in request.path:
            return None
        farm.kill_child_behind(request)
        killed.append(request)
        return IS_LOST

    farm.store.script = kill
    crasher = farm.place()
    crashed = farm.send_placed(crasher)
    after = farm.send()

    failure = farm.failure(crashed)
    assert (failure.code, failure.transient) == ("worker:crashed", False)
    assert len(killed) == 4
    farm.assert_published_once(before)
    farm.assert_published_once(after)
    farm.assert_nothing_waits()


def test_another_worker_finishes_the_job_of_a_killed_one(farm: Farm) -> None:
    # 10 s of work, 2 s of waiting, 2 s of shutdown, 5 s of clocks, 1 s of sweep, 1 s of slack: 21 s.
    limits: dict[str, Any] = {"PIXFERRY_SOFT_TIME_LIMIT": "9", "PIXFERRY_TIME_LIMIT": "10"}
    doomed = farm.start_worker("-Q", "pixferry.images", **limits)
    killed: list[float] = []

    def kill(request: Request) -> Fault | None:
        if "/originals/" not in request.path:
            return None
        if not killed:
            doomed.kill()
        killed.append(time.monotonic())
        return IS_LOST if len(killed) == 1 else None

    farm.store.script = kill
    job = farm.send()
    wait_until(lambda: killed, what="the worker's end")
    farm.start_worker(**limits)

    farm.assert_published_once(job)
    first, second = killed
    assert 20 < second - first < 21 + 1 + 8
    farm.assert_nothing_waits()


def test_a_job_that_kills_every_worker_is_poison(farm: Farm) -> None:
    killed: list[Request] = []
    job = farm.send()

    def kill(request: Request) -> Fault | None:
        if "/originals/" not in request.path or job.mark not in request.path:
            return None
        farm.workers[-1].kill()
        killed.append(request)
        return IS_LOST

    farm.store.script = kill
    for death in range(1, 6):
        farm.start_worker()
        wait_until(lambda death=death: len(killed) == death, what=f"death {death}")  # type: ignore[misc]  # bound early
        farm.age_deliveries(3600)
    farm.start_worker()

    failure = farm.failure(job)
    assert (failure.code, failure.transient) == ("worker:poison", False)
    assert len(killed) == 5
    farm.assert_published_once(farm.send())
    farm.assert_nothing_waits()


def test_a_worker_that_lost_a_child_before_its_first_job_is_started_again(farm: Farm) -> None:
    farm.line.set_line(Line.REFUSED)
    run = farm.start_run(waits=False)
    wait_until(lambda: run.output.count("Cannot connect to") >= 2, what="both workers' search for the broker")
    job = farm.send()

    # Celery gives up then: "Could not start worker processes".
    workers = psutil.Process(run.process.pid).children()
    for child in [child for worker in workers for child in worker.children()]:
        child.kill()
    farm.line.set_line(Line.OPEN)

    farm.assert_published_once(job)
    assert run.output.count("it starts again in 2 s") == len(workers) == 2
    farm.assert_nothing_waits()
