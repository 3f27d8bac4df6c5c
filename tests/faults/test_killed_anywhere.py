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
        self.killed: set[str] = set()
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
            self.killed.add(mark)
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
    assert kill.killed == {job.mark for job in jobs}
    farm.assert_nothing_waits()
