"""A child is killed before and after every single thing it asks of the store: one set of keys, one of everything."""

from __future__ import annotations

from threading import Lock

import pytest

from tests.plugins.farm import Farm, FarmJob
from tests.plugins.store_proxy import Fault, Request

IS_LOST = Fault(cuts_request=True)


class KillAt:
    """Kill the child of each job at its own request number; the request is lost, or arrives but nobody hears of it."""

    def __init__(self, farm: Farm, *, arrives: bool) -> None:
        self.farm = farm
        self.arrives = arrives
        self.jobs: dict[str, int] = {}
        self.killed: dict[str, Request] = {}
        self._seen: dict[str, int] = {}
        self._lock = Lock()

    def __call__(self, request: Request) -> Fault | None:
        with self._lock:
            mark = next((mark for mark in self.jobs if mark in request.path), None)
            if mark is None or mark in self.killed:
                return None
            self._seen[mark] = self._seen.get(mark, 0) + 1
            if self._seen[mark] < self.jobs[mark]:
                return None
            self.killed[mark] = request
            self.farm.kill_child_behind(request)
        return None if self.arrives else IS_LOST


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("arrives", [False, True], ids=["before", "after"])
def test_a_child_killed_at_any_store_operation_leaves_one_of_everything(farm: Farm, arrives: bool) -> None:
    whole = farm.send()
    files = farm.assert_published_once(whole).files
    operations = len(farm.requests_of(whole))
    kill = KillAt(farm, arrives=arrives)
    farm.store.script = kill

    jobs: list[FarmJob] = []
    for number in range(1, operations + 1):
        source = farm.place()
        kill.jobs[source.sha256[:16]] = number
        jobs.append(farm.send_placed(source))

    for job in jobs:
        farm.assert_published_once(job)
    assert operations >= 6 + len(files)
    assert kill.killed.keys() == {job.mark for job in jobs}
    for job in jobs:
        assert_nothing_stored_was_made_again(farm, job, kill.killed[job.mark], arrives=arrives)
    farm.assert_nothing_waits()


def assert_nothing_stored_was_made_again(farm: Farm, job: FarmJob, killed: Request, *, arrives: bool) -> None:
    """See that after the kill only what was not stored is sent, and the original is fetched only for that."""
    requests = farm.requests_of(job)
    end = next(number for number, request in enumerate(requests) if request is killed)
    before = requests[: end + 1] if arrives else requests[:end]
    stored = {request.path for request in before if is_of_a_file(request)}
    sent = [request.path for request in requests[end + 1 :] if is_of_a_file(request)]
    fetched = [request for request in requests[end + 1 :] if request.method == "GET" and "/originals/" in request.path]
    assert not stored & set(sent)
    assert len(sent) == len(set(sent))
    assert len(fetched) == bool(sent)


def is_of_a_file(request: Request) -> bool:
    return request.method == "PUT" and "/images/" in request.path
