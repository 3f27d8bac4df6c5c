"""The disk a worker works on fills up: its job waits for room as for a store, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plugins.disks import fill, small_disk
from tests.plugins.farm import Farm
from tests.plugins.jobs import a_photo
from tests.plugins.servers import wait_until

MIB = 1024**2


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 MB for the work on images."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    with small_disk(folder, size=16 * MIB):
        yield folder


# Nothing fits; the original does, but nothing that is made of it.
@pytest.mark.parametrize("room", [0, 100_000])
def test_a_job_on_a_full_disk_waits_visibly_and_is_done_once_there_is_room(
    farm: Farm, scratch: Path, room: int
) -> None:
    worker = farm.start_worker(PIXFERRY_SCRATCH=str(scratch))
    ballast = fill(scratch, but=room)

    job = farm.send(a_photo(width=1600, height=1200, seed=room))
    wait_until(lambda: farm.state(job)[0] == "QUEUED", what="the wait")
    said = farm.state(job)[1]
    ballast.unlink()

    assert said["code"] == "worker:disk-full"
    farm.assert_published_once(job)
    assert "A bug in" not in worker.output
    wait_until(lambda: not list(scratch.iterdir()), what="an empty scratch folder")
    farm.assert_nothing_waits()


def test_a_disk_that_stays_full_fails_the_job_with_a_reason_and_leaves_nothing_half_done(
    farm: Farm, scratch: Path
) -> None:
    worker = farm.start_worker(PIXFERRY_SCRATCH=str(scratch))
    ballast = fill(scratch)

    full = farm.send()
    failure = farm.failure(full)
    ballast.unlink()

    assert (failure.code, failure.transient) == ("worker:disk-full", True)
    assert (farm.keys_of(full, "images"), farm.keys_of(full, "manifests")) == ([], [])
    farm.assert_published_once(farm.send())
    assert worker.process.poll() is None
