"""The store is busy, broken, slow or closed: what time may mend is tried again visibly, the rest is said at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.plugins.farm import Farm, FarmJob
from tests.plugins.farm_workers import FarmWorker
from tests.plugins.store_proxy import Fault, Request, first

SLOW_DOWN = Fault(status=503, code="SlowDown")
BROKEN = Fault(status=500, code="InternalError")
SILENT = Fault(wait=3)  # a second longer than the worker's patience
DRIBBLING = Fault(dribbles=0.3)  # never silent for as long as that
CUT_REQUEST = Fault(cuts_request=True)
CUT_ANSWER = Fault(cuts_answer=True)
UNHEARD_OF = Fault(status=599, code="MoonPhase")

FETCH = ("GET", "/originals/")
SEND = ("PUT", "/images/")


@pytest.fixture(scope="module")
def worker(lasting_farm: Farm) -> FarmWorker:
    """One worker with four children that waits two seconds for the store."""
    return lasting_farm.start_worker("-c", "4", PIXFERRY_STORE_TIMEOUT="2")


def meets(farm: Farm, times: int, fault: Fault, where: tuple[str, str]) -> FarmJob:
    """Send a job whose first requests of one kind meet a fault."""
    method, part = where
    farm.store.script = first(times, fault, lambda r: r.method == method and part in r.path)
    return farm.send()


@pytest.mark.usefixtures("worker")
def test_a_store_that_is_busy_twice_is_waited_for_visibly(farm: Farm) -> None:
    job = meets(farm, 2, SLOW_DOWN, FETCH)

    waits = farm.waits_seen(job)

    farm.assert_published_once(job)
    assert [(wait.retry, wait.code) for wait in waits] == [(1, "storage:slow-down"), (2, "storage:slow-down")]
    assert all(wait.retry_at and 0.2 < wait.retry_at - wait.at < 2 for wait in waits)


@pytest.mark.usefixtures("worker")
def test_what_goes_wrong_four_times_is_given_up_after_three_visible_retries(farm: Farm) -> None:
    codes = {
        SLOW_DOWN: "storage:slow-down",
        BROKEN: "storage:unavailable",
        SILENT: "storage:timeout",
        DRIBBLING: "storage:timeout",
    }
    sources = {fault: farm.place() for fault in codes}
    faults = {f"/originals/{source.sha256}": fault for fault, source in sources.items()}
    farm.store.script = lambda r: next((faults[key] for key in faults if key in r.path), None)

    # All at once, because each takes as long as four times the worker's patience.
    jobs = {fault: farm.send_placed(source) for fault, source in sources.items()}
    with ThreadPoolExecutor(max_workers=len(jobs)) as pool:
        waits = dict(zip(jobs, pool.map(farm.waits_seen, jobs.values()), strict=True))

    for fault, code in codes.items():
        failure = farm.failure(jobs[fault])
        assert (failure.code, failure.transient) == (code, True)
        assert [(wait.retry, wait.code) for wait in waits[fault]] == [(1, code), (2, code), (3, code)]
        assert farm.downloads_of(jobs[fault]) == 4
        assert (farm.keys_of(jobs[fault], "images"), farm.keys_of(jobs[fault], "manifests")) == ([], [])


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(
    ("fault", "where", "code"),
    [
        (BROKEN, FETCH, "storage:unavailable"),
        (BROKEN, SEND, "storage:unavailable"),
        (SILENT, FETCH, "storage:timeout"),
        (SILENT, SEND, "storage:timeout"),
        (DRIBBLING, FETCH, "storage:timeout"),
        (CUT_ANSWER, FETCH, "storage:unreachable"),
        (CUT_REQUEST, SEND, "storage:unreachable"),
        (UNHEARD_OF, FETCH, "storage:MoonPhase"),
    ],
    ids=["500-get", "500-put", "silent-get", "silent-put", "dribbling-get", "cut-get", "cut-put", "unknown-5xx"],
)
def test_what_time_may_mend_is_tried_again(farm: Farm, fault: Fault, where: tuple[str, str], code: str) -> None:
    job = meets(farm, 1, fault, where)

    waits = farm.waits_seen(job)

    farm.assert_published_once(job)
    assert [(wait.retry, wait.code) for wait in waits] == [(1, code)]


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(
    ("fault", "where", "code"),
    [
        (Fault(status=403, code="AccessDenied"), FETCH, "storage:denied"),
        (Fault(status=403, code="AccessDenied"), SEND, "storage:denied"),
        (Fault(status=404, code="NoSuchKey"), FETCH, "source:missing"),
        (Fault(status=404, code="NoSuchBucket"), SEND, "storage:no-bucket"),
        (Fault(status=418, code="Teapot"), FETCH, "storage:Teapot"),
    ],
    ids=["403-get", "403-put", "no-such-key", "no-such-bucket", "unknown-4xx"],
)
def test_what_time_does_not_mend_fails_at_once(farm: Farm, fault: Fault, where: tuple[str, str], code: str) -> None:
    job = meets(farm, 1, fault, where)

    waits = farm.waits_seen(job)

    failure = farm.failure(job)
    assert (failure.code, failure.transient) == (code, False)
    assert waits == []
    assert farm.downloads_of(job) == 1
    assert farm.keys_of(job, "manifests") == []


@pytest.mark.usefixtures("worker")
def test_a_retry_sends_only_what_is_not_stored_yet(farm: Farm) -> None:
    sent: list[str] = []

    def refuse_the_second_file(request: Request) -> Fault | None:
        if request.method != "PUT" or "/images/" not in request.path:
            return None
        sent.append(request.path)
        return BROKEN if len(sent) == 2 else None

    farm.store.script = refuse_the_second_file
    job = farm.send()

    outcome = farm.assert_published_once(job)
    assert len(sent) == len(outcome.files) + 1
    assert sent.count(sent[1]) == 2


@pytest.mark.usefixtures("worker")
def test_a_retry_for_the_manifests_sake_fetches_and_sends_nothing_again(farm: Farm) -> None:
    job = meets(farm, 2, SLOW_DOWN, ("PUT", "/manifests/"))

    waits = farm.waits_seen(job)

    outcome = farm.assert_published_once(job)
    assert [wait.retry for wait in waits] == [1, 2]
    assert (farm.downloads_of(job), outcome.stages) == (1, ())
    assert len([r for r in farm.requests_of(job, "PUT") if "/images/" in r.path]) == len(outcome.files)


@pytest.mark.usefixtures("worker")
def test_a_retry_of_another_worker_goes_on_where_the_killed_one_stopped(farm: Farm) -> None:
    killed: list[Request] = []

    def kill_at_the_manifest(request: Request) -> Fault | None:
        if request.method != "PUT" or "/manifests/" not in request.path or killed:
            return None
        killed.append(request)
        farm.kill_child_behind(request)
        return Fault(cuts_request=True)

    farm.store.script = kill_at_the_manifest
    job = farm.send()

    outcome = farm.assert_published_once(job)
    assert (len(killed), farm.downloads_of(job), outcome.stages) == (1, 1, ())
