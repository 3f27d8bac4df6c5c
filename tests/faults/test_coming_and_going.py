"""One desktop takes an image off while another publishes it and the operator sweeps: a link that is shown works."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from threading import Lock

import pytest

from tests.plugins.farm import Farm, FarmJob
from tests.plugins.farm_workers import ROOT
from tests.plugins.servers import wait_until
from tests.plugins.store_proxy import Fault, Request
from tests.plugins.workers import Sent
from worker.contract import Outcome, UnpublishRequest

HELD = 1.0
"""Seconds the one waits for the other at most: it may itself hold the lock the other waits for."""
MOST_SWEEPS = 15


class Meeting:
    """Hold an image's n-th request, and let somebody else act until that is done, or cannot go on."""

    def __init__(self) -> None:
        self.turns: dict[str, tuple[int, Callable[[], Callable[[], bool]]]] = {}
        self._seen: dict[str, int] = {}
        self._lock = Lock()

    def __call__(self, request: Request) -> Fault | None:
        with self._lock:
            mark = next((mark for mark in self.turns if mark in request.path), "")
            self._seen[mark] = self._seen.get(mark, 0) + 1
            number, act = self.turns.get(mark, (0, None))
        if act is not None and self._seen[mark] == number:
            is_done, end = act(), time.monotonic() + HELD
            while not is_done() and time.monotonic() < end:
                time.sleep(0.02)
        return None


def take_off(farm: Farm, job: FarmJob, outcome: Outcome) -> Sent:
    """Let the first desktop give its image up."""
    request = UnpublishRequest(
        owner=job.source.owner, sha256=outcome.sha256, fingerprint=outcome.fingerprint, slug=outcome.slug
    )
    return farm.sender.send("worker.unpublish", request.to_wire())


def publish(farm: Farm, job: FarmJob) -> FarmJob:
    """Let another desktop publish the same image."""
    return farm.send_placed(dataclasses.replace(job.source, job_id=str(uuid.uuid4()), owner="owner-2"))


def sweep(farm: Farm) -> None:
    """Delete, past the proxy, every object that no manifest names at this moment."""
    subprocess.run(
        [sys.executable, "-P", "-m", "worker", "sweep", "--older-than", "0", "--delete"],
        cwd=farm.folder,
        env={**farm.environment(PIXFERRY_S3_ENDPOINT=farm.s3.endpoint), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=True,
    )


def requests_made(farm: Farm, job: FarmJob, act: Callable[[], Callable[[], bool]]) -> int:
    """Count what one of the two asks of the store when nobody disturbs it."""
    before = len(farm.requests_of(job))
    wait_until(act(), what="the end of it")
    return len(farm.requests_of(job)) - before


@pytest.mark.parametrize("first", ["taken off", "published"])
def test_an_image_taken_off_and_swept_at_any_moment_of_its_publication_is_whole_or_made_again(
    farm: Farm, first: str
) -> None:
    farm.start_worker("-Q", "pixferry.control", "-c", "2")
    farm.start_worker("-Q", "pixferry.images", "-c", "3")
    wholes = {job.mark: (job, farm.outcome(job)) for job in [farm.send()]}
    published: dict[str, FarmJob] = {}
    given_up: dict[str, Sent] = {}

    def has_ended(job: FarmJob) -> bool:
        return farm.state(job)[0] in {"SUCCESS", "FAILURE"}

    def taking_off(mark: str) -> Callable[[], bool]:
        given_up[mark] = take_off(farm, *wholes[mark])
        return given_up[mark].ready

    def publishing(mark: str) -> Callable[[], bool]:
        published[mark] = publish(farm, wholes[mark][0])
        return lambda: has_ended(published[mark])

    one, other = (taking_off, publishing) if first == "taken off" else (publishing, taking_off)
    (alone,) = wholes
    operations = requests_made(farm, wholes[alone][0], lambda: one(alone))
    wait_until(other(alone), what="the end of the other")
    jobs = [farm.send() for _ in range(operations)]
    wholes.update((job.mark, (job, farm.outcome(job))) for job in jobs)

    meeting = Meeting()
    for number, job in enumerate(jobs, start=1):
        meeting.turns[job.mark] = (number, lambda mark=job.mark: other(mark))  # type: ignore[misc]  # bound early
    farm.store.script = meeting
    for job in jobs:
        one(job.mark)
    for _ in range(MOST_SWEEPS):
        sweep(farm)
        if published.keys() == given_up.keys() == wholes.keys() and all(map(has_ended, published.values())):
            break
    farm.assert_nothing_waits()
    sweep(farm)

    assert operations >= 5
    for mark, job in published.items():
        outcome = farm.outcome(job)
        stored = {file.key: (farm.s3.bucket_folder / file.key) for file in outcome.files}
        assert [key for key, path in stored.items() if not path.is_file()] == []
        assert all(stored[file.key].stat().st_size == file.bytes for file in outcome.files)
        (manifest,) = farm.keys_of(job, "manifests")
        written = (farm.s3.bucket_folder / manifest).read_text()
        assert ("owner-2" in written, "owner-1" in written) == (True, False)
        assert given_up[mark].state == "SUCCESS"
