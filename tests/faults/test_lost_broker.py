"""The broker goes away, freezes, fills up or comes back: no job is lost, and none that was done reads as failed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.plugins.farm import Farm, open_farm
from tests.plugins.farm_workers import FarmWorker
from tests.plugins.servers import wait_until
from tests.plugins.store_proxy import Fault, Request
from tests.plugins.tcp_proxy import Line
from worker.contract import EndedJob, Ending


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[Farm]:
    """A deployment for one test: its broker is not the one it began with."""
    with open_farm(tmp_path) as farm:
        yield farm


class Gate:
    """Hold requests for originals until somebody opens."""

    def __init__(self) -> None:
        self.held = threading.Event()
        self.is_open = threading.Event()

    def __call__(self, request: Request) -> Fault | None:
        if "/originals/" in request.path:
            self.held.set()
            self.is_open.wait(60)
        return None


def test_jobs_waiting_and_running_survive_a_restart_of_the_broker(farm: Farm) -> None:
    farm.start_worker("-c", "2", PIXFERRY_STORE_TIMEOUT="30")
    gate = Gate()
    farm.store.script = gate
    jobs = [farm.send() for _ in range(6)]
    assert gate.held.wait(30)

    farm.valkey.kill()
    farm.valkey.start()
    gate.is_open.set()

    for job in jobs:
        farm.assert_published_once(job)
    farm.assert_nothing_waits()


@pytest.mark.parametrize("outage", [8, pytest.param(60, marks=pytest.mark.soak)])
def test_a_job_that_ends_while_the_broker_is_away_ends_well(farm: Farm, outage: float) -> None:
    worker = farm.start_worker(PIXFERRY_STORE_TIMEOUT="30")
    gate = Gate()
    farm.store.script = gate
    job = farm.send()
    assert gate.held.wait(30)

    farm.valkey.kill()
    gate.is_open.set()
    wait_until(lambda: "Connection to broker lost" in worker.output, what="the worker's notice of it")
    time.sleep(outage)
    farm.valkey.start()

    farm.assert_published_once(job)
    assert farm.downloads_of(job) == 1
    farm.assert_nothing_waits()


def test_a_job_whose_time_runs_out_while_the_broker_is_away_is_not_failed(farm: Farm) -> None:
    farm.start_worker(PIXFERRY_SOFT_TIME_LIMIT="5", PIXFERRY_TIME_LIMIT="60", PIXFERRY_STORE_TIMEOUT="30")
    gate = Gate()
    farm.store.script = gate
    job = farm.send()
    assert gate.held.wait(30)

    farm.valkey.kill()
    gate.is_open.set()
    time.sleep(12)  # the outage; its time is over before the broker is back
    farm.valkey.start()

    farm.assert_published_once(job)
    farm.assert_nothing_waits()


def test_a_worker_whose_line_is_lost_with_a_job_in_hand_goes_on_when_it_is_back(farm: Farm) -> None:
    # One child is free, so the worker waits for its next message when the line is lost.
    worker = farm.start_worker("-c", "2", PIXFERRY_STORE_TIMEOUT="30")
    gate = Gate()
    farm.store.script = gate
    job = farm.send()
    assert gate.held.wait(30)

    farm.line.set_line(Line.REFUSED)
    wait_until(
        lambda: "Cannot connect to" in worker.output or worker.process.poll() is not None,
        what="the worker's search for the broker",
    )
    farm.line.set_line(Line.OPEN)
    gate.is_open.set()

    farm.assert_published_once(job)
    assert worker.process.poll() is None
    farm.assert_published_once(farm.send())
    farm.assert_nothing_waits()


def test_a_worker_whose_line_is_cut_again_and_again_notices_each_time_and_goes_on(farm: Farm) -> None:
    worker = farm.start_worker()

    for cuts in range(1, 6):
        farm.line.cut()
        wait_until(lambda cuts=cuts: worker.output.count("Connected to") == 1 + cuts, what="a new line")  # type: ignore[misc]  # bound early
        farm.assert_published_once(farm.send())

    assert worker.process.poll() is None
    assert farm.sender.app.control.ping(timeout=10, limit=1)
    farm.assert_nothing_waits()


def test_a_worker_whose_line_died_silently_consumes_again_within_half_a_minute(farm: Farm) -> None:
    worker = farm.start_worker()
    farm.assert_published_once(farm.send())

    farm.line.swallow_connected()
    died = time.monotonic()
    # What the broker hands over in its last second of waiting is gone: the desktop sends that again.
    with farm.valkey.client() as raw:
        wait_until(lambda: not dict(raw.info("clients"))["blocked_clients"], what="the end of the last wait")
    received = worker.output.count("received")
    jobs = [farm.send() for _ in range(3)]
    wait_until(lambda: worker.output.count("received") > received, what="the next message", patience=40)
    assert time.monotonic() - died < 30

    # Some of it may have been handed over in vain: a desktop sends lost jobs again and tells a drop's end once more.
    farm.send_again_what_is_lost(jobs)
    for job in jobs:
        name, key = job.source.name, farm.outcome(job).main.key
        farm.seal(job, EndedJob(job_id=job.source.job_id, name=name, ending=Ending.LIVE, key=key))
        farm.assert_published_once(job)
    farm.assert_nothing_waits()


def test_a_full_broker_loses_no_job_it_took(farm: Farm) -> None:
    worker = farm.start_worker(PIXFERRY_STORE_TIMEOUT="30")
    gate = Gate()
    farm.store.script = gate
    running, waiting = farm.send(), farm.send()
    assert gate.held.wait(30)

    with farm.valkey.client() as raw:
        raw.config_set("maxmemory", "1")
        gate.is_open.set()
        time.sleep(6)  # the shortage
        raw.config_set("maxmemory", "0")

    assert worker.process.poll() is None
    farm.assert_published_once(running)
    farm.assert_published_once(waiting)
    farm.assert_nothing_waits()


@pytest.mark.parametrize("start", [Farm.start_worker, Farm.start_run], ids=["alone", "run"])
def test_workers_that_start_while_the_broker_is_full_say_so_and_do_its_jobs_once_there_is_room(
    farm: Farm, start: Callable[..., FarmWorker]
) -> None:
    job = farm.send()
    with farm.valkey.client() as raw:
        raw.config_set("maxmemory", "1")

        started = start(farm)
        assert started.process.poll() is None
        assert "The broker is full: " in started.output
        # From then on a task's state may wait to be stored, which Celery tells at length.
        assert "Traceback" not in started.output.partition(" ready.")[0]
        wait_until(lambda: "received" in started.output, what="the job's start")
        raw.config_set("maxmemory", "0")

    farm.assert_published_once(job)
    farm.assert_published_once(farm.send())
    assert started.process.poll() is None
    assert "starts again" not in started.output
    farm.assert_nothing_waits()
