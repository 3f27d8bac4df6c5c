"""A job is ended while it publishes: no link is shown, a sweep finds what was stored, and a retry goes on from it."""

from __future__ import annotations

import signal
from collections.abc import Callable
from threading import Lock

from tests.plugins.farm import Farm, FarmJob
from tests.plugins.store_proxy import Fault, Request
from worker.settings import WorkerSettings
from worker.storage.s3 import open_store
from worker.sweep import look

IS_LOST = Fault(cuts_request=True)

Strike = Callable[[Farm, Request], Fault]


class SecondFile:
    """Let each image's first file through, and strike at every request that would store another."""

    def __init__(self, farm: Farm) -> None:
        self.strikes: dict[str, Strike] = {}
        self.stored: dict[str, str] = {}
        self.met: dict[str, int] = {}
        self._farm = farm
        self._lock = Lock()

    def __call__(self, request: Request) -> Fault | None:
        mark = next((mark for mark in self.strikes if f"/images/{mark}" in request.path), None)
        if request.method != "PUT" or mark is None:
            return None
        with self._lock:
            if self.stored.setdefault(mark, request.path) == request.path:
                return None
            self.met[mark] = self.met.get(mark, 0) + 1
        return self.strikes[mark](self._farm, request)


def wait_in_vain(_farm: Farm, _request: Request) -> Fault:
    return Fault(wait=10)


def freeze(farm: Farm, request: Request) -> Fault:
    child = farm.child_behind(request)
    assert child is not None
    child.send_signal(signal.SIGSTOP)
    return IS_LOST


def crash(farm: Farm, request: Request) -> Fault:
    farm.kill_child_behind(request)
    return IS_LOST


# What happens to the job, its code, and how often it begins: the polite limit, the hard one, a crash in each run.
ENDS: dict[Strike, tuple[str, int]] = {
    wait_in_vain: ("worker:time-limit", 1),
    freeze: ("worker:time-limit", 1),
    crash: ("worker:crashed", 4),
}


def orphans(farm: Farm) -> list[str]:
    """Return what a sweep would delete, whatever its age."""
    settings = WorkerSettings.model_validate(
        {
            "s3_bucket": farm.s3.bucket,
            "s3_endpoint": farm.s3.endpoint,
            "s3_access_key_id": farm.s3.access_key_id,
            "s3_secret_access_key": farm.s3.secret_access_key,
        }
    )
    return [found.key for found in look(open_store(settings), older_than=0).orphaned]


def test_a_job_ended_while_it_publishes_shows_no_link_and_leaves_nothing_that_is_not_found_again(farm: Farm) -> None:
    farm.start_worker(*("-c", "3"), PIXFERRY_SOFT_TIME_LIMIT="8", PIXFERRY_TIME_LIMIT="12", PIXFERRY_STORE_TIMEOUT="20")
    second = SecondFile(farm)
    farm.store.script = second
    jobs: dict[Strike, FarmJob] = {}
    for strike in ENDS:
        source = farm.place()
        second.strikes[source.sha256[:16]] = strike
        jobs[strike] = farm.send_placed(source)

    # Each try makes the same keys, so what is stored is no harm; without a manifest nothing counts as published.
    for strike, (code, runs) in ENDS.items():
        job = jobs[strike]
        assert (farm.failure(job).code, second.met[job.mark]) == (code, runs)
        assert farm.keys_of(job, "manifests") == []
        assert farm.times_told(job) == 0
        assert [f"/{farm.s3.bucket}/{key}" for key in farm.keys_of(job, "images")] == [second.stored[job.mark]]
    left = [key for job in jobs.values() for key in farm.keys_of(job, "images")]
    assert orphans(farm) == sorted(left)

    farm.store.script = lambda _: None
    farm.store.requests.clear()
    again = [farm.send_placed(job.source) for job in jobs.values()]

    assert [farm.assert_published_once(job).main.key for job in again] == left
    assert orphans(farm) == []
    assert not any(request.path.endswith(key) for request in farm.store.requests for key in left if is_put(request))
    farm.assert_nothing_waits()


def is_put(request: Request) -> bool:
    return request.method == "PUT"
