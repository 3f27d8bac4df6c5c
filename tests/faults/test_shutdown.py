"""A deploy tells the workers to stop: short jobs finish, long ones go back to the queue at once."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from tests.plugins.farm import Farm
from tests.plugins.farm_workers import FarmWorker
from tests.plugins.store_proxy import Fault, Request

GRACE = 3


@pytest.fixture
def running(farm: Farm) -> FarmWorker:
    """`pixferry-worker run`: a control worker and an image worker under one parent."""
    return farm.start_run("--concurrency", "2", PIXFERRY_SOFT_SHUTDOWN=str(GRACE), PIXFERRY_STORE_TIMEOUT="60")


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_short_jobs_finish_and_long_ones_go_back_to_the_queue_at_once(farm: Farm, running: FarmWorker) -> None:
    long, short = farm.place(), farm.place()
    held, released = threading.Event(), threading.Event()

    def hold(request: Request) -> Fault | None:
        if f"/originals/{long.sha256}" in request.path and not held.is_set():
            held.set()
            released.wait(60)
        if f"/originals/{short.sha256}" in request.path:
            held.wait(30)
            running.process.send_signal(signal.SIGTERM)
        return None

    farm.store.script = hold
    long_job, short_job = farm.send_placed(long), farm.send_placed(short)
    assert held.wait(30)
    running.process.wait(GRACE + 20)
    released.set()

    assert [farm.state(job)[0] for job in (short_job, long_job)] == ["SUCCESS", "FETCHING"]
    with farm.valkey.client() as raw:
        assert raw.llen("pixferry.images") == 1
        assert raw.hlen("unacked") == 0

    farm.start_worker()
    farm.assert_published_once(long_job)
    assert farm.downloads_of(short_job) == 1


def test_an_idle_deployment_stops_at_once(running: FarmWorker) -> None:
    began = time.monotonic()

    running.process.send_signal(signal.SIGTERM)

    assert running.process.wait(20) == 0
    assert time.monotonic() - began < 10
